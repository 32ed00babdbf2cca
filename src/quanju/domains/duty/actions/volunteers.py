"""Verbs of volunteers: register, brief, sign up, log hours, thank (PAT-13, PAT-14)."""

from datetime import datetime

from django.db import IntegrityError

from quanju.domains.duty import events
from quanju.domains.duty.actions.planning import around, held_shift
from quanju.domains.duty.actions.shift_refusals import (
    TooManyPeople,
    VolunteerNotBriefed,
    VolunteerWithoutOfficer,
)
from quanju.domains.duty.actions.staffing import double, elsewhere, hold_people
from quanju.domains.duty.models import PlannedShift, ShiftMember, VolunteerProfile
from quanju.domains.duty.permissions import may_keep_volunteers, may_volunteer
from quanju.domains.duty.queries import shifts
from quanju.domains.duty.types import ShiftView
from quanju.domains.duty.workflow import SHIFT
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.roles import VOLUNTEERS
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.queries.actors import roles_held
from quanju.domains.people.types import Actor

MOST_MINUTES = 16 * 60


class NotAVolunteer(Refused):
    """Somebody without a volunteer's post."""

    code = "NOT_A_VOLUNTEER"
    text = Text("此人没有义警岗位", "This person holds no volunteer's post")
    status = 422
    field = "person"


class RegisteredAlready(Refused):
    """Registered before."""

    code = "REGISTERED_ALREADY"
    text = Text("此人已登记", "This person is registered already")
    field = "person"


class NotAVolunteerShift(Refused):
    """Volunteers sign up to volunteer shifts."""

    code = "NOT_A_VOLUNTEER_SHIFT"
    text = Text("这不是义警班次", "This is not a volunteer shift")


class NotOnThisShift(Refused):
    """Who was not there logs nothing."""

    code = "NOT_ON_THIS_SHIFT"
    text = Text("您不在这个班次上", "You are not on this shift")


class MinutesNotUsable(Refused):
    """Hours that cannot be."""

    code = "MINUTES_NOT_USABLE"
    text = Text("服务分钟数应为 1 到 {most}", "Minutes served are from 1 to {most}")
    status = 422
    field = "minutes"


class NotBegunYet(Refused):
    """Hours are logged once the shift has begun."""

    code = "NOT_BEGUN_YET"
    text = Text("班次还没有开始", "The shift has not begun yet")


def register_volunteer(*, person: int, by: Actor, at: datetime) -> None:
    """Put a resident with a volunteer's post on the list."""
    may_keep_volunteers(by).or_refuse()
    if not roles_held([person], at=at).get(person, frozenset()) & VOLUNTEERS:
        raise NotAVolunteer()
    try:
        with write():
            VolunteerProfile.objects.create(person_id=person, registered_at=at)
            _note(events.VOLUNTEER_REGISTERED, person, by, at)
    except IntegrityError as error:
        raise RegisteredAlready() from error


def brief_volunteer(*, person: int, by: Actor, at: datetime) -> None:
    """Say that the volunteer knows the task and its limits; a first shift needs it."""
    may_keep_volunteers(by).or_refuse()
    with write():
        row = held(VolunteerProfile, f"volunteer person:{person}", person=person)
        row.briefed_at, row.briefed_by_id = at, by.person_id
        row.save(update_fields=["briefed_at", "briefed_by"])
        _note(events.VOLUNTEER_BRIEFED, person, by, at)


def sign_up(*, shift: int, by: Actor, at: datetime) -> ShiftView:
    """Join a volunteer shift, beside the officer of it who has the fewest volunteers."""
    may_volunteer(by).or_refuse()
    me = by.person_id or 0
    if not VolunteerProfile.objects.filter(person=me, briefed_at__isnull=False).exists():
        raise VolunteerNotBriefed(people=str(me))
    try:
        with write():
            row = held_shift(shift)
            SHIFT.after(row.status, "change_members")
            if row.force_type != "volunteer":
                raise NotAVolunteerShift()
            members = list(ShiftMember.objects.filter(shift=row, is_standing=True))
            if len(members) >= row.headcount:
                raise TooManyPeople(count=len(members) + 1, most=row.headcount)
            hold_people([me])
            if trouble := double([me], row.duty_from, row.duty_until):
                raise trouble
            ShiftMember.objects.create(
                shift=row,
                person_id=me,
                duty_from=row.duty_from,
                duty_until=row.duty_until,
                is_volunteer=True,
                paired_with_id=_least_burdened(members, me),
            )
            row.revision += 1
            row.save(update_fields=["revision"])
            facts = {"people": len(members) + 1, "left": 0}
            record(
                events.SHIFT_MEMBERS_CHANGED,
                subject=row.subject,
                by=by,
                at=at,
                facts=facts,
                related=[by.subject, *around(row)],
            )
    except IntegrityError as error:
        row = PlannedShift.objects.get(pk=shift)
        raise elsewhere([me], None, row.duty_from, row.duty_until) from error
    return shifts.own_shift(shift, by=by, at=at)


def log_duty(*, shift: int, minutes: int, observation: str, by: Actor, at: datetime) -> ShiftView:
    """Write down one's minutes and what one saw: things and events, no persons."""
    may_volunteer(by).or_refuse()
    if not 1 <= minutes <= MOST_MINUTES:
        raise MinutesNotUsable(most=MOST_MINUTES)
    what = Text("所见", "what was seen")
    seen = words.lines(observation, what, longest=2000, needed=False, field="observation")
    with write():
        row = _member(shift, by.person_id)
        if at < row.duty_from:
            raise NotBegunYet()
        row.served_min, row.observation = minutes, seen
        row.save(update_fields=["served_min", "observation"])
        facts = {"minutes": minutes, "has_observation": bool(row.observation)}
        _note(events.VOLUNTEER_LOGGED, row.person_id, by, at, shift=shift, **facts)
    return shifts.own_shift(shift, by=by, at=at)


def thank_volunteer(*, shift: int, person: int, by: Actor, at: datetime) -> None:
    """Thank a volunteer for a shift. There are no rewards (NB-13)."""
    may_keep_volunteers(by).or_refuse()
    with write():
        row = _member(shift, person)
        row.thanked_at = row.thanked_at or at
        row.save(update_fields=["thanked_at"])
        _note(events.VOLUNTEER_THANKED, person, by, at, shift=shift)


def _least_burdened(members: list[ShiftMember], me: int) -> int:
    burden = {m.person_id: 0 for m in members if not m.is_volunteer}
    if not burden:
        raise VolunteerWithoutOfficer(people=str(me))
    for member in members:
        if member.paired_with_id in burden:
            burden[member.paired_with_id] += 1
    return min(burden, key=lambda person: (burden[person], person))


def _member(shift: int, person: int | None) -> ShiftMember:
    row = (
        ShiftMember.objects.select_for_update(of=("self",))
        .filter(shift=shift, person=person, is_standing=True, is_volunteer=True)
        .first()
    )
    if row is None:
        raise NotOnThisShift()
    return row


def _note(event: Event, person: int, by: Actor, at: datetime, **facts: object) -> None:
    record(event, subject=f"person:{person}", by=by, at=at, facts=facts, purpose="coordinate")
