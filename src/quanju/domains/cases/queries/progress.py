"""What the reporter may read of the own matter: the plain words of 3.4, by number and code."""

from dataclasses import replace
from datetime import date, datetime

from quanju.domains.cases.models import CaseRecord, Service
from quanju.domains.cases.rules import limits
from quanju.domains.cases.types.cases import Objection
from quanju.domains.cases.workflow import AT_REVIEW, CLOSED
from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.reception.queries import reports
from quanju.domains.reception.queries.portal import opened_by
from quanju.domains.reception.types.reports import ProgressView

STAGES = (
    Text("已收到", "received"),
    Text("核查中", "being checked"),
    Text("立案决定", "decision on filing"),
    Text("办理中", "being handled"),
    Text("已办结", "finished"),
)
NOTHING_TO_DO = Text("您现在不用做什么。", "You need not do anything now.")
REVIEWED_BY = Text("答复是否立案（本局内部时限）", "whether a case is opened (our own limit)")
NOT_FILING = "cases.not_filing"
OBJECT_BY = "C5"
"""Seven days from the notice, by law."""
NOTHING_TO_OBJECT = Verdict.no(
    "NOTHING_TO_OBJECT",
    Text("现在没有可以申请复议的决定", "There is no decision now that may be reconsidered"),
)
NOT_SERVED_YET = Verdict.no(
    "NOT_SERVED_YET",
    Text(
        "通知书送达后 7 日内可以申请复议", "You may apply within 7 days once the notice is served"
    ),
)
BEING_RECONSIDERED = Verdict.no(
    "BEING_RECONSIDERED", Text("复议正在办理", "It is being reconsidered already")
)
TOO_LATE = Verdict.no(
    "TOO_LATE",
    Text(
        "申请复议的 7 日已过；仍可以请求检察院监督立案",
        "The 7 days are over; you may still ask the procuratorate",
    ),
)
NOTICE_SERVED = Text(
    "通知书已经送达，上面写着理由和怎样申请复议。",
    "The notice was served; it tells why, and how you may object.",
)
PLAIN = {
    "reported": (1, Text("已收到，正在核查", "Received, being checked"), NOTHING_TO_DO),
    "accepted": (1, Text("已受理，正在核查", "Accepted, being checked"), NOTHING_TO_DO),
    "under_review": (1, Text("正在核查是否立案", "Being checked: to be opened?"), NOTHING_TO_DO),
    "filed": (2, Text("已立案", "A case was opened"), NOTHING_TO_DO),
    "not_filed": (
        2,
        Text("没有立案", "No case was opened"),
        Text(
            "通知书会在 3 日内送达，上面写着理由和怎样申请复议。",
            "The notice is served within 3 days; it tells why, and how you may object.",
        ),
    ),
    "reconsideration": (
        2,
        Text("正在复议", "Being reconsidered"),
        Text("30 日内作出复议决定。", "It is decided within 30 days."),
    ),
    "not_filed_upheld": (
        2,
        Text("复议维持不立案", "Reconsidered: no case is opened"),
        Text(
            "收到复议决定 7 日内可向上一级公安机关申请复核。",
            "Within 7 days of the decision you may ask the bureau above.",
        ),
    ),
    "review_above": (
        2,
        Text("上级公安机关正在复核", "Under review by the bureau above"),
        Text("30 日内作出复核决定。", "It is decided within 30 days."),
    ),
    **dict.fromkeys(
        ("review_upheld", "query_ended"),
        (
            2,
            Text("维持不立案", "No case is opened, upheld"),
            Text("有新的事实或证据，可以再报案。", "With new facts you may report again."),
        ),
    ),
    "prosecutor_query": (
        2,
        Text("检察院正在监督立案", "The procuratorate looks at it"),
        NOTHING_TO_DO,
    ),
    "transferred_out": (
        2,
        Text("已移送其他机关", "Handed to another authority"),
        Text("接手的机关会与您联系。", "That authority will contact you."),
    ),
    "converted": (
        1,
        Text("已转为另一类案件办理", "Goes on as another kind of case"),
        NOTHING_TO_DO,
    ),
    "investigating": (3, Text("正在办理", "Being handled"), NOTHING_TO_DO),
    "suspended": (
        3,
        Text("暂时中止，条件具备后恢复", "Suspended for now; it will be resumed"),
        NOTHING_TO_DO,
    ),
    "sent_to_prosecution": (
        3,
        Text("已移送检察院审查起诉", "Sent to the procuratorate"),
        NOTHING_TO_DO,
    ),
    "decided_admin": (3, Text("已作出处理决定", "A decision was made"), NOTHING_TO_DO),
    "revoked": (3, Text("案件已撤销", "The case was revoked"), NOTHING_TO_DO),
    **dict.fromkeys(CLOSED, (4, Text("已办结", "Finished"), NOTHING_TO_DO)),
}
"""How far each state is, what the reporter is told, and what they may do now."""


def of_report(number: str, code: str, *, at: datetime) -> ProgressView:
    """The matter by number and code of its receipt; `NotFound` unless both fit.

    Where a case goes on with the report, its state and its clock are told; else reception's own.
    """
    view = reports.progress(number, code, at=at)
    row = CaseRecord.objects.filter(report_number=view.number).order_by("-pk").first()
    if row is None:
        return view
    reached, state, why = PLAIN[row.status]
    if row.status == "not_filed" and _has_notice(row):
        why = NOTICE_SERVED
    due_on, due_why = _next_due(row, at)
    return replace(
        view,
        state=state,
        why=why,
        site=row.office.name if row.office else view.site,
        reached=reached,
        stages=STAGES,
        due_on=due_on,
        due_why=due_why,
        opened=tuple(opened_by(f"report:{view.number}", row.subject)),
    )


def objection(row: CaseRecord, *, at: datetime) -> Objection:
    """May the reporter ask for reconsideration of this case now, and until which day?"""
    clock = next((one for one in clocks_on(row.subject, at=at) if one.rule == OBJECT_BY), None)
    if row.kind != "criminal" or row.status not in ("not_filed", "reconsideration"):
        return Objection(may=NOTHING_TO_OBJECT, until=None)
    if row.status == "reconsideration":
        return Objection(may=BEING_RECONSIDERED, until=None)
    if clock is None or clock.due_at is None:
        return Objection(may=NOT_SERVED_YET, until=None)
    return Objection(may=Verdict.yes() if at < clock.due_at else TOO_LATE, until=clock.due_on)


def objection_of(number: str, code: str, *, at: datetime) -> Objection:
    """The same by number and code of the receipt; `NotFound` unless both fit."""
    reports.progress(number, code, at=at)
    row = CaseRecord.objects.filter(report_number=number).order_by("-pk").first()
    return objection(row, at=at) if row else Objection(may=NOTHING_TO_OBJECT, until=None)


def _has_notice(row: CaseRecord) -> bool:
    """Was the notice of not filing served? Its own entry, since the days may be over by now."""
    return Service.objects.filter(case=row, kind=NOT_FILING).exists()


def _next_due(row: CaseRecord, at: datetime) -> tuple[date | None, Text]:
    """The law's next day; before a public-order case is filed, the branch's own."""
    clock = next((one for one in clocks_on(row.subject, at=at) if one.due_at), None)
    if clock is not None and clock.due_at is not None:
        return clock.due_on or local_day(clock.due_at), clock.title
    if row.kind == "administrative" and row.status in AT_REVIEW:
        due_at = row.registered_at + limits(at).review(row.circumstance)
        return local_day(due_at), REVIEWED_BY
    return None, Text("", "")
