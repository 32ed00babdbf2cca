"""The paper of a report: the receipt with its list of evidence, and how to follow the matter."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import CharField, Q, Value
from django.db.models.functions import Concat

from quanju.domains.documents.types import PaperTemplate, paper_kind
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.roles import LEGAL
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.typesetting import qr_code
from quanju.domains.people.types import Actor
from quanju.domains.reception.models import CaseReport
from quanju.domains.reception.permissions import may_read_reports, may_take_reports
from quanju.domains.reception.rules import StepsRule
from quanju.domains.reception.types.reports import (
    ReportView,
)
from quanju.domains.reception.types.requests import RequestView


class ReceiptPaper(PaperTemplate):
    """How the receipt of a report looks.

    Its layout finds `facts` and `rows` (lists of lines), `head`, `list_title`, `follow`,
    `address`, `qr` (a drawing as SVG) and `note`.
    """


def _visible(actor: Actor, at: datetime) -> Q:
    """A receipt is read by whoever reads its report whole."""
    if actor.role in LEGAL:
        return Q()
    seen = CaseReport.objects.whole_for(actor, at)
    subject = Concat(Value("report:"), "number", output_field=CharField())
    return Q(subject__in=seen.values_list(subject, flat=True))


SAMPLE = {
    "facts": [["编号 / number", "20260131-0001"]],
    "rows": [["1", "购买收据", "1 张", ""]],
    "head": ["", "名称", "数量", "备注"],
    "list_title": "接受证据清单",
    "follow": "…",
    "address": "https://…",
    "qr": qr_code("https://…"),
    "note": "…",
}
REPORT_RECEIPT = paper_kind(
    "reception.receipt",
    Text("接报案回执", "receipt of a report"),
    ReceiptPaper,
    sample=SAMPLE,
    may_read=may_read_reports,
    may_withdraw=may_take_reports,
    visible=_visible,
)


class RecordPaper(PaperTemplate):
    """How the record of a report looks, for who reported.

    Its layout finds `facts` (pairs of a name and words), `statement`, and `added` (lines of what
    was put right since; may be empty) with its `added_title`.
    """


REPORT_RECORD = paper_kind(
    "reception.record",
    Text("接报案记录", "record of a report"),
    RecordPaper,
    sample={
        "facts": [["编号", "20260131-0001"]],
        "statement": "早上停在车棚，中午不见了。",
        "added_title": "更正",
        "added": ["2026-02-10：车停在北门，不是东门。"],
    },
    may_read=may_read_reports,
    may_withdraw=may_take_reports,
    visible=_visible,
    is_sole=False,
)
RECORD_TITLE = Text("接报案记录 {number}", "Record of report {number}")
RECORDED = {"place": "地点", "happened": "发生时间", "reporter": "报案人", "contact": "联系方式"}


def record_of(view: ReportView, requests: Sequence[RequestView]) -> Mapping[str, Any]:
    """What the record says, in Chinese as it was taken, with what was put right since."""
    facts = [
        ["编号", view.number],
        ["事由", view.title],
        ["接报时间", f"{local_time(view.begun_at):%Y-%m-%d %H:%M}"],
        ["接报单位", view.site.name.zh],
        ["接报民警", view.owner],
        *([name, getattr(view, key)] for key, name in RECORDED.items() if getattr(view, key)),
    ]
    added = [
        f"{local_time(one.answered_at):%Y-%m-%d}：{one.answer}"
        for one in requests
        if one.is_correction and one.answered_at
    ]
    return {
        "facts": facts,
        "statement": view.statement or "—",
        "added_title": "更正",
        "added": added,
    }


TITLE = Text("接报案回执 {number}", "Receipt of report {number}")
NAMES = {
    "number": Text("编号", "Number"),
    "code": Text("查询码", "Query code"),
    "title": Text("事由", "Matter"),
    "kind": Text("种类", "Kind"),
    "begun_at": Text("接报时间", "Received"),
    "site": Text("接报单位", "Received by"),
    "contact": Text("联系电话", "Telephone"),
    "complaint": Text("投诉电话", "Complaints"),
}
HEAD = (Text("序号", "No."), Text("名称", "Item"), Text("数量", "Count"), Text("备注", "Remark"))
LIST_TITLE = Text("接受证据清单", "Evidence taken")
NO_EVIDENCE = Text("没有提交证据：{why}", "No evidence was given: {why}")
FOLLOW = Text("扫码或打开网址，输入编号和查询码看进展", "Follow it with number and query code")
NOTE = Text(
    "请核对后收好。对办理不满意，可拨投诉电话，不经接报单位。",
    "Please check and keep this. Complaints go to the line above, not through this office.",
)


def content_of(view: ReportView, rule: StepsRule, address: str, language: str) -> Mapping[str, Any]:
    """What the receipt says, in a language."""

    def told(words: Text | str) -> str:
        return words.in_language(language) if isinstance(words, Text) else words

    said = {
        "number": view.number,
        "code": view.code,
        "title": view.title,
        "kind": told(view.kind_label),
        "begun_at": f"{local_time(view.begun_at):%Y-%m-%d %H:%M}",
        "site": told(view.site.name),
        "contact": rule.contact,
        "complaint": rule.complaint_line,
    }
    rows = [
        [str(n), one.name, f"{one.count} {one.unit}", one.remark]
        for n, one in enumerate(view.evidence, 1)
    ]
    note = told(NOTE)
    if view.no_evidence:
        note = f"{told(NO_EVIDENCE.filled(why=view.no_evidence))} {note}"
    return {
        "facts": [[told(NAMES[name]), words] for name, words in said.items()],
        "rows": rows,
        "head": [told(one) for one in HEAD],
        "list_title": told(LIST_TITLE),
        "follow": told(FOLLOW),
        "address": address,
        "qr": qr_code(address),
        "note": note,
    }
