"""Telling a crew ahead, while the call is taken, that it may be sent. Nobody is sent by it."""

from datetime import datetime, timedelta

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import crew_subjects
from quanju.domains.dispatch.models import Assignment, PreAlert
from quanju.domains.dispatch.permissions import NOT_ON_THIS_JOB, may_take_calls
from quanju.domains.dispatch.queries.tables import type_at
from quanju.domains.dispatch.quiet import DESK_SIGNS
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, Refused, Text
from quanju.domains.patrol.actions.holding import hold_units
from quanju.domains.patrol.queries.units import crews_of
from quanju.domains.patrol.types.standing import UnitView
from quanju.domains.people.rights import OUT_OF_TERM
from quanju.domains.people.types import SERVICE, Actor
from quanju.domains.rulebook.queries import in_force


class PreAlertOff(Refused):
    """The branch does not tell crews ahead."""

    code = "PRE_ALERT_OFF"
    text = Text("本局没有开启预先通知", "The branch does not tell crews ahead")


class CrewNotFree(Refused):
    """It is at work, off duty, or told ahead by another desk."""

    code = "CREW_NOT_FREE"
    text = Text("{unit} 现在不空闲", "{unit} is not free now")
    field = "unit"


def pre_alert(
    *, unit: int, type_code: str, grade: int, address: str = "", by: Actor, at: datetime
) -> PreAlert:
    """Tell a free crew where it may be sent. One at a time a desk: the one before is withdrawn.

    Refuses where the table switches it off (`pre_alert_s` 0), and a crew that is not free.
    """
    may_take_calls(by).or_refuse()
    lasts = timedelta(seconds=in_force(DESK_SIGNS, at=at).content.pre_alert_s)
    if not lasts:
        raise PreAlertOff
    kind = type_at(type_code, at)
    place = words.line(address, Text("地点", "the place"), longest=300, needed=False)
    if by.person_id is None:
        raise Denied(OUT_OF_TERM)
    with write():
        withdraw_pre_alert(by=by, at=at)
        view = hold_units([unit])[unit]
        PreAlert.objects.filter(unit=unit, until_at__lte=at, ended_at=None).update(ended_at=at)
        told = PreAlert.objects.filter(unit=unit, ended_at=None).exists()
        busy = Assignment.objects.active().filter(unit=unit).exists()
        if told or busy or view.status in ("off_duty", "out_of_service", "emergency"):
            raise CrewNotFree(unit=view.call_sign)
        made = PreAlert.objects.create(
            unit_id=unit,
            sent_by_id=by.person_id,
            type_code=kind.code,
            grade=grade,
            # Of a restricted matter a crew reads once it is sent there, not before.
            address="" if kind.is_restricted else place,
            since_at=at,
            until_at=at + lasts,
        )
        _record(events.PRE_ALERTED, view, by, at, grade=grade, type=kind.code)
    return made


def withdraw_pre_alert(*, by: Actor, at: datetime) -> bool:
    """The call is over or dropped: what this desk told ahead goes. False: it told nobody."""
    with write():
        rows = PreAlert.objects.select_for_update(of=("self",)).filter(ended_at=None)
        row = rows.filter(sent_by=by.person_id or 0).first()
        if row is not None:
            _end(row, by, at)
    return row is not None


def end_pre_alert(*, told: int, at: datetime) -> bool:
    """It has run out: it leaves the phone. False: somebody has ended it."""
    with write():
        row = held(PreAlert, f"pre_alert:{told}", pk=told)
        if row.ended_at is not None or row.until_at > at:
            return False
        _end(row, SERVICE, at)
    return True


def _end(row: PreAlert, by: Actor, at: datetime) -> None:
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    _record(events.PRE_ALERT_ENDED, hold_units([row.unit_id])[row.unit_id], by, at)


def show_pre_alert(*, told: int, unit: int, by: Actor, at: datetime) -> PreAlert:
    """A phone of the crew has it on its screen; the first moment stays. Only the crew itself."""
    with write():
        if by.person_id not in crews_of([unit])[unit]:
            NOT_ON_THIS_JOB.or_refuse()
        row = held(PreAlert, f"pre_alert:{told}", pk=told, unit=unit)
        if row.shown_at is None:
            row.shown_at = at
            row.save(update_fields=["shown_at"])
            # Not about the unit: no phone draws its page anew for it under a finger.
            record(events.PRE_ALERT_SHOWN, subject=row.subject, by=by, at=at)
    return row


def _record(event: Event, unit: UnitView, by: Actor, at: datetime, **facts: object) -> None:
    related = crew_subjects(unit.pk)
    record(event, subject=unit.subject, by=by, at=at, related=related, urgent=True, facts=facts)
