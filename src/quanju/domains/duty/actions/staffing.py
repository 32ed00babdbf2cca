"""Putting people on a shift: who may stand it, with whom, and nobody twice at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from quanju.domains.duty.actions.shift_refusals import (
    NoPostThen,
    NotSeconded,
    OnAnotherShift,
    TakenAwayWithoutReason,
    UnitElsewhere,
    VolunteerNotBriefed,
    VolunteersStandElsewhere,
    VolunteerWithoutOfficer,
)
from quanju.domains.duty.models import PlannedShift, Secondment, ShiftMember, VolunteerProfile
from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.roles import COMMUNITY, UNSWORN
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.queries.actors import roles_held

PLANNING = 7_110_233
"""The number under which planners hold people; any number that nothing else locks by."""

WHY_TAKEN = Text("调用社区民警的理由", "why a community officer is taken away")


@dataclass(frozen=True)
class Wish:
    """Who is to stand a shift, who beside whom, and why away from the own community."""

    people: tuple[int, ...]
    paired: Mapping[int, int]
    reasons: Mapping[int, str]


def staff(shift: PlannedShift, wish: Wish) -> None:
    """Put people on a shift that has nobody; refuses whoever may not stand it."""
    hold_people(wish.people)
    roles = roles_held(wish.people, at=shift.duty_from)
    if absent := [pk for pk in wish.people if pk not in roles]:
        raise NoPostThen(people=listed(absent))
    volunteers = [pk for pk in wish.people if roles[pk] <= UNSWORN]
    _check_volunteers(shift, wish, volunteers)
    _check_taken_away(shift, wish, roles)
    seconded = _secondments(shift, [pk for pk in wish.people if pk not in volunteers])
    if trouble := double(wish.people, shift.duty_from, shift.duty_until, but=shift.pk):
        raise trouble
    ShiftMember.objects.bulk_create(
        ShiftMember(
            shift=shift,
            person_id=pk,
            duty_from=shift.duty_from,
            duty_until=shift.duty_until,
            is_volunteer=pk in volunteers,
            paired_with_id=wish.paired.get(pk) if pk in volunteers else None,
            secondment=seconded.get(pk),
            taken_away_because=words.line(
                wish.reasons.get(pk, ""), WHY_TAKEN, longest=200, needed=False, field="people"
            ),
        )
        for pk in wish.people
    )


def hold_people(people: Iterable[int]) -> None:
    """Let nobody else plan these people until the write ends, in one order for everybody.

    Without it two planners' inserts wait for each other in PostgreSQL's exclusion constraint,
    and it ends one of them as a deadlock. SQLite has one writer at a time anyway.
    """
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        for person in sorted(set(people)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PLANNING, person])


def unstaff(shift: PlannedShift) -> list[int]:
    """Take everybody off the shift; returns who was on it."""
    rows = ShiftMember.objects.filter(shift=shift, is_standing=True)
    left = list(rows.values_list("person_id", flat=True))
    rows.update(is_standing=False)
    return left


def double(
    people: Iterable[int], duty_from: datetime, duty_until: datetime, *, but: int | None = None
) -> OnAnotherShift | None:
    """The refusal that names the other shift of one of these people, if there is one."""
    other = (
        ShiftMember.objects.filter(
            person__in=list(people),
            is_standing=True,
            duty_from__lt=duty_until,
            duty_until__gt=duty_from,
        )
        .exclude(shift=but)
        .select_related("shift")
        .order_by("duty_from", "pk")
        .first()
    )
    if other is None:
        return None
    return OnAnotherShift(
        person=other.person_id,
        zone=other.shift.zone,
        begins=f"{local_time(other.duty_from):%m-%d %H:%M}",
        ends=f"{local_time(other.duty_until):%m-%d %H:%M}",
    )


def elsewhere(
    people: Iterable[int],
    unit: int | None,
    duty_from: datetime,
    duty_until: datetime,
    *,
    but: int | None = None,
) -> Refused:
    """Why the database took another shift first, in the same instant."""
    if found := double(people, duty_from, duty_until, but=but):
        return found
    other = (
        PlannedShift.objects.select_related("unit")
        .filter(unit=unit)
        .within(duty_from, duty_until)
        .first()
    )
    sign = other.unit.call_sign if other and other.unit else "?"
    zone, number = (other.zone, other.pk) if other else ("?", "?")
    return UnitElsewhere(call_sign=sign, zone=zone, shift=number)


def _check_volunteers(shift: PlannedShift, wish: Wish, volunteers: Sequence[int]) -> None:
    if volunteers and shift.force_type != "volunteer":
        raise VolunteersStandElsewhere(people=listed(volunteers))
    ready = VolunteerProfile.objects.filter(person__in=volunteers, briefed_at__isnull=False)
    briefed = set(ready.values_list("person_id", flat=True))
    if unready := [pk for pk in volunteers if pk not in briefed]:
        raise VolunteerNotBriefed(people=listed(unready))
    officers = set(wish.people) - set(volunteers)
    if alone := [pk for pk in volunteers if wish.paired.get(pk) not in officers]:
        raise VolunteerWithoutOfficer(people=listed(alone))


def _check_taken_away(shift: PlannedShift, wish: Wish, roles: Mapping[int, frozenset[str]]) -> None:
    """Duty of the community team, and leading volunteers, are the community's own."""
    if shift.force_type in ("community_team", "volunteer"):
        return
    away = [pk for pk in wish.people if roles[pk] & COMMUNITY]
    if silent := [pk for pk in away if not wish.reasons.get(pk, "").strip()]:
        raise TakenAwayWithoutReason(people=listed(silent))


def _secondments(shift: PlannedShift, people: Sequence[int]) -> dict[int, Secondment]:
    rows = Secondment.objects.filter(
        person__in=people, duty_from__lte=shift.duty_from, duty_until__gte=shift.duty_until
    )
    found = {row.person_id: row for row in rows}
    if shift.force_type == "office_liaison" and (
        missing := [pk for pk in people if pk not in found]
    ):
        raise NotSeconded(people=listed(missing))
    return found


def listed(people: Sequence[int]) -> str:
    return ", ".join(str(pk) for pk in people[:5])
