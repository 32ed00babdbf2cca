"""Matters of minors, of sexual or family violence: restricted from the first second (SG-19).

The mark is set by whoever takes the report, at any time until it is closed, and is never taken off:
what a colleague has not read need not be read later.
"""

from datetime import datetime

from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.follow_ups import drop_follow_ups
from quanju.domains.reception.actions.report_holding import held_header, held_report, note_report
from quanju.domains.reception.queries.reports import told_report
from quanju.domains.reception.types.reports import ReportView

WHY = Text("接手的原因", "why you take it over")


class RestrictedAlready(Refused):
    """Only its owner reads it already."""

    code = "RESTRICTED_ALREADY"
    text = Text("已经是受限事项", "It is restricted already")


class YoursAlready(Refused):
    """Who owns it need not take it over."""

    code = "YOURS_ALREADY"
    text = Text("您已经是责任人", "You are its owner already")


def restrict_report(*, report: str, by: Actor, at: datetime) -> ReportView:
    """From now on only the owner and legal supervision read its words."""
    with write():
        row = held_report(report, by, at)
        if row.is_restricted:
            raise RestrictedAlready()
        row.is_restricted = True
        row.save(update_fields=["is_restricted"])
        drop_follow_ups(row, by, at)
        note_report(events.REPORT_RESTRICTED, row, by, at)
    return told_report(report, at=at)


def take_over_report(*, report: str, why: str, by: Actor, at: datetime) -> ReportView:
    """A colleague at its site becomes the owner, with the reason in the record; then they read."""
    reason = words.line(why, WHY, longest=200, field="why")
    with write():
        row = held_header(report, by, at)
        if row.owner_id == by.person_id:
            raise YoursAlready()
        row.owner_id = by.person_id or row.owner_id
        row.save(update_fields=["owner"])
        note_report(events.REPORT_TAKEN_OVER, row, by, at, justification=reason)
    return told_report(report, at=at)
