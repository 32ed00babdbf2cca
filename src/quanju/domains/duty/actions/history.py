"""Taking over past duty in bulk: what stood when, with one journal entry for all of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quanju.domains.duty import events
from quanju.domains.duty.models import PlannedShift, ShiftMember
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions.history import put_past_stretches
from quanju.domains.patrol.permissions import may_load_patrol
from quanju.domains.people.types import Actor

AT_ONCE = 2000


class DutyNotEmpty(Refused):
    """The past is taken over before anything is planned."""

    code = "DUTY_NOT_EMPTY"
    text = Text(
        "已有排班，不能再装入过去的勤务", "Duty is planned already; past duty cannot be loaded"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMember:
    """Somebody who stood a past shift."""

    person: int
    is_volunteer: bool = False
    paired_with: int | None = None
    served_min: int | None = None
    taken_away_because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastShift:
    """A past shift as it went; moments nobody recorded are None."""

    force_type: str
    organisation: int
    zone: int
    staging_point: int | None
    unit: int
    duty_from: datetime
    duty_until: datetime
    status: str
    checked_in_at: datetime | None
    is_late: bool
    ended_at: datetime | None
    why_not: str
    lit: tuple[tuple[datetime, datetime], ...]
    members: tuple[PastMember, ...]


def load_past_duty(
    shifts: Sequence[PastShift],
    gaps: Sequence[tuple[int, datetime, datetime]] = (),
    *,
    by: Actor,
    at: datetime,
) -> int:
    """Store past shifts with their people, and when zones were empty; refuses a table in use."""
    may_load_patrol(by).or_refuse()
    with write():
        if PlannedShift.objects.exists():
            raise DutyNotEmpty
        rows = PlannedShift.objects.bulk_create(map(_row, shifts), batch_size=AT_ONCE)
        ShiftMember.objects.bulk_create(
            (
                _member(row, one, member)
                for row, one in zip(rows, shifts, strict=True)
                for member in one.members
            ),
            batch_size=AT_ONCE,
        )
        _stood(shifts, gaps)
        digest = hashlib.sha256("\n".join(map(repr, shifts)).encode()).hexdigest()
        record(
            events.DUTY_LOADED,
            subject="shifts:history",
            by=by,
            at=at,
            purpose="administer",
            facts={"shifts": len(rows), "gaps": len(gaps), "sha256": digest},
        )
    return len(rows)


def _row(one: PastShift) -> PlannedShift:
    return PlannedShift(
        force_type=one.force_type,
        organisation_id=one.organisation,
        zone=one.zone,
        staging_point=one.staging_point,
        unit_id=one.unit,
        headcount=max(1, len(one.members)),
        duty_from=one.duty_from,
        duty_until=one.duty_until,
        status=one.status,
        checked_in_at=one.checked_in_at,
        is_late=one.is_late,
        ended_at=one.ended_at,
        why_not=one.why_not,
    )


def _member(row: PlannedShift, one: PastShift, member: PastMember) -> ShiftMember:
    return ShiftMember(
        shift=row,
        person_id=member.person,
        duty_from=one.duty_from,
        duty_until=one.duty_until,
        is_standing=one.status not in ("excused", "cancelled"),
        is_volunteer=member.is_volunteer,
        paired_with_id=member.paired_with,
        taken_away_because=member.taken_away_because,
        served_min=member.served_min,
    )


def _stood(shifts: Sequence[PastShift], gaps: Sequence[tuple[int, datetime, datetime]]) -> None:
    """Units were on duty for as long as they stood, at a point staging; lights as crews said."""
    came = [
        (one.unit, one.checked_in_at, one.ended_at, one.staging_point is not None)
        for one in shifts
        if one.checked_in_at is not None and one.ended_at is not None
    ]
    put_past_stretches(
        on_duty=[(unit, begins, ends) for unit, begins, ends, _ in came],
        staging=[(unit, begins, ends) for unit, begins, ends, is_staging in came if is_staging],
        lit=[(one.unit, begins, ends) for one in shifts for begins, ends in one.lit],
        gaps=gaps,
    )
