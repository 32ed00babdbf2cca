"""Questions about findings: the list, one of them, what is told to who has asked who may."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from quanju.domains.kernel.newest import after_row
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.types import Actor
from quanju.domains.supervision.models import Finding, FindingQuerySet
from quanju.domains.supervision.types.findings import FindingView
from quanju.domains.supervision.workflow import FINDING_OPEN

_PLAINLY = (
    "pk", "number", "level", "office_id", "station_id", "hit_id", "what", "status", "rules",
    "raised_at", "since_at", "due_at", "answer", "answered_by_id", "answered_at", "sent_back_why",
    "correction", "corrected_by_id", "corrected_at", "checked_note", "checked_at", "closed_at",
    "escalations",
)  # fmt: skip
"""Columns that others see as they are."""
_PEOPLE = ("raised_by", "answered_by", "corrected_by", "checked_by", "closed_by")


def findings(
    actor: Actor,
    *,
    state: str = "",
    level: str = "",
    office: str = "",
    late_at: datetime | None = None,
    before: tuple[datetime, int] | None = None,
    most: int,
) -> list[FindingView]:
    """A page of those this person sees, the newest first. A `state` is one of the table or `open`;
    `late_at` keeps to those whose clock has run out by then."""
    rows = Finding.objects.visible_to(actor)
    if state:
        rows = rows.filter(status__in=FINDING_OPEN if state == "open" else (state,))
    if level:
        rows = rows.filter(level=level)
    if office:
        rows = rows.filter(Q(office__code=office) | Q(station__code=office))
    if late_at:
        rows = rows.filter(due_at__lte=late_at)
    if before:
        rows = rows.filter(after_row("raised_at", *before))
    return views(rows.order_by("-raised_at", "-pk")[:most])


def finding_view(number: str, *, by: Actor) -> FindingView:
    """One this person may see; `NotFound` otherwise, as if it did not exist."""
    found = views(Finding.objects.visible_to(by).filter(number=number))
    if not found:
        raise NotFound(subject=f"finding:{number[:20]}")
    return found[0]


def told_finding(number: str) -> FindingView:
    """For those who have asked already who may."""
    return views(Finding.objects.filter(number=number))[0]


def finding_of_hit(hit: int) -> str:
    """The number of what a person has made of a hit, or ""."""
    return Finding.objects.filter(hit=hit).values_list("number", flat=True).first() or ""


def views(rows: FindingQuerySet | Iterable[Finding]) -> list[FindingView]:
    """Findings as everybody reads them, in one question."""
    listed = rows
    if isinstance(rows, FindingQuerySet):
        listed = rows.select_related("office", *_PEOPLE)
    return [_view(row) for row in listed]


def _view(row: Finding) -> FindingView:
    people = {name: getattr(row, name) for name in _PEOPLE}
    names: dict[str, Any] = {who: one.display_name if one else "" for who, one in people.items()}
    return FindingView(
        **{name: getattr(row, name) for name in _PLAINLY},
        **names,
        office=row.office.name,
        office_code=row.office.code,
        report=row.report_number,
    )
