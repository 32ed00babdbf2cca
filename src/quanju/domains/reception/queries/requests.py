"""Questions about what was asked of a record."""

from datetime import datetime

from quanju.domains.documents.queries.papers import copies_of, papers_on
from quanju.domains.kernel.days import end_of_day
from quanju.domains.people.types import Actor
from quanju.domains.reception.models import CaseReport, RecordRequest
from quanju.domains.reception.papers import REPORT_RECORD
from quanju.domains.reception.types.requests import RequestView


def requests_of(report: str) -> list[RequestView]:
    """Those of one report, the newest first; whoever asks showed its code or reads it whole."""
    rows = RecordRequest.objects.filter(report__number=report).select_related("report", "owner")
    return [view_of(row) for row in rows.order_by("-asked_at", "-pk")]


def open_requests(actor: Actor, *, at: datetime) -> list[RequestView]:
    """What is owed of the reports that this person reads whole, at the own site."""
    reports = CaseReport.objects.whole_for(actor, at).filter(site=actor.organisation_id or 0)
    rows = RecordRequest.objects.filter(report__in=reports, answered_at=None)
    return [view_of(row) for row in rows.select_related("report", "owner").order_by("due_on", "pk")]


def released_copy(report: str, *, by: Actor, at: datetime) -> int | None:
    """The newest copy of the record that a second person has released."""
    found = [
        copy.id
        for one in papers_on(f"report:{report}", by=by, at=at)
        if one.kind == REPORT_RECORD.name
        for copy in copies_of(one.number)
        if copy.state == "released"
    ]
    return max(found, default=None)


def view_of(row: RecordRequest) -> RequestView:
    return RequestView(
        pk=row.pk,
        report=row.report.number,
        kind=row.kind,
        text=row.text,
        status=row.status,
        asked_at=row.asked_at,
        due_on=row.due_on,
        due_at=end_of_day(row.due_on) if row.answered_at is None else None,
        owner_id=row.owner_id,
        owner=row.owner.display_name if row.owner else "",
        copy=row.copy,
        answer=row.answer,
        answered_at=row.answered_at,
        is_by_resident=row.is_by_resident,
    )
