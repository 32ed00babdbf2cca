"""The red line of every desk comes through the stream, and leaves with what it tells of."""

import json

import pytest

from quanju.domains.kernel.types import Text
from quanju.domains.operation import queries
from quanju.domains.operation.types import WORKER, Fault
from quanju.pages.live import hub
from quanju.pages.live.views import Listener

OTHER = Fault("disk", Text("满", "full"))


@pytest.fixture
def service(monkeypatch):
    """The service's state, to be changed, and a clock that stands."""
    state = {"faults": (), "ticks": 0.0}
    monkeypatch.setattr(queries, "faults", lambda *, at: state["faults"])
    ticking = type("Ticking", (), {"ticks": lambda self: state["ticks"]})()
    monkeypatch.setattr(hub, "clock", lambda: ticking)
    return state


def codes(rows):
    return [fault["code"] for fault in rows[0]]


def test_a_fault_is_told_when_it_comes_and_when_it_goes(service):
    rows, told = hub._service(None)
    assert codes(rows) == [], "whoever has just come is told that all is well"
    assert hub._service(told)[0] == []
    service["faults"] = (WORKER,)
    rows, told = hub._service(told)
    assert codes(rows) == ["worker"]
    assert rows[0][0]["zh"] == WORKER.text.zh
    assert json.dumps(rows)
    service["faults"] = (OTHER,)
    rows, told = hub._service(told)
    assert codes(rows) == ["disk"]
    service["faults"] = ()
    assert codes(hub._service(told)[0]) == []


@pytest.mark.parametrize(("later", "again"), [(9.9, False), (10.0, True)])
def test_it_is_said_again_for_whoever_has_come_since(service, later, again):
    service["faults"] = (WORKER,)
    _, told = hub._service(None)
    service["ticks"] = later
    assert bool(hub._service(told)[0]) is again


def test_every_reader_hears_it_also_one_that_sees_few_units():
    listener = Listener.__new__(Listener)
    listener._followed = frozenset()
    assert listener.narrow("service", [[{"code": "worker"}]])
    assert listener.narrow("positions", [["P3", 1.0, 2.0]]) == []
