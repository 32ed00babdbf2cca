"""The rule table of contingency plans: what opening one makes, and what a drill is asked."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from quanju.domains.coordination.rules import Asked
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.domains.rulebook.types import (
    Code,
    Lines,
    Named,
    RuleKind,
    Table,
    Wording,
    Words,
    one_of,
    worded,
    wrong,
)

CATEGORIES = {
    "Geo": Text("地质", "geophysical"),
    "Met": Text("气象、洪水", "weather and flood"),
    "Safety": Text("公共安全", "public safety"),
    "Security": Text("治安", "security"),
    "Rescue": Text("救援", "rescue"),
    "Fire": Text("火灾", "fire"),
    "Health": Text("卫生", "health"),
    "Env": Text("环境", "environment"),
    "Transport": Text("交通", "transport"),
    "Infra": Text("基础设施", "infrastructure"),
    "CBRNE": Text("危险化学品", "chemical, biological, radiological"),
    "Other": Text("其他", "other"),
}
RESPONSES = {
    "Shelter": Text("就地躲避", "take shelter"),
    "Evacuate": Text("撤离", "evacuate"),
    "Prepare": Text("准备", "prepare"),
    "Execute": Text("按预案行动", "act as planned"),
    "Avoid": Text("避开", "avoid the place"),
    "Monitor": Text("留意后续消息", "watch for news"),
}
URGENCIES = {
    "Immediate": Text("立即", "immediate"),
    "Expected": Text("一小时内", "within the hour"),
    "Future": Text("稍后", "later"),
}
SEVERITIES = {
    "Extreme": Text("特别严重", "extreme"),
    "Severe": Text("严重", "severe"),
    "Moderate": Text("中等", "moderate"),
    "Minor": Text("轻微", "minor"),
}
CERTAINTIES = {
    "Observed": Text("已发生", "observed"),
    "Likely": Text("很可能", "likely"),
    "Possible": Text("可能", "possible"),
}
STATUSES = {
    "Exercise": Text("演习", "exercise"),
    "Actual": Text("实际", "actual"),
}
"""The words of CAP 1.2 that a branch of the police needs."""


class PlanStep(Lines):
    """A step of the checklist, and when it should be done after the opening."""

    title: Wording = worded("要做的", "What is to be done")
    due_min: float = worded("时限", "Due within", ge=1, le=4320)


class PlanItem(Lines):
    """An item that the opening asks of a seat; the owner has it where the seat is empty."""

    title: Wording = worded("要办的事", "What is asked")
    seat: Code = worded("席位", "Seat")
    due_min: float = worded("时限", "Due within", ge=1, le=4320)


class PlanStaging(Lines):
    """A line of the staging order: which force stands where, how many units, by when."""

    place: Wording = worded("集结处", "Where")
    nearest: int = worded("离警情第几近的屯警点", "Nearest staging point, by rank", ge=0, le=9)
    force: Annotated[str, one_of(FORCE_TYPES)] = worded("力量", "Force")
    units: int = worded("几个单位", "Units", ge=1, le=40)
    approach: Wording = worded("怎么进", "How to approach")
    seat: Code = worded("由哪席带", "Seat that leads it")
    due_min: float = worded("到位时限", "There within", ge=1, le=720)


class PlanWarning(Lines):
    """The draft of a public warning; a human releases it, with a second one."""

    category: Annotated[str, one_of(CATEGORIES)] = worded("类别", "Category")
    response: Annotated[str, one_of(RESPONSES)] = worded("请公众", "The public should")
    urgency: Annotated[str, one_of(URGENCIES)] = worded("紧迫程度", "Urgency")
    severity: Annotated[str, one_of(SEVERITIES)] = worded("严重程度", "Severity")
    certainty: Annotated[str, one_of(CERTAINTIES)] = worded("确定程度", "Certainty")
    event: Wording = worded("事件", "Event")
    headline: Wording = worded("标题", "Headline")
    text: Wording = worded("内容", "Text")
    instruction: Wording = worded("请公众怎么做", "What people should do")
    radius_km: float = worded("范围半径", "Radius", ge=0.1, le=200)
    lasts_h: float = worded("有效", "Lasts", ge=0.25, le=168)


class PlanRow(Named):
    """One plan: the type of group it opens, and all that the opening makes."""

    code: Code = worded("代码", "Code")
    about_zh: Words = worded("何时用", "When it is used, in Chinese")
    about_en: Words = worded("何时用（英文）", "When it is used, in English")
    kind: Code = worded("群类型", "Type of group")
    classes: tuple[Code, ...] = worded("警情类别或类型", "Classes or types", default=())
    called: tuple[Code, ...] = worded("另叫的席位", "Seats also called", default=())
    basis: Wording = worded("目的和依据", "Purpose and basis")
    closing: Wording = worded("结群条件", "Closing condition")
    step: tuple[PlanStep, ...] = worded("清单", "Checklist", min_length=1)
    item: tuple[PlanItem, ...] = worded("任务包", "Task pack", min_length=1)
    staging: tuple[PlanStaging, ...] = worded("集结令", "Staging order", default=())
    warning: tuple[PlanWarning, ...] = worded(
        "公众预警草稿", "Draft of the warning", default=(), max_length=1
    )

    @property
    def about(self) -> Text:
        return Text(self.about_zh, self.about_en)


class PlanRules(Table):
    """The plans of the branch."""

    sender: Annotated[str, Field(pattern=r"^[A-Za-z0-9.@-]{3,100}$")] = worded(
        "预警署名（CAP sender）", "Sender of warnings (CAP)"
    )
    warning_status: Annotated[str, one_of(STATUSES)] = worded("预警状态", "Status of warnings")
    drill_days: int = worded("多久演练一次", "Drilled every", ge=7, le=1096)
    plan: tuple[PlanRow, ...] = worded("预案", "Plans", min_length=1)
    drill_question: tuple[Asked, ...] = worded(
        "演练讲评六问", "What the review of a drill asks", min_length=6, max_length=6
    )

    @cached_property
    def plans(self) -> Mapping[str, PlanRow]:
        return {row.code: row for row in self.plan}

    @model_validator(mode="after")
    def _codes_stand_once(self) -> Self:
        for line, rows in (("plan", self.plan), ("drill_question", self.drill_question)):
            codes = [row.code for row in rows]
            if twice := sorted({code for code in codes if codes.count(code) > 1}):
                raise wrong(f"{twice[0]} 写了两次", f"{twice[0]} stands twice", line=line)
        return self


PLANS = RuleKind("coordination.plans", Text("应急预案", "Contingency plans"), PlanRules)
