"""Wishes of a study: borders along roads, rivers and stations; crews in the hours of the plan."""

from datetime import timedelta

import pytest
from tests.builders import town as towns
from tests.builders.people import NOON, a_station
from tests.builders.plans import a_done, past_calls
from tests.builders.town import spot

from quanju.domains.duty.models import PlannedShift
from quanju.domains.geo.shapes import read_geometry
from quanju.domains.patrol.models import Unit
from quanju.domains.planning.actions.plans import draft_plan, propose_plan
from quanju.domains.planning.rules import NotAStudy
from quanju.domains.planning.studies import wishes
from quanju.domains.planning.studies.ground import gather
from quanju.domains.planning.studies.run import options_of
from quanju.domains.planning.studies.what_if import _spans, model_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def stations(planner):
    west, east = a_station("west"), a_station("east")
    towns.load_areas(at=NOON - timedelta(days=80), west=west.code, east=east.code)


@pytest.mark.parametrize(("wish", "most"), [("keep", 0), ("prefer", 4)])
def test_no_zone_crosses_a_station_border_that_is_kept(planner, stations, wish, most):
    past_calls()
    found = a_done("zones", {"count": 4, "stations": wish}, by=planner)
    assert found.status == "done", found.why
    assert found.result["borders"]["in_two_stations"] <= most
    plan = draft_plan(title="不跨所界", studies=[found.pk], by=planner, at=NOON)
    assert propose_plan(plan=plan.number, wanted_from=NOON, by=planner, at=NOON)
    if wish == "keep":
        middle = spot(4, 0)[0]
        for one in plan.zones:
            west, _, east, _ = read_geometry(one["geometry"]).bounds
            assert east <= middle + 1e-9 or west >= middle - 1e-9


def test_fewer_zones_than_stations_whose_borders_are_kept_is_told(planner, stations):
    past_calls()
    found = a_done("zones", {"count": 1, "stations": "keep"}, by=planner)
    assert (found.status, found.result) == ("failed", None)
    assert "2 个所" in found.why.zh
    assert "2 stations" in found.why.en


def test_borders_follow_big_roads_and_barriers_where_asked(planner, monkeypatch):
    """The town has no big roads; where its streets count as such, borders follow them."""
    past_calls()
    monkeypatch.setattr(wishes, "BIG", ("residential",))
    monkeypatch.setattr(wishes, "STILL_EVEN", 0.3)  # a block is a twelfth of a zone here
    options = {"count": 4, "resolution": 10, "along_roads": True, "along_barriers": True}
    found = a_done("zones", options, by=planner)
    assert found.status == "done", found.why
    plain = a_done("zones", options | {"along_roads": False}, by=planner)
    assert plain.result["borders"]["along_roads"] < found.result["borders"]["along_roads"]
    plan = draft_plan(title="沿路", studies=[found.pk], by=planner, at=NOON)
    assert propose_plan(plan=plan.number, wanted_from=NOON, by=planner, at=NOON)


def a_week_of(unit, hours, *, begins=NOON - timedelta(hours=12), days=7):
    """Shifts of a unit, a day each, from an hour of the day for so many hours."""
    start, length = hours
    PlannedShift.objects.bulk_create(
        PlannedShift(
            force_type=unit.force_type,
            organisation=unit.organisation,
            zone=1,
            staging_point=unit.home_staging_point,
            unit=unit,
            headcount=2,
            duty_from=begins + timedelta(days=day, hours=start),
            duty_until=begins + timedelta(days=day, hours=start + length),
        )
        for day in range(days)
    )


def test_crews_are_on_duty_in_the_hours_of_the_duty_plan(planner):
    past_calls()
    units = {unit.call_sign: unit for unit in Unit.objects.all()}
    a_week_of(units["特-01"], (20, 12))
    inputs = gather(options_of("what_if", {"days": 14}), NOON)
    assert [one["name"] for one in inputs["crews"]] == ["特-01"], "the other crew has no shift"
    (crew,) = model_of(inputs, NOON).crews
    hour = 3600.0
    # 23 November is a Monday; before its first shift runs the one of Sunday night.
    assert crew.shifts[:3] == ((0.0, 8 * hour), (20 * hour, 32 * hour), (44 * hour, 56 * hour))
    assert crew.shifts[-1][0] < 14 * 24 * hour


def test_a_week_with_an_empty_day_is_no_duty_plan(planner):
    past_calls()
    unit = Unit.objects.order_by("pk").first()
    a_week_of(unit, (8, 8), days=6)
    inputs = gather(options_of("what_if", {"days": 14}), NOON)
    assert inputs["duty"] is None
    assert [one["shifts"] for one in inputs["crews"]] == [None, None]


def test_shifts_through_the_new_year_and_the_turn_of_the_week_are_whole(planner):
    """From Monday 28 December: nights of 12 hours, one of them into 2027, one into Monday."""
    past_calls(at=NOON + timedelta(days=35))
    unit = Unit.objects.order_by("pk").first()
    monday = NOON + timedelta(days=35) - timedelta(hours=12)
    a_week_of(unit, (20, 12), begins=monday)
    inputs = gather(options_of("what_if", {"days": 21}), NOON + timedelta(days=35))
    (crew,) = model_of(inputs, NOON + timedelta(days=35)).crews
    lengths = {ends - begins for begins, ends in crew.shifts[1:]}
    assert lengths == {12 * 3600.0}
    assert len(crew.shifts) == 22, "21 nights, and what is left of the one before"


def test_shifts_that_touch_are_one():
    day = 86_400.0
    assert _spans([[0.0, day], [day, day]], 7 * day) == ((0.0, 2 * day),)


def test_starting_from_today_mends_cells_that_no_road_joins_to_their_zone(planner):
    past_calls()
    found = a_done("zones", {"count": 4, "from_today": True, "moving": 1e6}, by=planner)
    assert found.status == "done", found.why
    assert found.result["moved_share"] < 0.1


def test_kept_station_borders_do_not_start_from_today(planner):
    with pytest.raises(NotAStudy, match="afresh"):
        options_of("zones", {"stations": "keep", "from_today": True})


def test_stations_without_areas_are_told(planner):
    past_calls()
    with pytest.raises(NotAStudy, match="no station areas"):
        gather(options_of("zones", {"stations": "keep"}), NOON)
