"""Verbs of secondment: people of offices stand patrol duty, with their hours (PAT-12)."""

from datetime import datetime

from django.db import IntegrityError

from quanju.domains.duty import events
from quanju.domains.duty.actions.shift_refusals import EndsBeforeItBegins, NoPostThen
from quanju.domains.duty.actions.staffing import hold_people
from quanju.domains.duty.models import Secondment, ShiftMember
from quanju.domains.duty.permissions import may_second
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.queries.actors import roles_held
from quanju.domains.people.queries.organisations import organisation, station_of
from quanju.domains.people.types import Actor, station_subjects


class SameHouse(Refused):
    """Nobody is seconded to where they already are."""

    code = "SAME_HOUSE"
    text = Text("派出单位和接收单位相同", "Home and host are the same")
    status = 422
    field = "host"


class AlreadySeconded(Refused):
    """The person is seconded then already."""

    code = "ALREADY_SECONDED"
    text = Text("此人这段时间已经下沉", "This person is seconded then already")
    field = "person"


class ShiftsRemain(Refused):
    """Shifts that rest on the secondment are still to come."""

    code = "SHIFTS_REMAIN"
    text = Text(
        "还有 {count} 个班次依据这次下沉，请先调整班次",
        "{count} shifts to come rest on this secondment; change them first",
    )


class AlreadyEnded(Refused):
    """It has ended before."""

    code = "ALREADY_ENDED"
    text = Text("已经结束", "This has ended already")


def second_person(
    *,
    person: int,
    home: int,
    host: int,
    duty_from: datetime,
    duty_until: datetime,
    by: Actor,
    at: datetime,
) -> int:
    """Send somebody of an office to patrol duty of a host; returns the secondment's number."""
    may_second(by).or_refuse()
    if duty_until <= duty_from:
        raise EndsBeforeItBegins()
    if home == host:
        raise SameHouse()
    owner, taker = organisation(home), organisation(host)
    if person not in roles_held([person], at=max(at, duty_from)):
        raise NoPostThen(people=str(person))
    try:
        with write():
            hold_people([person])
            if (
                Secondment.objects.filter(
                    person=person, duty_from__lt=duty_until, duty_until__gt=duty_from
                )
                .select_for_update()
                .exists()
            ):
                raise AlreadySeconded()
            row = Secondment.objects.create(
                person_id=person,
                home=owner,
                host=taker,
                duty_from=duty_from,
                duty_until=duty_until,
                added_by_id=by.person_id or 0,
            )
            _note(events.SECONDED, row, by, at)
    except IntegrityError as error:
        raise AlreadySeconded() from error
    return row.pk


def end_secondment(*, secondment: int, by: Actor, at: datetime) -> None:
    """End it now. Refuses while shifts to come rest on it."""
    may_second(by).or_refuse()
    with write():
        row = held(Secondment, f"secondment:{secondment}", pk=secondment)
        if row.duty_until <= at:
            raise AlreadyEnded()
        rest = ShiftMember.objects.filter(secondment=row, is_standing=True, duty_until__gt=at)
        if count := rest.count():
            raise ShiftsRemain(count=count)
        row.duty_until = max(at, row.duty_from)
        row.save(update_fields=["duty_until"])
        _note(events.SECONDMENT_ENDED, row, by, at)


def _note(event: Event, row: Secondment, by: Actor, at: datetime) -> None:
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        facts={"from": row.duty_from.isoformat(), "until": row.duty_until.isoformat()},
        related=[
            f"person:{row.person_id}",
            *station_subjects(station_of(row.home), station_of(row.host)),
        ],
        purpose="coordinate",
    )
