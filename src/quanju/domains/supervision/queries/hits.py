"""Questions about hits: the list, one of them, how many reports were looked at."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from quanju.domains.kernel.newest import after_row
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception.queries.checked import report_count
from quanju.domains.supervision.models import CheckedReport, HitQuerySet, RuleHit
from quanju.domains.supervision.types.checks import Coverage, HitView

Before = tuple[datetime, int]


def hits(
    actor: Actor,
    *,
    state: str = "",
    check: str = "",
    office: str = "",
    before: Before | None = None,
    most: int,
) -> list[HitView]:
    """A page of the hits this person reads, the newest first; `office` also names a station."""
    rows = RuleHit.objects.visible_to(actor)
    if state:
        rows = rows.filter(status=state)
    if check:
        rows = rows.filter(check_code=check)
    if office:
        rows = rows.filter(Q(office__code=office) | Q(station__code=office))
    if before:
        rows = rows.filter(after_row("hit_at", *before))
    return views(rows.order_by("-hit_at", "-pk")[:most])


def hit_view(pk: int, *, by: Actor) -> HitView:
    """One of them; `NotFound` for who does not read them."""
    found = views(RuleHit.objects.visible_to(by).filter(pk=pk))
    if not found:
        raise NotFound(subject=f"hit:{pk}")
    return found[0]


def told_hit(pk: int) -> HitView:
    """For those who have asked already who may."""
    return views(RuleHit.objects.filter(pk=pk))[0]


def hits_of_report(number: str, *, by: Actor) -> list[HitView]:
    """What else was flagged in the same report, the first first."""
    return views(RuleHit.objects.visible_to(by).filter(number=number).order_by("pk"))


def coverage(*, until: datetime) -> Coverage:
    """Reports checked by rule against reports (SP-1), and the share a person has looked at."""
    looked = RuleHit.objects.exclude(status="open").values("report").distinct().count()
    return Coverage(
        reports=report_count(until=until),
        by_rule=CheckedReport.objects.count(),
        by_person=looked,
        flagged=RuleHit.objects.values("report").distinct().count(),
    )


def views(rows: HitQuerySet | Iterable[RuleHit]) -> list[HitView]:
    """Hits as everybody reads them, in one question."""
    listed = rows.select_related("office", "decided_by") if isinstance(rows, HitQuerySet) else rows
    return [
        HitView(
            pk=row.pk,
            check=row.check_code,
            level=row.level,
            said=Text(row.said_zh, row.said_en),
            status=row.status,
            report=row.number,
            office=row.office.name,
            office_code=row.office.code,
            station_id=row.station_id,
            rules=row.rules,
            since_at=row.since_at,
            hit_at=row.hit_at,
            reason=row.reason,
            decided_by=row.decided_by.display_name if row.decided_by else "",
            decided_at=row.decided_at,
        )
        for row in listed
    ]
