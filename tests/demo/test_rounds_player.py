"""The player goes the rounds that nobody touched, with verbs and along the roads."""

from datetime import timedelta

import pytest
from tests.builders import town as towns
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import NOON
from tests.domains.rounds.test_round_guards import MINUTE, START, a_round, a_stop

from quanju.demo.rounds_player import RoundWalk
from quanju.domains.rounds import queries
from quanju.domains.rounds.actions import walking

pytestmark = pytest.mark.django_db
STEP = timedelta(seconds=5)


class Cast:
    """Whoever rides acts."""

    def __init__(self, crew):
        self.one = crew[0]

    def crew(self, unit, at):
        return self.one


@pytest.fixture
def walk(town_folder):
    towns.load_all(town_folder, at=NOON - timedelta(days=1))
    unit = a_unit("巡-01")
    _, crew = on_duty(unit, where=(2, 2))
    view = a_round(unit, checkpoints=[a_stop(5, (3, 2)), a_stop(15, (3, 1))])
    return RoundWalk(Cast(crew), 1.0, {}, set()), view, crew


def play(player, since, minutes):
    at = since
    while at < since + minutes * MINUTE:
        player.step(at)
        at += STEP
    return at


def test_a_round_is_started_driven_and_completed(walk):
    player, view, _ = walk
    play(player, START - 2 * MINUTE, 1)
    assert queries.round_view(view.pk).status == "planned"
    play(player, START, 30)
    done = queries.round_view(view.pk)
    assert done.status == "completed"
    first, second = (one.done_at for one in done.checkpoints)
    assert first >= START + timedelta(seconds=50)  # one block is driven in 50 s
    assert second >= first + 5 * MINUTE  # the stay


def test_what_a_person_touched_is_left_alone(walk):
    player, view, crew = walk
    at = play(player, START, 1)
    player.touched.add(view.subject)
    walking.pause_round(round=view.pk, by=crew[0], at=at)
    play(player, at, 10)
    assert queries.round_view(view.pk).status == "paused"
