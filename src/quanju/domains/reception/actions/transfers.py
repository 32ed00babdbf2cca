"""Verbs of a report between sites: offer, accept, decline; legal supervision decides a dispute.

Number, clock and history stay with the report: only the site and the owner change (REC-06, 07).
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.report_holding import (
    held_number,
    held_report,
    note_report,
)
from quanju.domains.reception.models import CaseReport, Transfer
from quanju.domains.reception.permissions import (
    may_decide_reports,
    may_receive_at,
    may_take_reports,
)
from quanju.domains.reception.queries.reports import steps_rule, told_report
from quanju.domains.reception.queries.sites import site, site_with
from quanju.domains.reception.types.reports import (
    ReportView,
)
from quanju.domains.reception.workflow import HANDOVER

REASON = Text("理由", "the reason")


class OnItsWay(Refused):
    """One site is asked at a time."""

    code = "ON_ITS_WAY"
    text = Text(
        "已提请另一接报案点接收，先等答复", "Another site is asked already; wait for its answer"
    )


class AtLegal(Refused):
    """Sites may pass it on no more."""

    code = "AT_LEGAL"
    text = Text(
        "已退回 {count} 次，由督察法制指定", "Declined {count} times: legal supervision decides"
    )


class SameSite(Refused):
    """It is there already."""

    code = "SAME_SITE"
    text = Text("已经在{site}", "It is at {site} already")
    status = 422
    field = "to_site"


def offer_report(*, report: str, to_site: str, why: str, by: Actor, at: datetime) -> ReportView:
    """Ask another of the sites to take the matter; it stays here until they accept."""
    reason = words.line(why, REASON, longest=200, field="why")
    chosen = site(to_site)
    with write():
        row = held_report(report, by, at)
        if row.status == "closed":
            raise NotFound(subject=row.subject)
        if row.is_at_legal:
            raise AtLegal(count=row.bounces)
        if row.site_id == chosen.pk:
            raise SameSite(site=chosen.name)
        try:
            with transaction.atomic():
                Transfer.objects.create(
                    report=row,
                    from_site_id=row.site_id,
                    to_site_id=chosen.pk,
                    reason=reason,
                    offered_at=at,
                )
        except IntegrityError as error:
            raise OnItsWay() from error
        note_report(events.REPORT_OFFERED, row, by, at, to=chosen.subject)
    return told_report(report, at=at)


def accept_report(*, report: str, by: Actor, at: datetime) -> ReportView:
    """Take the matter over: site and owner change, nothing else."""
    with write():
        row, move = _offered(report, by)
        _answer(move, "accept", at, "")
        row.site_id, row.owner_id = move.to_site_id, by.person_id or row.owner_id
        row.save(update_fields=["site", "owner"])
        note_report(events.REPORT_MOVED, row, by, at)
    return told_report(report, at=at)


def decline_report(*, report: str, why: str, by: Actor, at: datetime) -> ReportView:
    """Say no, and why. Declined as often as the table says, it goes to legal supervision."""
    reason = words.line(why, REASON, longest=200, field="why")
    with write():
        row, move = _offered(report, by)
        _answer(move, "decline", at, reason)
        row.bounces += 1
        row.is_at_legal = row.bounces >= steps_rule(at).bounce_most
        row.save(update_fields=["bounces", "is_at_legal"])
        note_report(events.REPORT_DECLINED, row, by, at, bounces=row.bounces)
    return told_report(report, at=at)


def withdraw_report(*, report: str, by: Actor, at: datetime) -> ReportView:
    """The site that offered it keeps it after all."""
    with write():
        row = held_report(report, by, at)
        move = held(Transfer, f"transfer of {row.subject}", report=row, status="offered")
        _answer(move, "withdraw", at, "")
        note_report(events.REPORT_WRITTEN, row, by, at)
    return told_report(report, at=at)


def decide_site(*, report: str, to_site: str, by: Actor, at: datetime) -> ReportView:
    """Legal supervision says which site has the matter; that site's people take it from there."""
    may_decide_reports(by).or_refuse()
    chosen = site(to_site)
    with write():
        row = held_number(report)
        if not row.is_at_legal:
            raise NotFound(subject=row.subject)
        row.site_id, row.is_at_legal, row.bounces = chosen.pk, False, 0
        row.save(update_fields=["site", "is_at_legal", "bounces"])
        note_report(events.REPORT_SITED, row, by, at, to=chosen.subject)
    return told_report(report, at=at)


def _offered(report: str, by: Actor) -> tuple[CaseReport, Transfer]:
    """The report and its open transfer, locked, if it was offered to this person's site."""
    may_take_reports(by).or_refuse()
    row = held_number(report)
    move = held(Transfer, f"transfer of {row.subject}", report=row, status="offered")
    site_with(move.to_site_id)
    may_receive_at(by, move.to_site_id).or_refuse()
    return row, move


def _answer(move: Transfer, verb: str, at: datetime, why: str) -> None:
    move.status = HANDOVER.after(move.status, verb)
    move.answered_at, move.why = at, why
    move.save(update_fields=["status", "answered_at", "why"])
