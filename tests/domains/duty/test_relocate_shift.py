"""A planned shift stands elsewhere, with the same people; one that has begun stays."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.builders import town as towns
from tests.builders.duty import HOUR, a_shift
from tests.builders.people import NOON, a_branch, an_actor

from quanju.domains.duty.actions import deciding, occasions, relocation, shift_refusals
from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.types import Denied, NotFound, Text

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _town(db):
    towns.load_zones(at=NOON - timedelta(days=1))
    towns.load_staging_points(at=NOON - timedelta(days=1))


def relocate(shift, by=None, at=NOON, **where):
    by = by or an_actor("dispatcher")
    return relocation.relocate_shift(shift=shift.pk, by=by, at=at, **where)


def test_its_people_go_with_it_and_confirm_anew():
    planner, officers = an_actor("dispatcher"), [an_actor("patrol_unit"), an_actor("patrol_unit")]
    shift = a_shift(officers, by=planner)
    deciding.confirm_shift(shift=shift.pk, by=planner, at=NOON)
    moved = relocate(shift, planner, zone=4, staging_point=2)
    assert (moved.zone, moved.staging_point, moved.status) == (4, 2, "planned")
    assert moved.member_ids == shift.member_ids
    told = [e for e in history_of(shift.subject) if e.event == "patrol.shift_relocated"]
    assert {"zone:1", "zone:4"} <= set(told[0].related)


@pytest.mark.parametrize(
    ("where", "refusal"),
    [
        ({"zone": 1}, relocation.StandsThereAlready),
        ({"zone": 99}, NotFound),
        ({"zone": 1, "staging_point": 2}, shift_refusals.PointInAnotherZone),
        ({"zone": 1, "staging_point": 99}, NotFound),
    ],
)
def test_where_it_cannot_stand(where, refusal):
    with pytest.raises(refusal):
        relocate(a_shift(), **where)


@pytest.mark.parametrize(("minutes", "moves"), [(-1, True), (0, False)])
def test_until_it_begins(minutes, moves):
    shift = a_shift(duty_from=NOON + HOUR)
    at = NOON + HOUR + timedelta(minutes=minutes)
    if moves:
        assert relocate(shift, zone=2, at=at).zone == 2
        return
    with pytest.raises(shift_refusals.AlreadyOver):
        relocate(shift, zone=2, at=at)


def test_only_by_planners():
    with pytest.raises(Denied):
        relocate(a_shift(), an_actor("patrol_unit"), zone=2)


def test_extra_duty_of_a_market_stays_at_the_market():
    planner, local_day = an_actor("dispatcher"), (NOON + timedelta(days=1)).date()
    occasion = occasions.add_occasion(
        name=Text("夜市", "Market"),
        staging_point=2,
        force_type="special_police",
        headcount=2,
        weekdays=range(7),
        starts_on=local_day,
        ends_on=local_day,
        begins=time(20),
        ends=time(23),
        zone=SHANGHAI,
        by=planner,
        at=NOON,
    )
    (extra,) = occasions.plan_occasion(
        occasion=occasion,
        organisation=a_branch().pk,
        since=local_day,
        until=local_day + timedelta(days=1),
        zone=SHANGHAI,
        by=planner,
        at=NOON,
    )
    with pytest.raises(relocation.BelongsToOccasion):
        relocation.relocate_shift(shift=extra, zone=1, by=planner, at=NOON)
