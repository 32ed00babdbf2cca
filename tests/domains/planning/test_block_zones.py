"""Zones of road blocks: they tile, end at roads, and may begin with today's."""

from datetime import timedelta

import pytest
from tests.builders import town as towns
from tests.builders.people import NOON, a_station
from tests.builders.plans import a_done, past_calls

from quanju.domains.planning.actions.plans import draft_plan, propose_plan
from quanju.domains.planning.rules import NotAStudy
from quanju.domains.planning.studies.run import options_of

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
OF_BLOCKS = {"count": 4, "built_of": "blocks"}


def test_zones_of_blocks_tile_the_urban_area_and_can_be_proposed(planner):
    past_calls()
    found = a_done("zones", OF_BLOCKS, by=planner)
    assert found.status == "done", found.why
    assert found.result["is_contiguous"]
    assert sorted(one["properties"]["number"] for one in found.result["zones"]) == [1, 2, 3, 4]
    borders = found.result["borders"]
    assert 0 < borders["compactness_min"] <= borders["compactness_mean"] <= 1
    assert sum(found.result["loads"]["calls"]) + found.result["calls_outside"] > 0
    plan = draft_plan(title="街区", studies=[found.pk], by=planner, at=NOON)
    # `propose` refuses gaps and overlaps above 1 m².
    proposed = propose_plan(plan=plan.number, wanted_from=NOON, by=planner, at=NOON)
    assert proposed.status == "proposed"


def test_zones_of_blocks_may_begin_with_todays(planner):
    past_calls()
    wish = OF_BLOCKS | {"from_today": True, "moving": 1e6}
    found = a_done("zones", wish, by=planner)
    assert found.status == "done", found.why
    assert found.result["moved_share"] < 0.1


def test_borders_of_stations_are_liked_but_not_kept_by_blocks(planner):
    west, east = a_station("west"), a_station("east")
    towns.load_areas(at=NOON - timedelta(days=80), west=west.code, east=east.code)
    past_calls()
    found = a_done("zones", OF_BLOCKS | {"stations": "prefer"}, by=planner)
    assert found.status == "done", found.why
    assert found.result["borders"]["in_two_stations"] <= 4
    with pytest.raises(NotAStudy, match="hexagons"):
        options_of("zones", OF_BLOCKS | {"stations": "keep"})


def test_zones_of_something_else_are_refused(planner):
    with pytest.raises(NotAStudy, match="no choice bricks"):
        options_of("zones", {"built_of": "bricks"})
