"""What a visitor sees without an account: the own ticket by its code, and the big screen."""

from datetime import datetime, timedelta

from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import NotFound
from quanju.domains.reception.clocks import hall_rule
from quanju.domains.reception.models import FollowUp, Visit, VisitComment
from quanju.domains.reception.queries.portal import portal_rule
from quanju.domains.reception.queries.sites import place_names, site_with
from quanju.domains.reception.queries.waits import expected_wait
from quanju.domains.reception.types.hall import CallView, Site, TicketView
from quanju.domains.reception.workflow import AT_A_PLACE

SHOWN_CALLS = 3
STEP = timedelta(minutes=15)


def ticket(code: str, *, at: datetime) -> TicketView:
    """The ticket of that code; `NotFound` for any other."""
    row = Visit.objects.filter(code=code).first() if code else None
    if row is None:
        raise NotFound(subject="ticket")
    rule = hall_rule(at)
    before = Visit.objects.filter(
        site=row.site_id, day=row.day, service=row.service, status="waiting"
    ).exclude(pk=row.pk)
    if row.waiting_since:
        before = before.filter(waiting_since__lt=row.waiting_since)
    wait = expected_wait(row.site_id, row.service, at=at, ahead=before.count())
    be_here_by = None
    if wait.expected is not None and row.status == "waiting":
        be_here_by = max(at, at + wait.expected - timedelta(minutes=rule.be_early_min))
    return TicketView(
        code=row.code,
        number=row.number,
        site=site_with(row.site_id),
        service=row.service,
        status=row.status,
        place_name=place_names(rule).get((row.site_id, row.place), ""),
        ahead=wait.ahead,
        expected=wait.expected,
        back_at=row.back_at
        if row.back_at and (row.back_at > at or row.status == "booked")
        else None,
        be_here_by=be_here_by,
        may_comment=_may_comment(row, at),
    )


def _may_comment(row: Visit, at: datetime) -> bool:
    if row.served_at is None or row.ended_at is None:
        return False
    is_late = at > row.ended_at + timedelta(days=portal_rule(at).comment_days)
    if is_late or VisitComment.objects.filter(visit=row).exists():
        return False
    return not FollowUp.objects.filter(report__visit=row, score__isnull=False).exists()


def times_to_come(*, at: datetime) -> list[datetime]:
    """When one may say to come back: each quarter of an hour, as far ahead as the table says."""
    first = datetime.fromtimestamp((at.timestamp() // 900 + 1) * 900, at.tzinfo)
    latest = at + timedelta(hours=hall_rule(at).come_back_h)
    found = []
    while first <= latest and local_day(first) == local_day(at):
        found.append(first)
        first += STEP
    return found


def last_calls(site: Site, *, at: datetime) -> list[CallView]:
    """The numbers called last at a site, the newest first. Numbers and places, nothing else."""
    rows = Visit.objects.on(local_day(at)).filter(site=site.pk, status__in=AT_A_PLACE)
    names = place_names(hall_rule(at))
    return [
        CallView(
            number=row.number,
            place_name=names.get((site.pk, row.place), row.place),
            called_at=row.called_at,
        )
        for row in rows.order_by("-called_at")[:SHOWN_CALLS]
        if row.called_at
    ]
