"""The papers of a case: what was decided, told or asked, numbered with the verb that does it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import CharField, Q, Value
from django.db.models.functions import Concat

from quanju.domains.cases.models import CaseRecord
from quanju.domains.cases.permissions import may_read_case_papers, may_sign_cases
from quanju.domains.cases.types.cases import KINDS, STATES
from quanju.domains.documents.actions.papers import issue_paper
from quanju.domains.documents.types import PaperTemplate, PaperView, paper_kind
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.roles import CASES, LEGAL, STATION
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor

LANGUAGE = "zh-hans"
"""What the law asks to be served is written in Chinese."""


class CasePaper(PaperTemplate):
    """How a paper of a case looks.

    Its layout finds `title`, `facts` (pairs of a name and words), `reasons` (the words of who
    proposed it) and `remedy` (what one may do against it; may be empty).
    """


def _visible(actor: Actor, at: datetime) -> Q:
    """Whoever reads the case whole; a command room has its clocks, not its papers."""
    if actor.role in LEGAL:
        return Q()
    if actor.role in STATION:
        return Q(pk__in=[])
    subject = Concat(Value("case:"), "number", output_field=CharField())
    rows = CaseRecord.objects.visible_to(actor)
    if actor.role in CASES:
        rows = rows.exclude(~Q(officer=actor.person_id or 0), is_restricted=True)
    seen = rows.values_list(subject, flat=True)
    return Q(subject__in=seen)


SAMPLE = {
    "title": "立案决定书",
    "facts": [["案件", "20260131-0001"], ["案由", "电缆被盗"]],
    "reasons": "事实清楚，属本局管辖。",
    "remedy": "可在收到之日起 7 日内申请复议。",
}
LABELS = {
    "cases.acceptance": Text("受案登记表", "acceptance of a case"),
    "cases.filing": Text("立案决定书", "decision to file"),
    "cases.not_filing": Text("不予立案通知书", "notice of not filing"),
    "cases.transfer": Text("移送案件通知书", "notice of transfer"),
    "cases.extension": Text("延长审查审批表", "approval of a longer review"),
    "cases.told": Text("告知书", "written notice"),
    "cases.reconsideration": Text("刑事复议决定书", "decision on reconsideration"),
    "cases.reasons": Text("不立案理由说明书", "statement of reasons for not filing"),
}
PAPERS = {
    name: paper_kind(
        name,
        label,
        CasePaper,
        sample=SAMPLE,
        may_read=may_read_case_papers,
        may_withdraw=may_sign_cases,
        visible=_visible,
        is_sole=False,
    )
    for name, label in LABELS.items()
}
SERVED = (
    "cases.filing",
    "cases.not_filing",
    "cases.transfer",
    "cases.told",
    "cases.reconsideration",
)
"""Papers that somebody outside is given."""
REMEDY = {
    "cases.not_filing": "如不服本决定，控告人可以在收到本通知书之日起 7 日内向本局申请复议，"
    "也可以请求人民检察院监督。",
    "cases.reconsideration": "如不服本复议决定，可以在收到之日起 7 日内向上一级公安机关申请复核，"
    "也可以请求人民检察院监督。",
}


def issue(row: CaseRecord, kind: str, reasons: str, by: Actor, at: datetime) -> PaperView:
    """Number a paper on the case, within the verb that makes what it says."""
    return issue_paper(
        kind=kind,
        subject=row.subject,
        title=f"{LABELS[kind].zh} {row.number}",
        content=_content(row, kind, reasons, at),
        language=LANGUAGE,
        related=[f"report:{row.report_number}"],
        by=by,
        at=at,
    )


def _content(row: CaseRecord, kind: str, reasons: str, at: datetime) -> Mapping[str, Any]:
    facts = {
        "案件编号": row.number,
        "案由": row.title,
        "案件种类": KINDS[row.kind].zh,
        "接报案编号": row.report_number,
        "办案单位": row.office.name.zh if row.office else "",
        "状态": STATES[row.status].zh,
        "日期": f"{local_time(at):%Y-%m-%d %H:%M}",
    }
    return {
        "title": LABELS[kind].zh,
        "facts": [[name, words] for name, words in facts.items()],
        "reasons": reasons,
        "remedy": REMEDY.get(kind, ""),
    }
