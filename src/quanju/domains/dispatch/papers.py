"""The paper that dispatch issues: a decision's receipt, with what was known and what was chosen."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

from quanju.domains.dispatch.models import Incident, Receipt
from quanju.domains.dispatch.permissions import (
    READS_ALL,
    may_cancel,
    may_read_bulletin_papers,
    may_read_receipts,
    may_release_bulletin,
)
from quanju.domains.dispatch.queries.bulletin import BulletinView
from quanju.domains.dispatch.types import Candidate, ReceiptView
from quanju.domains.documents.types import PaperTemplate, paper_kind
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.domains.people.types import Actor


class ReceiptPaper(PaperTemplate):
    """How the receipt of a decision looks.

    Its layout finds `facts`, `rows` and `left_out` (lists of lines), `head` and `left_out_title`.
    """


def _visible(actor: Actor, at: datetime) -> Q:
    """A receipt is read by whoever sees its incident."""
    if actor.role in READS_ALL:
        return Q()
    seen = Receipt.objects.filter(incident__in=Incident.objects.visible_to(actor, at))
    subject = Concat(Value("receipt:"), Cast("pk", CharField()))
    return Q(subject__in=seen.values_list(subject, flat=True))


SAMPLE = {
    "facts": [["警情 / incident", "20260131-0001"]],
    "head": ["单位", "到场", "位置", "为何", "建议", "所选"],
    "rows": [["特-01", "3:20", "12 s", "最快到达", "是", "是"]],
    "left_out_title": "未列入的单位",
    "left_out": [["特-02", "休息中"]],
}
RECEIPT_PAPER = paper_kind(
    "dispatch.receipt",
    Text("派警决策回执", "dispatch receipt"),
    ReceiptPaper,
    sample=SAMPLE,
    may_read=may_read_receipts,
    may_withdraw=may_cancel,
    visible=_visible,
)

TITLE = Text("派警决策回执 {incident}", "Receipt of the dispatch decision on {incident}")
YES = Text("是", "yes")
NAMES = {
    "incident": Text("警情", "Incident"),
    "made_at": Text("时间", "Time"),
    "rules": Text("规则", "Rules"),
    "place": Text("地点", "Place"),
    "roads": Text("道路", "Roads"),
    "reason": Text("另选理由", "Why another choice"),
}
HEAD = (
    Text("单位", "Unit"),
    Text("到场", "Arrives"),
    Text("位置时效", "Position age"),
    Text("为何", "Why"),
    Text("建议", "Proposed"),
    Text("所选", "Chosen"),
)
LEFT_OUT = Text("未列入的单位", "Units left out")


def content_of(receipt: ReceiptView, language: str) -> Mapping[str, Any]:
    """What the paper says of a receipt, in a language."""

    def told(words: Text) -> str:
        return words.in_language(language)

    shown = receipt.recommendation
    made_at = local_time(receipt.made_at)
    facts = [
        [told(NAMES["incident"]), receipt.incident],
        [told(NAMES["made_at"]), f"{made_at:%Y-%m-%d %H:%M:%S}"],
        [told(NAMES["rules"]), ", ".join(shown.rules)],
        [told(NAMES["roads"]), shown.roads],
        ["SHA-256", receipt.sha256],
    ]
    if shown.remark:
        facts.append([told(NAMES["place"]), told(shown.remark)])
    if receipt.override_reason:
        facts.append([told(NAMES["reason"]), receipt.override_reason])
    return {
        "facts": facts,
        "head": [told(one) for one in HEAD],
        "rows": [_row(one, receipt, told) for one in shown.candidates],
        "left_out_title": told(LEFT_OUT),
        "left_out": [[out.call_sign, told(out.why)] for out in shown.left_out],
    }


def _row(one: Candidate, receipt: ReceiptView, told: Callable[[Text], str]) -> list[str]:
    return [
        f"{one.call_sign} {told(FORCE_TYPES[one.force_type])}",
        told(one.arrives),
        f"{one.position_age_s:.0f} s",
        " ".join(told(why) for why in one.reasons),
        told(YES) if one.unit_id in receipt.recommendation.proposed else "",
        told(YES) if one.unit_id in receipt.chosen else "",
    ]


class BulletinPaper(PaperTemplate):
    """How a bulletin looks. Its layout finds `head` and `sections`: a title and rows each."""


BULLETIN_PAPER = paper_kind(
    "dispatch.bulletin",
    Text("警情通报", "bulletin"),
    BulletinPaper,
    sample={
        "facts": [["统计日 / day", "2026-01-31"]],
        "head": ["项目", "本期", "上周同期"],
        "sections": [["按类别", [["治安", "12", "9"]]]],
    },
    may_read=may_read_bulletin_papers,
    may_withdraw=may_release_bulletin,
)
BULLETIN_HEAD = (
    Text("项目", "What"),
    Text("本期", "This time"),
    Text("上周同期", "A week before"),
)


def bulletin_content(view: BulletinView, language: str) -> Mapping[str, Any]:
    """What the paper says of a bulletin, in a language."""
    made_at = local_time(view.made_at)
    days = f"{view.day}" if view.span == "day" else f"{view.day} – {view.last_day}"
    return {
        "facts": [
            [view.label.in_language(language), days],
            [NAMES["made_at"].in_language(language), f"{made_at:%Y-%m-%d %H:%M}"],
        ],
        "head": [one.in_language(language) for one in BULLETIN_HEAD],
        "sections": [
            [
                title.in_language(language),
                [[one.name.in_language(language), one.value, one.before] for one in lines],
            ]
            for title, lines in view.sections
        ],
    }
