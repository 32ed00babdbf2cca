"""Holding a report still, and what is written down about it."""

from datetime import datetime
from typing import Any

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.held import held
from quanju.domains.people.types import Actor, station_subjects
from quanju.domains.reception.models import CaseReport
from quanju.domains.reception.permissions import (
    may_receive_at,
    may_take_reports,
    may_work_on_report,
)
from quanju.domains.reception.queries.sites import site_with


def held_number(number: str) -> CaseReport:
    """The report, locked; whoever calls has asked who may."""
    return held(CaseReport, f"report:{number}", number=number)


def held_report(number: str, by: Actor, at: datetime) -> CaseReport:
    """The report, locked, for who may work on it at the site where it is; hidden from others."""
    row = held_header(number, by, at)
    may_work_on_report(by, row.owner_id, row.is_restricted).or_refuse()
    return row


def held_header(number: str, by: Actor, at: datetime) -> CaseReport:
    """The report, locked, for a colleague at its site, who may not know its words."""
    may_take_reports(by).or_refuse()
    row = held(CaseReport.objects.visible_to(by, at), f"report:{number}", number=number)
    may_receive_at(by, row.site_id).or_refuse()
    return row


def note_report(
    event: Event, row: CaseReport, by: Actor, at: datetime, *, justification: str = "", **facts: Any
) -> None:
    """Record an entry about the report; related are its site, its owner, its visit, its call."""
    site = site_with(row.site_id)
    related = [site.subject, *station_subjects(site.station_id), f"person:{row.owner_id}"]
    if row.incident:
        related.append(f"incident:{row.incident}")
    if row.visit_id:
        related.append(f"visit:{row.visit_id}")
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        purpose="receive_report",
        related=related,
        justification=justification,
        facts={"status": row.status, "kind": row.kind, **facts},
    )
