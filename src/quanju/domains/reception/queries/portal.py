"""What residents ask without an account: their own pre-report, offices that opened their matter,
times to come."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db.models import Count

from quanju.domains.journal.queries import offices_that_opened
from quanju.domains.kernel.days import branch_zone, local_day
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.queries.organisations import organisation_names
from quanju.domains.reception.clocks import hall_rule
from quanju.domains.reception.models import PreReport, Visit
from quanju.domains.reception.rules import PORTAL, PortalRule
from quanju.domains.reception.types.hall import Site
from quanju.domains.reception.types.portal import DayOfTimes, OpenedView, PreReportView
from quanju.domains.rulebook.queries import in_force


def portal_rule(at: datetime) -> PortalRule:
    """The table of what residents may do in force."""
    return in_force(PORTAL, at=at).content


def pre_report(code: str, *, at: datetime) -> PreReportView:
    """The pre-report of that code, while it lasts; `NotFound` for any other."""
    row = PreReport.objects.filter(code=plain_code(code)).select_related("report").first()
    if row is None or (row.ends_at <= at and not row.is_danger and row.report is None):
        raise NotFound(subject="pre_report")
    return pre_report_view(row)


def plain_code(typed: str) -> str:
    """The code as it is kept, out of what was typed or scanned: the last part of an address."""
    return "".join(typed.rpartition("/")[2].split()).upper()[:16]


def pre_report_view(row: PreReport) -> PreReportView:
    return PreReportView(
        pk=row.pk,
        code=row.code,
        title=row.title,
        place=row.place,
        statement=row.statement,
        is_danger=row.is_danger,
        is_restricted=row.is_restricted,
        written_at=row.written_at,
        ends_at=row.ends_at,
        report=row.report.number if row.report else "",
    )


def dangerous_pre_reports() -> list[PreReportView]:
    """Those that describe danger and nobody has taken, the oldest first."""
    rows = PreReport.objects.filter(is_danger=True, report=None).order_by("written_at")
    return [pre_report_view(row) for row in rows]


def opened_by(*subjects: str) -> list[OpenedView]:
    """Which offices opened a matter under any of its numbers, and when; no name is told.

    An office stands once, also when it opened the report and the case.
    """
    days: dict[str, set[date]] = defaultdict(set)
    for subject in subjects:
        for day, office in offices_that_opened(subject):
            days[office].add(day)
    names = organisation_names(list(days))
    return [
        OpenedView(name=names[code], days=tuple(sorted(found, reverse=True)))
        for code, found in days.items()
    ]


def times_left(site: Site, service: str, *, at: datetime) -> list[DayOfTimes]:
    """When one can book a visit: as many at a time as the service has windows there."""
    rule = hall_rule(at)
    first = at + timedelta(minutes=rule.visit_step_min)
    taken = taken_times(site.pk, service, since=at)
    most = rule.windows(site.level, service)
    found = []
    for ahead in range(rule.visit_days + 1):
        day = local_day(at) + timedelta(days=ahead)
        times = [one for one in _times(day, at) if one >= first and taken.get(one, 0) < most]
        if times:
            found.append(DayOfTimes(day=day, times=times))
    return found


def taken_times(site: int, service: str, *, since: datetime) -> dict[datetime, int]:
    """How many have booked each time to come."""
    rows = Visit.objects.filter(site=site, service=service, status="booked", back_at__gte=since)
    return dict(rows.values_list("back_at").annotate(n=Count("pk")))


def _times(day: date, at: datetime) -> list[datetime]:
    rule, zone = hall_rule(at), branch_zone()
    begins, ends = (time.fromisoformat(text) for text in (rule.visit_from, rule.visit_until))
    one = datetime.combine(day, begins, zone)
    last, step = datetime.combine(day, ends, zone), timedelta(minutes=rule.visit_step_min)
    found = []
    while one + step <= last:
        found.append(one.astimezone(at.tzinfo))
        one += step
    return found
