"""Verbs of a unit's duty: sign on, sign off, change the crew, set the activity."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import IntegrityError

from quanju.domains.kernel.roles import UNSWORN
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol import events
from quanju.domains.patrol.actions.holding import crew_ids, end_shift, held_unit, move, note
from quanju.domains.patrol.models import CrewMember, RosterEntry, Unit, UnitShift
from quanju.domains.patrol.permissions import may_act_for, may_sign_on
from quanju.domains.patrol.queries import cover, tables, units
from quanju.domains.patrol.types.standing import ACTIVITIES, FORCE_TYPES, UnitView
from quanju.domains.patrol.workflow import UNIT
from quanju.domains.people.queries.actors import roles_held
from quanju.domains.people.types import Actor


class CrewTooSmall(Refused):
    """A patrol has at least two members (specification 3.3)."""

    code = "CREW_TOO_SMALL"
    text = Text(
        "{force}班组至少 {least} 人，现为 {count} 人",
        "A crew of {force} has at least {least} members; {count} given",
    )
    status = 422
    field = "crew"


class CrewTooLarge(Refused):
    """More people than a unit takes."""

    code = "CREW_TOO_LARGE"
    text = Text(
        "班组最多 {most} 人，现为 {count} 人", "A crew has at most {most} members; {count} given"
    )
    status = 422
    field = "crew"


class NotInAPost(Refused):
    """Somebody named is not in service at this moment, or no such person exists."""

    code = "NOT_IN_A_POST"
    text = Text(
        "班组中有人现在没有在任岗位（人员编号 {people}）",
        "Somebody on the crew holds no post at this moment (person {people})",
    )
    status = 422
    field = "crew"


class VolunteerAmongPolice(Refused):
    """A volunteer is not police and rides with volunteers' units only (PAT-14)."""

    code = "VOLUNTEER_AMONG_POLICE"
    text = Text(
        "义警只能编入义警班组（人员编号 {people}）",
        "Volunteers ride with volunteers' units only (person {people})",
    )
    status = 422
    field = "crew"


class OnAnotherCrew(Refused):
    """Somebody is on another crew already, perhaps since this very second."""

    code = "ON_ANOTHER_CREW"
    text = Text(
        "班组中有人已在 {call_sign} 上勤，请先从该班组下勤",
        "Somebody of this crew is on duty with {call_sign}; they sign off there first",
    )
    field = "crew"


class StillOnAJob(Refused):
    """The unit is on a job; it ends that first."""

    code = "STILL_ON_A_JOB"
    text = Text("{call_sign} 尚不能这样做：{why}", "{call_sign} cannot do this yet: {why}")


class ZoneWouldBeEmpty(Refused):
    """The last available unit of a zone would leave it; `confirmed` lets it."""

    code = "ZONE_WOULD_BE_EMPTY"
    text = Text(
        "{zone}将没有可用警力。确认后仍可执行",
        "{zone} would be without an available unit. Confirm to do it all the same",
    )
    field = "confirmed"


def sign_on(*, unit: int, crew: Sequence[int], by: Actor, at: datetime) -> UnitView:
    """Begin a unit's shift with this crew.

    Refuses others than the crew, its station's command room and the dispatcher, a unit on duty,
    a crew too small, people without a post, and people who are on another crew.
    """
    people = sorted(set(crew))
    try:
        with write():
            row = held_unit(unit)
            roster = RosterEntry.objects.filter(unit=row).values_list("person_id", flat=True)
            may_sign_on(
                by, crew=people, roster=frozenset(roster), station_id=row.station_id
            ).or_refuse()
            state = UNIT.after(row.status, "sign_on")
            check_crew(row, people, at)
            UnitShift.objects.create(unit=row, started_at=at)
            CrewMember.objects.bulk_create(
                CrewMember(unit=row, person_id=pk, joined_at=at) for pk in people
            )
            row.shift_started_at = at
            note(events.UNIT_SIGNED_ON, row, by, at, **move(row, state, at), crew=len(people))
    except IntegrityError as error:
        # Two crews signed on the same person in the same instant; the database took one.
        raise taken(people, unit) from error
    return units.unit_view(unit)


def sign_off(*, unit: int, by: Actor, at: datetime, confirmed: bool = False) -> UnitView:
    """End a unit's shift. Refuses while on a job, and an emptied zone unless `confirmed`."""
    with write():
        row = _mine(unit, by)
        state = UNIT.after(row.status, "sign_off")
        refuse_if_busy(row)
        _check_cover(row, at, confirmed)
        facts = move(row, state, at)
        note(events.UNIT_SIGNED_OFF, row, by, at, **facts, confirmed=confirmed)
        end_shift(row, at)
    return units.unit_view(unit)


def set_activity(
    *,
    unit: int,
    activity: str,
    by: Actor,
    at: datetime,
    confirmed: bool = False,
    until: datetime | None = None,
) -> UnitView:
    """Say what the unit does: available, staging, patrolling, break, out_of_service.

    `until` is what the crew says it will take; the state stays until somebody says another.

    Refuses a break or going out of service while on a job, and when the zone would be left
    without an available unit, unless `confirmed`.
    """
    if activity not in ACTIVITIES:
        raise NotFound(subject=f"activity {str(activity)[:40]!r}")
    with write():
        row = _mine(unit, by)
        state = UNIT.after(row.status, f"set_{activity}")
        if activity in ("break", "out_of_service"):
            refuse_if_busy(row)
            _check_cover(row, at, confirmed)
        facts = move(row, state, at, until=until)
        if until is not None:
            facts["until"] = until.isoformat()
        note(events.ACTIVITY_SET, row, by, at, **facts, confirmed=confirmed)
    return units.unit_view(unit)


def change_crew(*, unit: int, crew: Sequence[int], by: Actor, at: datetime) -> UnitView:
    """Make these people the crew from now on: some join, some leave."""
    people = sorted(set(crew))
    try:
        with write():
            row = _mine(unit, by)
            UNIT.after(row.status, "change_crew")
            before = crew_ids(row)
            check_crew(row, people, at)
            leaving, joining = before - set(people), sorted(set(people) - before)
            CrewMember.objects.present().filter(unit=row, person__in=leaving).update(left_at=at)
            CrewMember.objects.bulk_create(
                CrewMember(unit=row, person_id=pk, joined_at=at) for pk in joining
            )
            left = [f"person:{pk}" for pk in sorted(leaving)]
            counts = {"joined": len(joining), "left": len(leaving)}
            note(events.CREW_CHANGED, row, by, at, **counts, related=left)
    except IntegrityError as error:
        raise taken(people, unit) from error
    return units.unit_view(unit)


def check_crew(unit: Unit, people: Sequence[int], at: datetime) -> None:
    """Enough people, all in service, none on another crew, volunteers among volunteers."""
    sizes = tables.crew_sizes(at)
    least = sizes.least[unit.force_type]
    if len(people) < least:
        force = FORCE_TYPES[unit.force_type]
        raise CrewTooSmall(force=force, least=least, count=len(people))
    if len(people) > sizes.most:
        raise CrewTooLarge(most=sizes.most, count=len(people))
    roles = roles_held(people, at=at)
    if absent := [pk for pk in people if pk not in roles]:
        raise NotInAPost(people=_listed(absent))
    only_volunteers = [pk for pk in people if roles[pk] <= UNSWORN]
    if only_volunteers and unit.force_type != "volunteer":
        raise VolunteerAmongPolice(people=_listed(only_volunteers))
    if _other_crew(people, unit.pk):
        raise taken(people, unit.pk)


def taken(people: Collection[int], unit: int) -> OnAnotherCrew:
    """The refusal that names the other crew."""
    return OnAnotherCrew(call_sign=_other_crew(people, unit) or "?")


def refuse_if_busy(unit: Unit) -> None:
    """Ask the rooms above whether the unit is on a job."""
    if why := cover.busy_units([unit.pk]).get(unit.pk):
        raise StillOnAJob(call_sign=unit.call_sign, why=why)


def _mine(unit: int, by: Actor) -> Unit:
    row = held_unit(unit)
    may_act_for(by, crew=crew_ids(row), station_id=row.station_id).or_refuse()
    return row


def _check_cover(unit: Unit, at: datetime, confirmed: bool) -> None:
    if confirmed:
        return
    zone = cover.zone_emptied_by(unit.pk, at)
    if zone is not None:
        raise ZoneWouldBeEmpty(zone=zone)


def _other_crew(people: Collection[int], unit: int) -> str | None:
    there = CrewMember.objects.present().filter(person__in=people).exclude(unit=unit)
    return there.values_list("unit__call_sign", flat=True).order_by("unit__call_sign").first()


def _listed(people: Sequence[int]) -> str:
    return ", ".join(str(pk) for pk in people[:5])
