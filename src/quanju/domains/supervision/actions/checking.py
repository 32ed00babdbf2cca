"""The service's look at one report, by every check in force; once for each change of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import SERVICE, station_subjects
from quanju.domains.supervision import events
from quanju.domains.supervision.checks import Found, found_in
from quanju.domains.supervision.matters import Gathered, gather, kind_names
from quanju.domains.supervision.models import CheckedReport, RuleHit
from quanju.domains.supervision.rules import checks_rule


def check_report(*, report: str, upon: int = 0, at: datetime) -> int:
    """Look at a report by the checks in force; how many new hits there are.

    `upon` is the entry of the journal that asks for it: what was read up to there already is
    left alone, so each change is looked at once however often it is told. It is the service's
    own verb: it flags, a person decides.
    """
    with write():
        row = _locked(report)
        if row is not None and upon and row.entry >= upon:
            return 0
        found = gather(report, at=at)
        rule = checks_rule(at)
        hits = found_in(found.matter, rule.content, kind_names(at))
        ahead = [one.from_at for one in hits if one.from_at > at]
        now = [one for one in hits if one.from_at <= at]
        CheckedReport.objects.update_or_create(
            report_id=found.report.pk,
            defaults={
                "number": report,
                "entry": max(found.entry, upon),
                "rules": rule.reference,
                "checked_at": at,
                "again_at": min(ahead, default=None),
            },
        )
        return _keep(found, now, rule.reference, at)


def _locked(report: str) -> CheckedReport | None:
    if not CheckedReport.objects.filter(number=report).exists():
        return None
    return held(CheckedReport, f"report:{report}", number=report)


def _keep(found: Gathered, hits: Iterable[Found], rules: str, at: datetime) -> int:
    """Store what was not found before; a cause is found once by a check, whatever it says later."""
    known = set(RuleHit.objects.filter(report=found.report.pk).values_list("check_code", "cause"))
    new = [one for one in hits if (one.check, one.cause[:80]) not in known]
    return sum(_store(found, one, rules, at) for one in new)


def _store(found: Gathered, one: Found, rules: str, at: datetime) -> int:
    row = RuleHit(
        report_id=found.report.pk,
        number=found.report.number,
        check_code=one.check,
        cause=one.cause[:80],
        level=one.level,
        office_id=found.office,
        station_id=found.station,
        said_zh=one.said.zh,
        said_en=one.said.en,
        rules=rules,
        since_at=one.from_at,
        hit_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # another worker was first
        return 0
    record(
        events.HIT_FOUND,
        subject=row.subject,
        by=SERVICE,
        at=at,
        purpose="supervise",
        related=[f"report:{row.number}", *station_subjects(row.station_id)],
        facts={"check": row.check_code, "level": row.level, "rules": rules},
    )
    return 1
