"""Questions of the day's reconciliation: tickets, calls, online and handed-over against reports."""

from datetime import date, datetime, timedelta

from django.db.models import F, Q

from quanju.domains.deadlines.queries import tables_in_force
from quanju.domains.dispatch.queries.cases import cases_ended
from quanju.domains.people.types import Actor
from quanju.domains.reception.models import CaseReport, PreReport, Transfer, Visit, VisitQuerySet
from quanju.domains.reception.permissions import may_decide_reports
from quanju.domains.reception.queries.sites import site_of, sites
from quanju.domains.reception.types.hall import CENTRE, Site
from quanju.domains.reception.types.reconciliation import DayView, Gap, SourceView


def days_of(actor: Actor, day: date, *, at: datetime) -> list[DayView]:
    """The day at the own site; legal supervision, which mends nothing itself, sees every site."""
    own = site_of(actor)
    seen = sites() if may_decide_reports(actor) else [own] if own else []
    return [day_of(site, day, at=at) for site in seen]


def day_of(site: Site, day: date, *, at: datetime) -> DayView:
    """What came to a site on a day against what was entered."""
    calendar = tables_in_force(at=at).calendar
    since, until = calendar.start_of(day), calendar.start_of(day + timedelta(days=1))
    sources = (
        _tickets(site, day),
        _calls(site, since, until),
        _online(site, since, until),
        _handed_over(site, since, until),
        _later(site, since, until),
    )
    return DayView(site=site, day=day, sources=sources)


def unmatched_tickets(visits: VisitQuerySet) -> VisitQuerySet:
    """Of these visits those that were served for a report, are over, and have none."""
    over = visits.filter(service="report", served_at__isnull=False, report=None, no_report_why="")
    return over.exclude(status="served")


def _tickets(site: Site, day: date) -> SourceView:
    served = Visit.objects.filter(site=site.pk, day=day, service="report", served_at__isnull=False)
    gaps = unmatched_tickets(Visit.objects.filter(site=site.pk, day=day)).order_by("ticket")
    return SourceView(
        source="tickets",
        came=served.count(),
        entered=served.exclude(report=None).count(),
        no_report=served.filter(report=None).exclude(no_report_why="").count(),
        gaps=tuple(Gap(source="tickets", number=row.number, key=str(row.pk)) for row in gaps),
    )


def _calls(site: Site, since: datetime, until: datetime) -> SourceView:
    """Incidents of the station of the site; the centre has no area of its own."""
    found = cases_ended(site.station_id, since=since, until=until) if site.station_id else []
    missing = [number for number, report in found if not report]
    return SourceView(
        source="calls",
        came=len(found),
        entered=len(found) - len(missing),
        no_report=0,
        gaps=tuple(Gap(source="calls", number=number, key=number) for number in missing),
    )


def _online(site: Site, since: datetime, until: datetime) -> SourceView:
    """Only what tells of danger must be entered though nobody came; the centre reads it."""
    rows = PreReport.objects.filter(written_at__gte=since, written_at__lt=until)
    at_centre = site.level == CENTRE
    missing = rows.filter(is_danger=True, report=None).order_by("pk") if at_centre else ()
    entered = rows.filter(report__entered_site=site.pk).count()
    return SourceView(
        source="online",
        came=entered + len(missing),
        entered=entered,
        no_report=0,
        gaps=tuple(Gap(source="online", number=f"{row.pk}", key=row.code) for row in missing),
    )


def _handed_over(site: Site, since: datetime, until: datetime) -> SourceView:
    rows = Transfer.objects.filter(to_site=site.pk, offered_at__gte=since, offered_at__lt=until)
    rows = rows.filter(status__in=("offered", "accepted"))
    waiting = rows.filter(status="offered").values_list("report__number", flat=True).order_by("pk")
    return SourceView(
        source="handed_over",
        came=rows.count(),
        entered=rows.filter(status="accepted").count(),
        no_report=0,
        gaps=tuple(Gap(source="handed_over", number=one, key=one) for one in waiting),
    )


def _later(site: Site, since: datetime, until: datetime) -> SourceView:
    begun_first = Q(status="later") | Q(entered_at__gt=F("begun_at"))
    rows = CaseReport.objects.filter(
        begun_first, entered_site=site.pk, begun_at__gte=since, begun_at__lt=until
    )
    open_ones = rows.filter(status="later").values_list("number", flat=True).order_by("number")
    return SourceView(
        source="later",
        came=rows.count(),
        entered=rows.exclude(status="later").count(),
        no_report=0,
        gaps=tuple(Gap(source="later", number=one, key=one) for one in open_ones),
    )
