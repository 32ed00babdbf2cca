"""Verbs of planned duty: plan a shift, change its people, confirm, excuse, cancel."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError

from quanju.domains.duty import events
from quanju.domains.duty.actions.shift_refusals import (
    ReasonMissing,
    TooManyPeople,
    UnitElsewhere,
)
from quanju.domains.duty.actions.staffing import Wish, elsewhere, staff, unstaff
from quanju.domains.duty.actions.wishes import check_span, zone_of_wish
from quanju.domains.duty.models import PlannedShift
from quanju.domains.duty.notices import OFF_IT, ON_IT, tell_of_shift
from quanju.domains.duty.permissions import may_plan
from quanju.domains.duty.queries import shifts
from quanju.domains.duty.types import ShiftView
from quanju.domains.duty.workflow import SHIFT
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.patrol.actions.holding import hold_units
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.domains.people.queries.organisations import organisation as organisation_row
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import Actor, station_subjects

MOST_PEOPLE = 60


def plan_shift(
    *,
    force_type: str,
    organisation: int,
    duty_from: datetime,
    duty_until: datetime,
    zone: int | None = None,
    staging_point: int | None = None,
    unit: int | None = None,
    headcount: int | None = None,
    people: Sequence[int] = (),
    paired: Mapping[int, int] | None = None,
    reasons: Mapping[int, str] | None = None,
    by: Actor,
    at: datetime,
) -> ShiftView:
    """Put a shift into the plan: a force, a zone or point, from when until when, who.

    `paired` names the officer beside each volunteer, `reasons` why a community officer leaves the
    own community. Refuses others than planners, spans that are empty, too long, over or too far
    ahead, unknown zones and points, and people or units who stand another shift then.
    """
    wish = Wish(tuple(dict.fromkeys(people)), paired or {}, reasons or {})
    try:
        with write():
            row = put_shift(
                force_type=force_type,
                organisation=organisation,
                duty_from=duty_from,
                duty_until=duty_until,
                zone=zone,
                staging_point=staging_point,
                unit=unit,
                headcount=headcount,
                wish=wish,
                occasion=None,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise elsewhere(wish.people, unit, duty_from, duty_until) from error
    return shifts.shift(row.pk, by=by, at=at)


def put_shift(
    *,
    force_type: str,
    organisation: int,
    duty_from: datetime,
    duty_until: datetime,
    zone: int | None,
    staging_point: int | None,
    unit: int | None,
    headcount: int | None,
    wish: Wish,
    occasion: int | None,
    by: Actor,
    at: datetime,
) -> PlannedShift:
    """The part of `plan_shift` that runs inside a write; an occasion plans many in one."""
    if force_type not in FORCE_TYPES:
        raise NotFound(subject=f"force {force_type[:20]!r}")
    owner = organisation_row(organisation)
    may_plan(by, station_id=station_of(owner)).or_refuse()
    check_span(duty_from, duty_until, at)
    size = headcount if headcount is not None else max(len(wish.people), 1)
    if not 1 <= size <= MOST_PEOPLE or len(wish.people) > size:
        raise TooManyPeople(count=len(wish.people), most=min(max(size, 1), MOST_PEOPLE))
    row = PlannedShift.objects.create(
        force_type=force_type,
        organisation=owner,
        zone=zone_of_wish(zone, staging_point, duty_from, at),
        staging_point=staging_point,
        unit_id=_free_unit(unit, duty_from, duty_until),
        headcount=size,
        duty_from=duty_from,
        duty_until=duty_until,
        occasion_id=occasion,
    )
    staff(row, wish)
    _note_planned(row, wish, by, at)
    return row


def change_members(
    *,
    shift: int,
    people: Sequence[int],
    paired: Mapping[int, int] | None = None,
    reasons: Mapping[int, str] | None = None,
    by: Actor,
    at: datetime,
) -> ShiftView:
    """Put these people on a shift that has not begun, instead of those on it."""
    wish = Wish(tuple(dict.fromkeys(people)), paired or {}, reasons or {})
    try:
        with write():
            row = held_shift(shift)
            may_plan(by, station_id=station_of(row.organisation)).or_refuse()
            row.status = SHIFT.after(row.status, "change_members")
            if len(wish.people) > row.headcount:
                raise TooManyPeople(count=len(wish.people), most=row.headcount)
            before = set(unstaff(row))
            left, come = before - set(wish.people), set(wish.people) - before
            staff(row, wish)
            row.revision += 1
            row.save(update_fields=["status", "revision"])
            related = [f"person:{pk}" for pk in sorted({*wish.people, *left})]
            related += around(row)
            facts = {"people": len(wish.people), "left": len(left)}
            record(
                events.SHIFT_MEMBERS_CHANGED,
                subject=row.subject,
                by=by,
                at=at,
                facts=facts,
                related=related,
            )
            tell_of_shift(row, come, ON_IT, by, at)
            tell_of_shift(row, left, OFF_IT, by, at)
    except IntegrityError as error:
        row = PlannedShift.objects.get(pk=shift)
        raise elsewhere(wish.people, None, row.duty_from, row.duty_until, but=shift) from error
    return shifts.shift(shift, by=by, at=at)


def held_shift(shift: int) -> PlannedShift:
    """One shift's row, locked; `NotFound` if there is none."""
    rows = PlannedShift.objects.select_related("organisation__parent__parent")
    return held(rows, f"planned_shift:{shift}", pk=shift)


def reason(why: str) -> str:
    """The reason, in a line; `ReasonMissing` without one."""
    line = words.line(why, Text("理由", "the reason"), longest=200, needed=False, field="why")
    if not line:
        raise ReasonMissing()
    return line


def note_move(row: PlannedShift, before: str, by: Actor, at: datetime, **more: object) -> None:
    """Record that a shift went from one state to the next; reasons stay in the room's table."""
    record(
        events.SHIFT_MOVED,
        subject=row.subject,
        by=by,
        at=at,
        facts={"before": before, "after": row.status, **more},
        related=around(row),
    )


def around(row: PlannedShift) -> list[str]:
    """Where the shift is stood, and whose station stands it."""
    related = [f"zone:{row.zone}", *station_subjects(station_of(row.organisation))]
    if row.staging_point is not None:
        related.append(f"staging_point:{row.staging_point}")
    return related


def _note_planned(row: PlannedShift, wish: Wish, by: Actor, at: datetime) -> None:
    record(
        events.SHIFT_PLANNED,
        subject=row.subject,
        by=by,
        at=at,
        facts={
            "force": row.force_type,
            "from": row.duty_from.isoformat(),
            "until": row.duty_until.isoformat(),
            "headcount": row.headcount,
        },
        related=[*around(row), *(f"person:{pk}" for pk in wish.people)],
    )


def _free_unit(unit: int | None, duty_from: datetime, duty_until: datetime) -> int | None:
    if unit is None:
        return None
    held = hold_units([unit])[unit]
    other = (
        PlannedShift.objects.filter(unit=unit)
        .exclude(status__in=("cancelled", "excused"))
        .within(duty_from, duty_until)
        .order_by("duty_from")
        .first()
    )
    if other is not None:
        raise UnitElsewhere(call_sign=held.call_sign, zone=other.zone, shift=other.pk)
    return unit
