"""Questions about inspection plans: the list, one of them with its sample, what is on its way."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from quanju.domains.kernel.days import end_of_day
from quanju.domains.kernel.newest import after_row
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception.queries.reports import steps_rule
from quanju.domains.supervision.models import Inspection
from quanju.domains.supervision.rules import inspections_rule
from quanju.domains.supervision.types.inspections import InspectedView, InspectionView

_PLAINLY = (
    "pk", "number", "kind", "aim", "since_on", "until_on", "size", "due_on", "status", "rules",
    "digest", "entry", "seed", "planned_at", "drawn_at", "ended_at", "conclusion",
)  # fmt: skip
"""Columns that others see as they are."""
_PEOPLE = ("planned_by", "drawn_by", "ended_by")
OPEN = ("planned", "running")


def inspections(
    actor: Actor,
    *,
    state: str = "",
    kind: str = "",
    before: tuple[datetime, int] | None = None,
    most: int,
) -> list[InspectionView]:
    """A page of the plans this person reads, the newest first; `state` may be `open`."""
    rows = Inspection.objects.visible_to(actor)
    if state:
        rows = rows.filter(status__in=OPEN if state == "open" else (state,))
    if kind:
        rows = rows.filter(kind=kind)
    if before:
        rows = rows.filter(after_row("planned_at", *before))
    return _views(rows.order_by("-planned_at", "-pk")[:most])


def inspection_view(number: str, *, by: Actor) -> InspectionView:
    """One this person reads, with its sample; `NotFound` otherwise."""
    if not Inspection.objects.visible_to(by).filter(number=number).exists():
        raise NotFound(subject=f"inspection:{number[:20]}")
    return told_inspection(number)


def told_inspection(number: str) -> InspectionView:
    """For those who have asked already who may; with population and sample."""
    found = _views(Inspection.objects.filter(number=number), whole=True)
    if not found:
        raise NotFound(subject=f"inspection:{number[:20]}")
    return found[0]


def report_kinds(at: datetime) -> dict[str, Text]:
    """The kinds of reports that a plan may keep to."""
    return {code: row.name for code, row in steps_rule(at).by_code.items()}


def most_in_sample(at: datetime) -> int:
    """How large a sample may be."""
    return inspections_rule(at).content.largest_sample


def _views(rows: Iterable[Inspection], *, whole: bool = False) -> list[InspectionView]:
    listed = rows
    if hasattr(rows, "select_related"):
        listed = rows.select_related(*_PEOPLE).annotate(
            looked=Count("matters", filter=~Q(matters__result="")),
            bad=Count("matters", filter=Q(matters__result="bad")),
        )
    return [_view(row, whole) for row in listed]


def _view(row: Any, whole: bool) -> InspectionView:
    people = {name: getattr(row, name) for name in _PEOPLE}
    names: dict[str, Any] = {who: one.display_name if one else "" for who, one in people.items()}
    return InspectionView(
        **{name: getattr(row, name) for name in _PLAINLY},
        **names,
        sites=tuple(row.sites),
        report_kinds=tuple(row.report_kinds),
        due_at=end_of_day(row.due_on),
        count=len(row.population),
        looked=row.looked,
        bad=row.bad,
        matters=tuple(_matters(row)) if whole else (),
        population=tuple(row.population) if whole else (),
    )


def _matters(row: Inspection) -> Iterable[InspectedView]:
    rows = row.matters.select_related("looked_by", "finding").order_by("place")
    for one in rows:
        yield InspectedView(
            number=one.number,
            place=one.place,
            method=one.method,
            result=one.result,
            remarks=one.remarks,
            looked_by=one.looked_by.display_name if one.looked_by else "",
            looked_at=one.looked_at,
            finding=one.finding.number if one.finding else "",
        )
