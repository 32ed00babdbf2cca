"""Verbs at the door: greet a visitor, take on one who came by phone, sort what they came for."""

import secrets
from datetime import datetime

from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.numbers import count_on
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.holding import held_visit, note, own
from quanju.domains.reception.clocks import hall_rule
from quanju.domains.reception.models import TicketCounter, Visit
from quanju.domains.reception.permissions import may_receive
from quanju.domains.reception.queries.sites import site_of
from quanju.domains.reception.queries.visits import told
from quanju.domains.reception.queries.waits import expected_wait
from quanju.domains.reception.types.hall import SERVICES, VisitView
from quanju.domains.reception.workflow import VISIT


class NoSite(Refused):
    """Only who has a post at a site receives there."""

    code = "NO_SITE"
    text = Text(
        "您的岗位不在接报案中心或接报案室，不能接待",
        "Your post is at no reception site, so nobody can be received",
    )
    status = 403


def greet_visitor(*, service: str = "", by: Actor, at: datetime) -> VisitView:
    """Receive somebody at one's own site: a ticket, and an owner from the first second (REC-16).

    With `service` the visitor is sorted in the same write. No name is asked for.
    """
    may_receive(by).or_refuse()
    site = site_of(by)
    if site is None:
        raise NoSite()
    _check_service(service, needed=False)
    with write():
        row = Visit(
            site_id=site.pk,
            day=local_day(at),
            owner_id=by.person_id,
            owned_at=at,
            arrived_at=at,
        )
        give_ticket(row)
        note(events.VISITOR_GREETED, row, by, at)
        if service:
            _sort(row, service, by, at)
    return told(row.pk, at=at)


def give_ticket(row: Visit) -> None:
    """The next number of the site's day, and the code that nobody guesses (144 bits)."""
    row.ticket = count_on(TicketCounter, site=row.site_id, day=row.day)
    row.code = secrets.token_urlsafe(18)
    row.save(force_insert=True)


def take_on(*, visit: int, by: Actor, at: datetime) -> VisitView:
    """Become responsible for a visitor whom nobody has met yet."""
    with write():
        row = held_visit(visit, by)
        own(row, by, at)
        row.save()
    return told(visit, at=at)


def sort_visit(*, visit: int, service: str, by: Actor, at: datetime) -> VisitView:
    """Say which of the four services it is; who is to wait joins its queue in the same press.

    A complaint about the police leaves the lists of a station with this (REC-11).
    """
    _check_service(service)
    with write():
        row = held_visit(visit, by)
        if row.owner_id is None:
            own(row, by, at)
        _sort(row, service, by, at)
    return told(visit, at=at)


def _sort(row: Visit, service: str, by: Actor, at: datetime) -> None:
    rule = hall_rule(at).services[service]
    row.status = VISIT.after(row.status, "sort")
    row.service, row.area = service, rule.area
    row.sorted_at = row.sorted_at or at
    row.save()
    note(events.VISIT_SORTED, row, by, at, service=service)
    if rule.queues:
        queue(row, at)
        row.save()
        note(events.VISIT_MOVED, row, by, at, promised_s=row.promised_s)


def queue(row: Visit, at: datetime) -> None:
    """Join the queue of the service; what is told now is kept beside what will come."""
    wait = expected_wait(row.site_id, row.service, at=at)
    row.status, row.waiting_since = VISIT.after(row.status, "queue"), at
    row.promised_s = None if wait.expected is None else round(wait.expected.total_seconds())


def _check_service(service: str, *, needed: bool = True) -> None:
    if service not in SERVICES and (needed or service):
        raise NotFound(subject=f"service {service[:20]!r}")
