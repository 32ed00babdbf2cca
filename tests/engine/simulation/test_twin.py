"""The numba core and the plain Python twin tell the same day, line by line, bit by bit."""

import pytest
from tests.engine.simulation.towns import a_busy_town, a_town, calls

from quanju.engine.simulation.model import Crew
from quanju.engine.simulation.run import record, record_plainly

POSTS = (3, 9, 20, 11, 7, 8)


@pytest.mark.parametrize("move_up", [(), POSTS, {1: (5,), 2: (3, 30), 4: POSTS[:4]}])
@pytest.mark.parametrize("redispatch", [False, True])
@pytest.mark.parametrize("preference_s", [0.0, 120.0])
@pytest.mark.parametrize("seed", [3, 4, 5])
def test_same_seed_same_events(move_up, redispatch, preference_s, seed):
    model = a_busy_town(
        seed, move_up=move_up, redispatch=redispatch, preference_s=preference_s, warmup_s=3600.0
    )
    core, twin = record(model, seed=seed), record_plainly(model, seed=seed)
    assert list(core.lines) == twin.lines
    assert core.course.events == twin.events
    for name in ("busy_s", "on_s", "break_s", "overtime_s", "jobs"):
        assert getattr(core.course, name).tolist() == [getattr(u, name) for u in twin.units]


def test_zero_line_too():
    model = a_busy_town(has_line=False)
    core, twin = record(model, seed=9), record_plainly(model, seed=9)
    assert list(core.lines) == twin.lines
    assert {"lost"} <= {what for _, what, _, _ in twin.lines}


def test_the_days_compared_hold_every_kind_of_event():
    told = {
        line[1]
        for move_up in ((), POSTS)
        for line in record(a_busy_town(move_up=move_up, redispatch=True), seed=3).lines
    }
    assert told >= {"call", "sent", "arrived", "cleared", "waits", "diverted"}
    assert told >= {"on", "off", "break", "back", "moves"}


def test_another_seed_is_another_day():
    model = a_busy_town()
    assert record(model, seed=1).lines != record(model, seed=2).lines


@pytest.mark.parametrize("units", [1, 2, 3, 5, 8, 13])
def test_units_free_at_the_same_instant_come_in_their_order(units):
    crews = [Crew(name=str(u), home=0) for u in range(units)]
    given = calls(*((600.0 * (k // 7), 0) for k in range(60)))
    model = a_town(crews, given, nodes=1)
    core, twin = record(model, seed=1), record_plainly(model, seed=1)
    assert list(core.lines) == twin.lines
    cleared = [(at, unit) for at, what, _, unit in core.lines if what == "cleared"]
    assert cleared == sorted(cleared)
    assert len(cleared) == 60
