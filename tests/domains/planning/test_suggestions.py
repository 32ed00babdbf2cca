"""Suggestions for shifts (ICC-11): made of places and hours alone, decided by people."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import date, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import IntegrityError, connection
from tests.builders.duty import a_shift
from tests.builders.people import NOON, an_actor
from tests.builders.plans import past_calls

from quanju.domains.dispatch.queries.call_hours import CallHours, call_hours
from quanju.domains.duty.actions import relocation
from quanju.domains.duty.models import PlannedShift
from quanju.domains.duty.queries.posts import Post
from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.types import Denied
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.people.types import SERVICE
from quanju.domains.planning.actions.suggestions import (
    ReasonNeeded,
    ShiftChangedMeanwhile,
    TooFewCalls,
    WeekIsOver,
    accept_suggestion,
    expire_suggestions,
    reject_suggestion,
    suggest_shifts,
)
from quanju.domains.planning.models import Suggestion
from quanju.domains.planning.queries import suggestions
from quanju.domains.planning.suggestions.rules import SUGGESTIONS
from quanju.domains.planning.suggestions.shifting import Demand, cell, hours_of_week, propose
from quanju.domains.planning.suggestions.workflow import SUGGESTION
from quanju.domains.rulebook.queries import in_force
from quanju.engine.demand.learn import learn_demand
from quanju.engine.demand.problem import DemandProblem

RULE = in_force(SUGGESTIONS, at=None).content

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = date(2026, 11, 23)
SHANGHAI = ZoneInfo("Asia/Shanghai")
PERSONAL = ("person", "name", "caller", "officer", "member", "badge", "account", "crew", "people")


@pytest.fixture
def week(planner):
    """Every call came from zone 2, where one crew is planned; three stand in quiet zone 1."""
    past_calls(400, days=40, where=[(7, 1)])
    past_calls(10, days=40, where=[(2, 2)])
    for zone in (1, 1, 1, 2):
        a_shift(zone=zone, by=planner, duty_from=NOON + DAY, duty_until=NOON + DAY + 8 * HOUR)
    return planner


def look(by, **more):
    return suggest_shifts(week_on=MONDAY, by=by, at=more.pop("at", NOON), **more)


def listed(by):
    return suggestions.suggestions(week_on=MONDAY, by=by)


@pytest.mark.django_db
def test_a_crew_of_the_quiet_zone_is_offered_to_the_busy_one_with_counts_and_range(week):
    assert look(week) == 1
    (one,) = listed(week)
    assert (one.zone_from, one.zone_to, one.status) == (1, 2, "offered")
    here, there = one.basis["from"], one.basis["to"]
    assert (here["units"], there["units"]) == (3, 1)
    assert there["mean"] > here["mean"]
    assert there["low"] <= there["mean"] <= there["high"]
    assert there["calls"] >= 5
    assert (one.basis["calls"], one.basis["days"]) == (call_count(), 40)
    assert PlannedShift.objects.filter(zone=1).count() == 3  # nothing moved by itself


def call_count():
    return len(call_hours(at=NOON, most_days=365).hour)


@pytest.mark.django_db
def test_accepting_moves_the_shift_and_says_who(week):
    look(week)
    (one,) = listed(week)
    leader = an_actor("branch_leader")
    accepted = accept_suggestion(suggestion=one.pk, by=leader, at=NOON)
    assert accepted.status == "accepted"
    assert PlannedShift.objects.get(pk=one.shift).zone == 2
    (entry,) = [e for e in history_of(one.subject) if e.event == "planning.suggestion_accepted"]
    assert entry.author == leader.subject
    assert look(week, at=NOON + HOUR) == 0


@pytest.mark.django_db
def test_rejecting_takes_a_reason_and_it_is_not_offered_again_for_that_week(week):
    look(week)
    (one,) = listed(week)
    with pytest.raises(ReasonNeeded):
        reject_suggestion(suggestion=one.pk, why=" \n", by=week, at=NOON)
    reject_suggestion(suggestion=one.pk, why="那天有集市", by=week, at=NOON)
    assert look(week, at=NOON + HOUR) == 0
    (rejected,) = listed(week)
    assert (rejected.status, rejected.why) == ("rejected", "那天有集市")
    assert PlannedShift.objects.filter(zone=1).count() == 3
    told = [e.event for e in history_of(one.subject)]
    assert told == ["planning.suggestion_rejected"]


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "verb", "after"), list(SUGGESTION.cells()))
def test_every_cell_of_the_state_table(week, state, verb, after):
    look(week)
    pk = listed(week)[0].pk
    Suggestion.objects.filter(pk=pk).update(status=state, decided_by=week.person_id, why="因")
    try:
        if verb == "accept":
            accept_suggestion(suggestion=pk, by=week, at=NOON)
        elif verb == "reject":
            reject_suggestion(suggestion=pk, why="因", by=week, at=NOON)
        elif verb == "expire":
            expire_suggestions(at=NOON + 2 * DAY)
        else:
            # With the others gone the shift is the last of its zone, so the offer no longer holds.
            PlannedShift.objects.exclude(pk=Suggestion.objects.get(pk=pk).shift_id).delete()
            look(week)
    except NotInThisState:
        assert after is None
    assert Suggestion.objects.get(pk=pk).status == (after or state)


@pytest.mark.django_db
def test_no_service_and_no_crew_decides(week):
    look(week)
    pk = listed(week)[0].pk
    for actor in (SERVICE, an_actor("patrol_unit"), an_actor("station_command")):
        with pytest.raises(Denied):
            accept_suggestion(suggestion=pk, by=actor, at=NOON)
        with pytest.raises(Denied):
            reject_suggestion(suggestion=pk, why="因", by=actor, at=NOON)
        with pytest.raises(Denied):
            look(actor)
    with pytest.raises(IntegrityError):
        Suggestion.objects.filter(pk=pk).update(status="accepted")


@pytest.mark.django_db
def test_a_shift_changed_meanwhile_is_not_moved(week):
    look(week)
    (one,) = listed(week)
    relocation.relocate_shift(shift=one.shift, zone=3, by=week, at=NOON)
    with pytest.raises(ShiftChangedMeanwhile):
        accept_suggestion(suggestion=one.pk, by=week, at=NOON)
    assert listed(week)[0].status == "offered"


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "is_enough"), [(27, False), (28, True)])
def test_28_days_of_calls_are_the_least(planner, days, is_enough):
    past_calls(300, days=days, at=NOON - HOUR * 12)
    if is_enough:
        assert look(planner) == 0
        return
    with pytest.raises(TooFewCalls):
        look(planner)


@pytest.mark.django_db
def test_a_week_that_is_over_is_left_as_it_was(week):
    with pytest.raises(WeekIsOver):
        suggest_shifts(week_on=MONDAY - timedelta(days=7), by=week, at=NOON)


def test_what_goes_in_is_places_and_hours_and_no_person():
    for part in (CallHours, Post, DemandProblem, Demand):
        for one in fields(part):
            assert not any(word in one.name for word in PERSONAL), (part.__name__, one.name)
    assert {one.name for one in fields(CallHours)} == {"lon", "lat", "hour", "first_on", "days"}


def demand_of(*by_zone):
    """Four weeks from a Monday; each zone with so many calls at noon of these weekdays."""
    places, hours = [], []
    for place, (count, weekdays) in enumerate(by_zone):
        for number in range(count):
            week, weekday = divmod(number, len(weekdays))
            places.append(place)
            hours.append((week % 4) * 168 + weekdays[weekday] * 24 + 12)
    cells, hour = np.array(places), np.array(hours)
    problem = DemandProblem(cell=cells, hour=hour, cells=len(by_zone), days=28, first_weekday=0)
    counts = np.bincount(cells * 168 + hour % 168, minlength=168 * len(by_zone))
    zones = tuple(range(1, len(by_zone) + 1))
    return Demand(zones, counts.reshape(-1, 168), learn_demand(problem), MONDAY, 28)


@pytest.mark.parametrize(
    ("count", "weekdays", "calls", "days"),
    [(5, [1], 5, 1), (4, [1], None, 7), (6, [0, 1, 2], 6, 3), (7, range(7), 7, 7)],
)
def test_days_are_merged_until_a_cell_holds_five_calls(count, weekdays, calls, days):
    demand = demand_of((count, list(weekdays)), (60, list(range(7))))
    tuesday_noon = hours_of_week(NOON + DAY, NOON + DAY + HOUR, SHANGHAI)
    found = cell(demand, 1, tuesday_noon, 1, 5)
    assert (found.calls, found.days) == (calls, days)


def a_post(shift, zone, **more):
    usual = {"force_type": "special_police", "staging_point": None, "is_movable": True}
    span = {"duty_from": NOON + DAY, "duty_until": NOON + DAY + HOUR}
    return Post(shift=shift, zone=zone, **{**usual, **span, **more})


@pytest.mark.parametrize(
    ("change", "moves"),
    [
        ({}, 1),
        ({"is_movable": False}, 0),
        ({"force_type": "community_team"}, 0),
        ({"duty_from": NOON, "duty_until": NOON + HOUR}, 0),
    ],
)
def test_only_shifts_that_may_be_moved_and_lie_ahead(change, moves):
    demand = demand_of((20, [0, 1]), (200, [0, 1]))
    posts = [a_post(number, 1, **change) for number in (1, 2, 3)] + [a_post(9, 2)]
    found = propose(demand, posts, [], RULE, SHANGHAI, not_before=NOON)
    assert len(found) >= moves
    assert bool(found) == bool(moves)


def test_nobody_is_taken_from_a_zone_that_would_be_empty():
    demand = demand_of((20, [0, 1]), (200, [0, 1]))
    found = propose(demand, [a_post(1, 1), a_post(9, 2)], [], RULE, SHANGHAI, not_before=NOON)
    assert found == []


def test_a_staging_shift_is_offered_the_point_with_the_fewest_posts():
    demand = demand_of((20, [0, 1]), (200, [0, 1]))
    posts = [a_post(n, 1, staging_point=1) for n in (1, 2, 3)] + [a_post(9, 2, staging_point=5)]
    points = [(1, 1), (5, 2), (6, 2)]
    found = propose(demand, posts, points, RULE, SHANGHAI, not_before=NOON)
    assert found[0].point_to == 6


@pytest.mark.django_db(transaction=True)
def test_of_two_planners_in_one_instant_one_accepts_and_the_other_is_told(week):
    look(week)
    (one,) = listed(week)
    planners, barrier = [an_actor("dispatcher"), an_actor("branch_leader")], Barrier(2)

    def accept(by):
        try:
            barrier.wait()
            accept_suggestion(suggestion=one.pk, by=by, at=NOON)
        except NotInThisState:
            return "told"
        finally:
            connection.close()
        return "accepted"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(accept, planners)) == ["accepted", "told"]
    assert PlannedShift.objects.filter(zone=2).count() == 2
