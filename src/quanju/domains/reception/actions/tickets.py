"""Verbs of a visitor without an account: take a ticket, come back later, go elsewhere, give it up.

Whoever has the code has the ticket. No name, no telephone is asked for, and none is kept.
"""

from datetime import datetime

from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import STRANGER
from quanju.domains.reception import events
from quanju.domains.reception.actions.greeting import give_ticket
from quanju.domains.reception.actions.holding import note
from quanju.domains.reception.clocks import hall_rule
from quanju.domains.reception.models import Visit
from quanju.domains.reception.queries.sites import site
from quanju.domains.reception.queries.tickets import ticket, times_to_come
from quanju.domains.reception.types.hall import SERVICES, TicketView
from quanju.domains.reception.workflow import BEFORE_A_CALL, VISIT


class ChooseAService(Refused):
    """One of the four, so that the right people come."""

    code = "CHOOSE_A_SERVICE"
    text = Text("请选择来办什么", "Please choose what you came for")
    status = 422
    field = "service"


class ChooseATime(Refused):
    """One of the times that are offered."""

    code = "CHOOSE_A_TIME"
    text = Text(
        "请选今天 {hours:g} 小时以内、列出的时间",
        "Please choose one of the times within {hours:g} h",
    )
    status = 422
    field = "back_at"


class CalledAlready(Refused):
    """The number was called, or the visit is over."""

    code = "CALLED_ALREADY"
    text = Text(
        "您的号现在是“{state}”，不能再改；请问大堂警官",
        "Your number is “{state}” now and cannot be changed; please ask the lobby officer",
    )


def take_ticket(*, at_site: str, service: str, at: datetime) -> TicketView:
    """A ticket by the visitor's own phone; an officer meets them within the table's minutes."""
    if service not in SERVICES:
        raise ChooseAService()
    chosen = site(at_site)
    with write():
        row = Visit(site_id=chosen.pk, day=local_day(at), service=service, arrived_at=at)
        row.area = hall_rule(at).services[service].area
        give_ticket(row)
        note(events.TICKET_TAKEN, row, STRANGER, at)
    return ticket(row.code, at=at)


def come_back(*, code: str, back_at: datetime, at: datetime) -> TicketView:
    """Say when one will be back; the place in the queue is kept and nobody calls before."""
    _check_time(back_at, at)
    with write():
        row = _held(code)
        row.back_at = back_at
        row.save(update_fields=["back_at"])
        note(events.TICKET_CHANGED, row, STRANGER, at, back_at=back_at.isoformat())
    return ticket(code, at=at)


def change_site(*, code: str, to_site: str, back_at: datetime, at: datetime) -> TicketView:
    """Go to another site at a time of today: the ticket here ends, its code opens the new one."""
    _check_time(back_at, at)
    chosen = site(to_site)
    with write():
        old = _held(code)
        if old.site_id == chosen.pk:
            return come_back(code=code, back_at=back_at, at=at)
        old.status, old.ended_at, old.code = VISIT.after(old.status, "leave"), at, ""
        old.save(update_fields=["status", "ended_at", "code"])
        note(events.TICKET_CHANGED, old, STRANGER, at, to=chosen.subject)
        row = Visit(site_id=chosen.pk, day=local_day(at), service=old.service, arrived_at=at)
        row.area, row.back_at = old.area, back_at
        give_ticket(row)
        row.code = code
        row.save(update_fields=["code"])
        note(events.TICKET_TAKEN, row, STRANGER, at, back_at=back_at.isoformat())
    return ticket(code, at=at)


def give_up_ticket(*, code: str, at: datetime) -> TicketView:
    """The visitor goes home; the next one moves up."""
    with write():
        row = _held(code, (*BEFORE_A_CALL, "booked"))
        row.status, row.ended_at = VISIT.after(row.status, "leave"), at
        row.save(update_fields=["status", "ended_at"])
        note(events.TICKET_CHANGED, row, STRANGER, at)
    return ticket(code, at=at)


def _held(code: str, states: tuple[str, ...] = BEFORE_A_CALL) -> Visit:
    row = held(Visit.objects.exclude(code=""), "ticket", code=code)
    if row.status not in states:
        raise CalledAlready(state=VISIT.state_labels[row.status])
    return row


def _check_time(back_at: datetime, at: datetime) -> None:
    if back_at not in times_to_come(at=at):
        raise ChooseATime(hours=hall_rule(at).come_back_h)
