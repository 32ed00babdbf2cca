"""Planning duty: what stands in the plan, and what is refused with nothing half stored."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.builders.crews import a_crew, a_unit
from tests.builders.duty import HOUR, a_shift
from tests.builders.people import NOON, a_branch, a_station, an_actor

from quanju.domains.duty.actions import deciding, planning, secondments, shift_refusals
from quanju.domains.duty.models import PlannedShift, ShiftMember
from quanju.domains.duty.queries import shifts, staffing
from quanju.domains.journal.models import Entry
from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.types import Denied, NotFound

pytestmark = pytest.mark.usefixtures("town")


def stored():
    return PlannedShift.objects.count(), ShiftMember.objects.count()


def test_a_shift_stands_in_the_plan_with_its_people_and_its_entry():
    crew = a_crew()
    view = a_shift(crew)
    assert (view.zone, view.headcount, view.status) == (1, 2, "planned")
    assert view.member_ids == {one.person_id for one in crew}
    entry = Entry.objects.get(event="patrol.shift_planned")
    assert entry.subject == view.subject
    assert crew[0].subject in entry.related_json


def test_every_entry_of_a_shift_names_the_station_that_stands_it():
    station, planner = a_station(), an_actor("dispatcher")
    shift = a_shift(organisation=station.pk, by=planner)
    deciding.confirm_shift(shift=shift.pk, by=planner, at=NOON)
    deciding.cancel_shift(shift=shift.pk, why="另有安排", by=planner, at=NOON)
    told = history_of(shift.subject)
    assert len(told) == 3
    assert all(f"station:{station.pk}" in entry.related for entry in told)


def test_a_point_brings_its_zone():
    assert a_shift(staging_point=2).zone == 4


def test_a_shift_across_midnight_and_the_new_year_is_one_shift():
    eve = datetime(2026, 12, 31, 14, 0, tzinfo=UTC)  # 22:00 in Hailar
    view = a_shift(duty_from=eve, duty_until=eve + 8 * HOUR)
    assert view.duty_until == datetime(2026, 12, 31, 22, 0, tzinfo=UTC)
    assert stored()[0] == 1


@pytest.mark.parametrize(
    ("hours_from", "hours_until", "code"),
    [
        (2, 2, "ENDS_BEFORE_IT_BEGINS"),
        (2, 1, "ENDS_BEFORE_IT_BEGINS"),
        (2, 18.01, "SHIFT_TOO_LONG"),
        (-8, 0, "ALREADY_OVER"),
        (24 * 400 + 1, 24 * 400 + 2, "TOO_FAR_AHEAD"),
    ],
)
def test_a_span_that_cannot_be_is_refused_and_nothing_is_stored(hours_from, hours_until, code):
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - the code says which
        a_shift(
            a_crew(),
            duty_from=NOON + hours_from * HOUR,
            duty_until=NOON + hours_until * HOUR,
        )
    assert refusal.value.code == code
    assert stored() == (0, 0)


def test_the_longest_shift_is_still_one():
    assert a_shift(duty_until=NOON + 18 * HOUR).status == "planned"


def test_nobody_stands_two_shifts_at_once():
    first, second = a_crew()
    a_shift([first, second])
    with pytest.raises(shift_refusals.OnAnotherShift) as refusal:
        a_shift([first, *a_crew(1)], zone=2, duty_from=NOON + 7 * HOUR)
    assert refusal.value.values["zone"] == 1
    assert stored() == (1, 2)


def test_one_shift_may_begin_when_the_other_ends():
    crew = a_crew()
    a_shift(crew)
    assert a_shift(crew, zone=2, duty_from=NOON + 8 * HOUR).status == "planned"


def test_a_cancelled_shift_sets_its_people_free():
    crew = a_crew()
    shift = a_shift(crew)
    deciding.cancel_shift(shift=shift.pk, why="换班", by=an_actor("dispatcher"), at=NOON)
    assert a_shift(crew, zone=2).status == "planned"


def test_the_database_refuses_a_person_twice_whoever_writes():
    first = a_crew(1)[0]
    one, other = a_shift([first]), a_shift(zone=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        ShiftMember.objects.create(
            shift_id=other.pk,
            person_id=first.person_id,
            duty_from=one.duty_until - timedelta(seconds=1),
            duty_until=one.duty_until + HOUR,
        )
    ShiftMember.objects.create(
        shift_id=other.pk,
        person_id=first.person_id,
        duty_from=one.duty_until,
        duty_until=one.duty_until + HOUR,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        ShiftMember.objects.filter(shift=other.pk).update(duty_from=one.duty_from)
    assert connection.vendor in ("sqlite", "postgresql")


def test_the_database_refuses_a_unit_twice_whoever_writes():
    unit = a_unit()
    one, other = a_shift(unit=unit.pk), a_shift(zone=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedShift.objects.filter(pk=other.pk).update(unit=unit)
    with pytest.raises(shift_refusals.UnitElsewhere):
        a_shift(unit=unit.pk, zone=2, duty_from=one.duty_until - HOUR)


def test_the_database_refuses_an_end_before_the_beginning():
    shift = a_shift()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedShift.objects.filter(pk=shift.pk).update(duty_until=shift.duty_from)


def test_a_point_in_another_zone_an_unknown_zone_and_an_unknown_point():
    with pytest.raises(shift_refusals.PointInAnotherZone):
        a_shift(staging_point=2, zone=1)
    for where in ({"zone": 99}, {"staging_point": 99}):
        with pytest.raises(NotFound):
            a_shift(**where)
    assert stored() == (0, 0)


def test_more_people_than_places():
    with pytest.raises(shift_refusals.TooManyPeople):
        a_shift(a_crew(3), headcount=2)
    assert stored() == (0, 0)


def test_a_command_room_plans_for_its_own_station_only():
    room = an_actor("station_command")
    own = room.station_id
    assert a_shift(by=room, organisation=own).station_id == own
    for foreign in (a_branch().pk, a_station("other").pk):
        with pytest.raises(Denied):
            a_shift(by=room, organisation=foreign)


@pytest.mark.parametrize("role", ["patrol_unit", "volunteer", "auditor", "system_admin"])
def test_others_do_not_plan(role):
    with pytest.raises(Denied) as refusal:
        a_shift(by=an_actor(role))
    assert refusal.value.code == "DENY_ROLE"
    assert stored() == (0, 0)


def test_office_people_need_a_secondment_that_covers_the_shift():
    officer, leader = an_actor("case_officer"), an_actor("branch_leader")
    with pytest.raises(shift_refusals.NotSeconded):
        a_shift([officer], force_type="office_liaison")
    home, host = officer.organisation_id, a_branch().pk
    number = secondments.second_person(
        person=officer.person_id,
        home=home,
        host=host,
        duty_from=NOON,
        duty_until=NOON + 10 * HOUR,
        by=leader,
        at=NOON,
    )
    a_shift([officer], force_type="office_liaison")
    hours = staffing.seconded_hours(since=NOON, until=NOON + 24 * HOUR)
    assert [(people, h) for _, people, h in hours] == [(1, 6.0)]
    with pytest.raises(secondments.ShiftsRemain):
        secondments.end_secondment(secondment=number, by=leader, at=NOON)
    with pytest.raises(secondments.AlreadySeconded):
        secondments.second_person(
            person=officer.person_id,
            home=home,
            host=host,
            duty_from=NOON + 9 * HOUR,
            duty_until=NOON + 12 * HOUR,
            by=leader,
            at=NOON,
        )


def test_taking_a_community_officer_away_needs_a_reason_and_is_counted():
    officer = an_actor("community_officer")
    with pytest.raises(shift_refusals.TakenAwayWithoutReason):
        a_shift([officer])
    a_shift([officer], reasons={officer.person_id: "大型活动"})
    a_shift([officer], force_type="community_team", duty_from=NOON + 20 * HOUR)
    share = staffing.community_share(since=NOON, until=NOON + 48 * HOUR)
    assert (share.hours, share.own_hours, share.taken_away, share.share) == (12, 6, 1, 0.5)


def test_who_holds_no_post_when_the_shift_begins_is_not_planned():
    leaving = an_actor("patrol_unit", valid_until=NOON + HOUR)
    with pytest.raises(shift_refusals.NoPostThen):
        a_shift([leaving])


def test_changing_the_people_frees_those_who_leave():
    (first, second), (third,) = a_crew(), a_crew(1)
    shift = a_shift([first, second])
    desk = an_actor("dispatcher")
    view = planning.change_members(
        shift=shift.pk, people=[second.person_id, third.person_id], by=desk, at=NOON
    )
    assert view.member_ids == {second.person_id, third.person_id}
    assert a_shift([first], zone=2).status == "planned"


def test_names_are_for_planners_and_colleagues():
    shift = a_shift(a_crew())
    seen = {
        role: len(shifts.shift(shift.pk, by=an_actor(role), at=NOON).members)
        for role in ("dispatcher", "patrol_unit", "auditor", "legal_supervision")
    }
    assert seen == {"dispatcher": 2, "patrol_unit": 2, "auditor": 0, "legal_supervision": 0}
