"""Verbs of a visit that is booked from home: book it, be there.

It has the number of its day and the code of its ticket at once; no clock runs before somebody came.
"""

from datetime import datetime

from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import STRANGER, Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.greeting import give_ticket
from quanju.domains.reception.actions.holding import held_visit, note, own
from quanju.domains.reception.actions.tickets import ChooseAService
from quanju.domains.reception.clocks import hall_rule
from quanju.domains.reception.models import Visit
from quanju.domains.reception.queries.portal import taken_times, times_left
from quanju.domains.reception.queries.sites import site
from quanju.domains.reception.queries.tickets import ticket
from quanju.domains.reception.queries.visits import told
from quanju.domains.reception.types.hall import SERVICES, TicketView, VisitView
from quanju.domains.reception.workflow import VISIT


class TimeIsGone(Refused):
    """Not one of the times that are left."""

    code = "TIME_IS_GONE"
    text = Text("这个时间刚刚约满，请换一个", "This time has just been taken; choose another")
    field = "come_at"


class NotToday(Refused):
    """The ticket is for another day."""

    code = "NOT_TODAY"
    text = Text("这个号是 {day} 的", "This ticket is for {day}")


def book_visit(*, at_site: str, service: str, come_at: datetime, at: datetime) -> TicketView:
    """A ticket for another time, from home; as many at a time as the service has windows."""
    if service not in SERVICES:
        raise ChooseAService()
    chosen = site(at_site)
    if not any(come_at in one.times for one in times_left(chosen, service, at=at)):
        raise TimeIsGone()
    rule = hall_rule(at)
    with write():
        row = Visit(site_id=chosen.pk, day=local_day(come_at), service=service, arrived_at=at)
        row.area, row.status = rule.services[service].area, "booked"
        row.back_at = come_at
        row.booked_at = at
        # The number of the day is given under a lock, so that two see each other's booking.
        give_ticket(row)
        taken = taken_times(chosen.pk, service, since=come_at)
        if taken[come_at] > rule.windows(chosen.level, service):
            raise TimeIsGone()
        note(events.VISIT_BOOKED, row, STRANGER, at, back_at=come_at.isoformat())
    return ticket(row.code, at=at)


def say_here(*, code: str, at: datetime) -> TicketView:
    """The visitor is in the hall: from now on the limits of a visit run."""
    with write():
        row = held(Visit.objects.exclude(code=""), "ticket", code=code)
        _arrive(row, at)
        row.save()
        note(events.VISITOR_CAME, row, STRANGER, at)
    return ticket(code, at=at)


def meet_booked(*, visit: int, by: Actor, at: datetime) -> VisitView:
    """An officer sees that who booked has come, and is responsible by that."""
    with write():
        row = held_visit(visit, by)
        _arrive(row, at)
        own(row, by, at)
        row.save()
        note(events.VISITOR_CAME, row, by, at)
    return told(visit, at=at)


def _arrive(row: Visit, at: datetime) -> None:
    row.status = VISIT.after(row.status, "arrive")
    if row.day != local_day(at):
        raise NotToday(day=f"{row.day:%m-%d}")
    row.arrived_at, row.back_at = at, None
