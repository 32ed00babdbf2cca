"""Past duty that is taken over at once: shifts, their people, and where units stood meanwhile."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_unit
from tests.builders.people import NOON, a_branch, an_actor

from quanju.domains.duty.actions.history import DutyNotEmpty, PastMember, PastShift, load_past_duty
from quanju.domains.duty.models import PlannedShift, ShiftMember
from quanju.domains.patrol.models import ActivityStretch, LitStretch, UnitShift, ZoneGap
from quanju.domains.people.types import SERVICE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
HOUR = timedelta(hours=1)
BEGAN, ENDED = NOON - 9 * HOUR, NOON - HOUR


def a_past_shift(unit, *, point=None, came=True, lit=(), members=()):
    return PastShift(
        force_type="special_police",
        organisation=a_branch().pk,
        zone=1,
        staging_point=point,
        unit=unit.pk,
        duty_from=BEGAN,
        duty_until=ENDED,
        status="checked_out" if came else "missed",
        checked_in_at=BEGAN + timedelta(minutes=2) if came else None,
        is_late=False,
        ended_at=ENDED if came else None,
        why_not="" if came else "病假",
        lit=lit,
        members=members,
    )


def test_who_came_was_on_duty_and_a_point_is_staging():
    riding, standing, away = (a_unit(name) for name in ("特-01", "特-02", "特-03"))
    officer = an_actor("patrol_unit")
    shifts = [
        a_past_shift(
            riding, lit=((BEGAN, BEGAN + HOUR),), members=(PastMember(person=officer.person_id),)
        ),
        a_past_shift(standing, point=1),
        a_past_shift(away, came=False),
    ]
    count = load_past_duty(shifts, [(2, BEGAN, BEGAN + HOUR)], by=SERVICE, at=NOON)
    assert count == PlannedShift.objects.count() == 3
    assert ShiftMember.objects.get().person_id == officer.person_id
    on_duty = UnitShift.objects.order_by("unit__call_sign")
    came = BEGAN + timedelta(minutes=2)
    assert [(one.unit_id, one.started_at, one.ended_at) for one in on_duty] == [
        (riding.pk, came, ENDED),
        (standing.pk, came, ENDED),
    ]
    staged = ActivityStretch.objects.get()
    assert (staged.unit_id, staged.activity) == (standing.pk, "staging")
    assert LitStretch.objects.get().unit_id == riding.pk
    assert ZoneGap.objects.get().zone == 2


def test_the_past_is_taken_over_once():
    unit = a_unit("特-01")
    load_past_duty([a_past_shift(unit)], by=SERVICE, at=NOON)
    with pytest.raises(DutyNotEmpty):
        load_past_duty([a_past_shift(unit)], by=SERVICE, at=NOON)
