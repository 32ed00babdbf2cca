"""The demo's exchange: it rings, asks how the call stands, and ends it as a telephone would."""

import pytest

from quanju.demo import exchange
from quanju.demo.exchange import Exchange

CENTRE = (119.76, 49.21)


class Branch(Exchange):
    """An exchange whose branch answers what a test says, and remembers what it was told."""

    def __init__(self) -> None:
        super().__init__("http://nowhere.invalid", "key", CENTRE, speed=1.0)
        self.told = []
        self.state = "ringing"

    def post(self, event, key, at, **more):
        self.told.append((event, key))
        return None if self.state == "" else {"number": "1", "state": self.state}

    def events(self):
        return [event for event, _ in self.told if event != "heartbeat"]


@pytest.fixture
def branch(monkeypatch):
    """One call, whose caller is patient, and no other for an hour."""
    monkeypatch.setattr(exchange, "GIVE_UP_SHARE", 0.0)
    monkeypatch.setattr(exchange.random, "expovariate", lambda _: 3600.0)
    made = Branch()
    made.step(1.0)
    made.step(1.0 + exchange.LEAST_BETWEEN_S)
    return made


def test_it_beats_before_anything_rings():
    made = Branch()
    made.step(1.0)
    assert [event for event, _ in made.told] == ["heartbeat"]


def test_a_call_that_nobody_takes_is_given_up(branch):
    branch.step(10.0 + exchange.PATIENCE_S)
    branch.step(20.0 + exchange.PATIENCE_S)
    assert branch.events() == ["ringing", "ringing", "abandoned"]


def test_a_call_that_is_taken_talks_and_ends(branch):
    branch.state = "answered"
    branch.step(12.0)
    branch.step(13.0 + exchange.TALK_S[1])
    assert branch.events() == ["ringing", "ringing", "ended"]


def test_the_same_ring_has_the_same_key_so_it_is_one(branch):
    branch.step(11.0)
    rings = {key for event, key in branch.told if event == "ringing"}
    assert len(rings) == 1


def test_what_was_not_taken_is_told_again(branch):
    branch.state = ""
    branch.step(10.0 + exchange.PATIENCE_S)
    branch.step(12.0 + exchange.PATIENCE_S)
    assert branch.events().count("abandoned") == 2
