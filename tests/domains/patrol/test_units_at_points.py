"""Which crews stage where."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import NOON
from tests.builders.town import BLOCK_M, spot

from quanju.domains.patrol.actions import crews, positions
from quanju.domains.patrol.queries import units as units_queries

pytestmark = pytest.mark.usefixtures("town")


def staging(unit, where=None):
    _, (member, _) = on_duty(unit, where=where)
    crews.set_activity(unit=unit.pk, activity="staging", by=member, at=NOON)
    return member


def at_points(at=NOON):
    return {
        n: [u.call_sign for u in units] for n, units in units_queries.units_at_points(at).items()
    }


@pytest.mark.parametrize(("metres", "signs"), [(99.5, ["巡-01"]), (100.5, [])])
def test_both_sides_of_the_hundred_metres(metres, signs):
    # Point 1 stands at (2, 2).
    staging(a_unit(), where=(2 + metres / BLOCK_M, 2))
    assert at_points() == {1: signs, 2: []}


def test_without_a_position_the_crew_is_at_its_own_point():
    staging(a_unit(home_staging_point=2))
    assert at_points() == {1: [], 2: ["巡-01"]}


def test_a_stale_position_says_nothing():
    staging(a_unit(home_staging_point=2), where=(2, 2))
    assert at_points()[1] == ["巡-01"]
    assert at_points(NOON + timedelta(seconds=121)) == {1: [], 2: ["巡-01"]}


def test_only_units_that_stage_are_there():
    on_duty(a_unit(home_staging_point=1), where=(2, 2))
    assert at_points() == {1: [], 2: []}


def test_a_crew_at_another_point_is_shown_where_it_is():
    unit = a_unit(home_staging_point=2)
    member = staging(unit)
    lon, lat = spot(2, 2)
    positions.report_position(unit=unit.pk, lon=lon, lat=lat, by=member, at=NOON)
    assert at_points() == {1: ["巡-01"], 2: []}
