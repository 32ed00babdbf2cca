"""What waits in supervision: flags for a person, findings for their unit and who supervises."""

from collections.abc import Iterator
from datetime import datetime

from quanju.domains.deadlines.queries import soonest_due
from quanju.domains.kernel.roles import LEGAL
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.people.types import Actor
from quanju.domains.supervision.models import Finding, RuleHit
from quanju.domains.supervision.permissions import (
    may_answer_for,
    may_decide_hits,
    may_inspect,
    may_supervise_at,
)
from quanju.domains.supervision.queries.inspections import inspections
from quanju.domains.supervision.queries.opinions import opinions_that_wait
from quanju.domains.supervision.types.checks import CHECKS, LEVELS
from quanju.domains.supervision.types.findings import TOWARD
from quanju.domains.supervision.workflow import FINDING_OPEN, HIT, INSPECTION, OPINION

MOST = 200
TITLE = Text("{check}：接报案 {number}", "{check}: report {number}")
WHY = Text(
    "规则命中：{said}。请看一眼，没有问题写明理由，有问题列为问题。",
    "Flagged by a rule: {said}. Look at it: dismiss it with the reason, or make it a finding.",
)
FROM = Text("全量监督", "full supervision")
LOOK = Text("人工查看", "a person's look")
OPEN = Text("打开", "Open")


def waiting_for(actor: Actor, *, at: datetime, until: datetime) -> list[Waiting]:
    """Hits for legal supervision; a finding for its unit while that is to act, else for who
    supervises its level."""
    return [*_hits(actor), *_opinions(actor), *_inspections(actor), *_findings(actor, at)]


def _hits(actor: Actor) -> list[Waiting]:
    if not may_decide_hits(actor):
        return []
    rows = RuleHit.objects.filter(status="open").select_related("office")
    return [_hit(row) for row in rows.order_by("hit_at", "pk")[:MOST]]


def _hit(row: RuleHit) -> Waiting:
    return Waiting(
        key=f"supervision.hit:{row.pk}",
        subject=row.subject,
        kind="alert",
        number=row.number,
        title=TITLE.filled(check=CHECKS[row.check_code], number=row.number),
        place=row.office.name,
        from_whom=FROM,
        why=WHY,
        facts={"said": Text(row.said_zh, row.said_en)},
        since=row.hit_at,
        toward=LOOK,
        verbs=(
            WaitingVerb(
                name="supervision.dismiss_hit",
                label=HIT.verb_labels["dismiss"],
                address=(row.pk, "dismiss"),
                asks=Text("为什么没有问题", "Why nothing is wrong"),
                asks_as="why",
            ),
            WaitingVerb(name="supervision.open_hit", label=OPEN, address=(row.pk,), opens=True),
        ),
    )


FINDING_TITLE = Text("监督问题 {number}", "Finding {number}")
OF_UNIT = {
    "notified": Text(
        "监督指出本单位的问题，请答复。", "Something was found at this unit: answer it."
    ),
    "correcting": Text("答复已认可，请整改并报结果。", "The answer holds: correct it and tell so."),
}
OF_SUPERVISOR = {
    "answered": Text("单位已答复，请看。", "The unit has answered: look at it."),
    "correcting": Text("单位已报整改结果，请核查。", "The unit tells it is corrected: check it."),
    "checked": Text("已核查，可以结案。", "It was checked and may be closed."),
    "escalated": Text("下级逾期，升到本级，请再次通知。", "Overdue below: notify the unit anew."),
    "late": Text("单位逾期，1 级没有再上一级，请督促。", "Overdue on level 1: press the unit."),
}


def _findings(actor: Actor, at: datetime) -> Iterator[Waiting]:
    rows = Finding.objects.visible_to(actor).filter(status__in=FINDING_OPEN)
    for row in rows.select_related("office").order_by("raised_at", "pk")[:MOST]:
        why = _why(row, actor, at)
        if why is not None:
            yield _finding(row, why)


def _why(row: Finding, actor: Actor, at: datetime) -> Text | None:
    """What this person is to do about it, if anything."""
    is_told = row.status == "correcting" and row.corrected_at is not None
    if row.status in OF_UNIT and not is_told:
        if may_answer_for(actor, office=row.office_id, station=row.station_id):
            return OF_UNIT[row.status]
        is_late = row.level == 1 and row.due_at is not None and row.due_at <= at
        return OF_SUPERVISOR["late"] if is_late and actor.role in LEGAL else None
    may = may_supervise_at(actor, level=row.level, office=row.office_id, station=row.station_id)
    return OF_SUPERVISOR.get(row.status) if may else None


def _finding(row: Finding, why: Text) -> Waiting:
    return Waiting(
        key=f"supervision.finding:{row.pk}:{row.status}",
        subject=row.subject,
        kind="task",
        number=row.number,
        title=FINDING_TITLE.filled(number=row.number),
        place=row.office.name,
        from_whom=LEVELS[row.level],
        why=why,
        since=row.since_at or row.raised_at,
        due_at=row.due_at,
        toward=TOWARD.get(row.status, LOOK),
        verbs=(
            WaitingVerb(
                name="supervision.open_finding", label=OPEN, address=(row.number,), opens=True
            ),
        ),
    )


OPINION_TITLE = Text("{why}事先审核：案件 {number}", "Opinion on {why}: case {number}")
OPINION_WHY = Text(
    "没有审核意见，办案单位不能提请立案或不立案。",
    "Without the opinion its office can neither file nor refuse it.",
)


def _opinions(actor: Actor) -> Iterator[Waiting]:
    rows = opinions_that_wait(actor)
    due = soonest_due([one.subject for one in rows])
    for one in rows:
        yield Waiting(
            key=f"supervision.opinion:{one.case}",
            subject=one.subject,
            kind="task",
            number=one.case,
            title=OPINION_TITLE.filled(why=one.why_label, number=one.case),
            from_whom=FROM,
            why=OPINION_WHY,
            since=one.asked_at,
            due_at=due.get(one.subject),
            toward=OPINION.verb_labels["give"],
            verbs=(
                WaitingVerb(
                    name="supervision.open_opinion", label=OPEN, address=(one.case,), opens=True
                ),
            ),
        )


INSPECTION_TITLE = Text("{kind} {number}", "Inspection ({kind}) {number}")
NEXT_STEP = {
    "planned": Text("范围已经固定，请抽样。", "Its population is fixed: draw the sample."),
    "running": Text("样本还没有查完。", "Its sample is not looked at yet."),
    "done": Text("样本已经查完，请写结论。", "Its sample was looked at: write the conclusion."),
}


def _inspections(actor: Actor) -> Iterator[Waiting]:
    """Plans that are open, for who inspects; due by the table's days."""
    rows = inspections(actor, state="open", most=MOST) if may_inspect(actor) else []
    for one in rows:
        step = "done" if one.is_running and not one.left else one.status
        verb = {"planned": "draw", "running": "inspect", "done": "close"}[step]
        yield Waiting(
            key=f"supervision.inspection:{one.pk}:{step}",
            subject=one.subject,
            kind="task",
            number=one.number,
            title=INSPECTION_TITLE.filled(kind=one.kind_label, number=one.number),
            from_whom=FROM,
            why=NEXT_STEP[step],
            since=one.drawn_at or one.planned_at,
            due_at=one.due_at,
            toward=INSPECTION.verb_labels[verb],
            verbs=(
                WaitingVerb(
                    name="supervision.open_inspection",
                    label=OPEN,
                    address=(one.number,),
                    opens=True,
                ),
            ),
        )
