"""Questions about reports: the window's lists, one report, progress."""

from collections.abc import Collection, Mapping
from datetime import datetime
from hmac import compare_digest

from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.roles import LEGAL
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception.models import (
    CaseReport,
    Evidence,
    ReportQuerySet,
    SkippedStep,
    Transfer,
    Visit,
)
from quanju.domains.reception.queries.portal import opened_by
from quanju.domains.reception.queries.sites import site_with, sites
from quanju.domains.reception.queries.sorting import sorting_rule
from quanju.domains.reception.rules import STEPS_RULE, StepsRule
from quanju.domains.reception.types.hall import Site
from quanju.domains.reception.types.reports import (
    EvidenceView,
    ProgressView,
    ReportView,
    TransferView,
)
from quanju.domains.rulebook.queries import in_force

RESTRICTED = Text("受限事项", "Restricted matter")
STAGES = (Text("已收到", "received"), Text("核查中", "being checked"), Text("已答复", "answered"))
PLAIN = {
    "later": (
        Text("正在处置", "Being dealt with"),
        Text("警情处置完后登记。", "It is entered once the scene is dealt with."),
    ),
    "taking": (
        Text("正在登记", "Being entered"),
        Text("民警正在登记您的报案。", "An officer is entering your report."),
    ),
    "receipted": (
        Text("已收到，正在核查", "Received, being checked"),
        Text("您现在不用做什么。", "You need not do anything now."),
    ),
    "closed": (
        Text("接报已办结", "Reception finished"),
        Text("结果已告知您。", "You were told the outcome."),
    ),
}
"""What the reporter is told of each state, and why."""
REACHED = {"later": 0, "taking": 0, "receipted": 1, "closed": 2}


def steps_rule(at: datetime) -> StepsRule:
    """The branch's working rules in force."""
    return in_force(STEPS_RULE, at=at).content


def open_reports(actor: Actor, *, at: datetime) -> list[ReportView]:
    """What is not closed and this person sees, the oldest first."""
    rows = CaseReport.objects.visible_to(actor, at).exclude(status="closed")
    return views(rows.order_by("begun_at", "pk"), at, actor)


def closed_reports(actor: Actor, *, at: datetime, most: int = 20) -> list[ReportView]:
    """Those closed last."""
    rows = CaseReport.objects.visible_to(actor, at).filter(status="closed")
    return views(rows.order_by("-closed_at")[:most], at, actor)


def report_view(number: str, *, by: Actor, at: datetime) -> ReportView:
    """One report this person may see; `NotFound` otherwise, as if it did not exist."""
    found = views(CaseReport.objects.visible_to(by, at).filter(number=number), at, by)
    if not found:
        raise NotFound(subject=f"report:{number[:20]}")
    return found[0]


def has_report(number: str, *, by: Actor, at: datetime) -> bool:
    """Is there such a report that this person may open?"""
    if not number:
        return False
    return CaseReport.objects.visible_to(by, at).filter(number=number).exists()


def read_whole(numbers: Collection[str], by: Actor, *, at: datetime) -> frozenset[str]:
    """Which of these reports this person reads with all their words."""
    if not numbers:
        return frozenset()
    rows = CaseReport.objects.whole_for(by, at).filter(number__in=numbers)
    return frozenset(rows.values_list("number", flat=True))


def told_report(number: str, *, at: datetime) -> ReportView:
    """For the verbs of this room, which have asked already who may."""
    return views(CaseReport.objects.filter(number=number), at)[0]


def tickets_to_take(actor: Actor, *, at: datetime) -> list[tuple[int, str]]:
    """Visits of the own site that are at a window for a report and have none yet."""
    rows = Visit.objects.visible_to(actor).on(local_day(at))
    rows = rows.filter(service="report", status="served", report=None)
    return [(row.pk, row.number) for row in rows.order_by("served_at")]


def progress(number: str, code: str, *, at: datetime) -> ProgressView:
    """What the reporter may read, by number and code; `NotFound` unless both fit."""
    row = CaseReport.objects.filter(number=number).first()
    if row is None or not compare_digest(row.code, code.strip().upper()):
        raise NotFound(subject="progress")
    state, why = PLAIN[row.status]
    clock = next((one for one in clocks_on(row.subject, at=at) if one.due_at), None)
    if row.status == "closed":
        why = Text(row.outcome, row.outcome) if row.outcome else why
    return ProgressView(
        number=row.number,
        state=state,
        why=why,
        site=site_with(row.site_id).name,
        begun_at=row.begun_at,
        reached=REACHED[row.status],
        stages=STAGES,
        due_on=(clock.due_on or local_day(clock.due_at)) if clock and clock.due_at else None,
        due_why=clock.title if clock else "",
        opened=tuple(opened_by(row.subject)),
    )


def views(rows: ReportQuerySet, at: datetime, actor: Actor | None = None) -> list[ReportView]:
    """Reports as `actor` reads them, with what hangs on them, in three questions however many.

    None reads them whole: verbs, which have asked already who may.
    """
    listed = list(rows.select_related("owner"))
    keys = [row.pk for row in listed]
    known = {one.pk: one for one in sites()}
    evidence: dict[int, list[EvidenceView]] = {}
    for item in Evidence.objects.filter(report__in=keys).order_by("pk"):
        view = EvidenceView(name=item.name, count=item.count, unit=item.unit, remark=item.remark)
        evidence.setdefault(item.report_id, []).append(view)
    skipped: dict[int, set[str]] = {}
    for report, step in SkippedStep.objects.filter(report__in=keys).values_list("report", "step"):
        skipped.setdefault(report, set()).add(step)
    moves: dict[int, list[TransferView]] = {}
    for move in Transfer.objects.filter(report__in=keys).order_by("-pk"):
        moves.setdefault(move.report_id, []).append(_transfer(move, known))
    rule, queues = steps_rule(at), sorting_rule(at)
    return [
        _view(
            row,
            rule,
            queues.queue_of(row.kind),
            known,
            evidence.get(row.pk, []),
            skipped.get(row.pk, set()),
            moves.get(row.pk, []),
            actor is not None and _is_header(row, actor),
        )
        for row in listed
    ]


def _view(
    row: CaseReport,
    rule: StepsRule,
    queue: str,
    known: Mapping[int, Site],
    evidence: list[EvidenceView],
    skipped: set[str],
    moves: list[TransferView],
    is_header: bool,
) -> ReportView:
    kind = rule.by_code.get(row.kind)
    done = {
        "register": row.entered_at is not None,
        "identity": row.is_identity_checked,
        "statement": bool(row.statement),
        "evidence": bool(evidence or row.no_evidence),
        "advice": bool(row.advice),
        "receipt": row.receipted_at is not None,
    }
    said = dict.fromkeys(_WORDS, "") if is_header else {n: getattr(row, n) for n in _WORDS}
    if is_header:
        said["title"] = str(RESTRICTED)
    return ReportView(
        **{name: getattr(row, name) for name in _PLAINLY},
        **said,
        is_header=is_header,
        site=known[row.site_id],
        kind_label=kind.name if kind else row.kind,
        queue=queue,
        amount_fen=None if is_header else row.amount_fen,
        owner=row.owner.display_name,
        steps=kind.steps if kind else ("register",),
        done=frozenset(step for step, is_done in done.items() if is_done),
        skipped=frozenset(skipped),
        evidence=() if is_header else tuple(evidence),
        transfers=tuple(moves),
    )


def _is_header(row: CaseReport, actor: Actor) -> bool:
    """As `ReportQuerySet.whole_for`, for a row that is here already."""
    return row.is_restricted and row.owner_id != actor.person_id and actor.role not in LEGAL


_PLAINLY = (
    "pk", "number", "channel", "kind", "is_identity_checked", "incident", "status", "owner_id",
    "rules", "bounces", "is_at_legal", "is_restricted", "begun_at", "entered_at", "receipted_at",
    "closed_at",
)  # fmt: skip
_WORDS = (
    "code", "title", "place", "happened", "statement", "reporter", "contact", "no_evidence",
    "advice", "outcome",
)  # fmt: skip
"""Columns that others see as they are."""


def _transfer(row: Transfer, known: Mapping[int, Site]) -> TransferView:
    return TransferView(
        pk=row.pk,
        from_site=known[row.from_site_id].name,
        to_site=known[row.to_site_id].name,
        to_site_id=row.to_site_id,
        reason=row.reason,
        offered_at=row.offered_at,
        status=row.status,
        why=row.why,
    )
