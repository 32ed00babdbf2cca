"""Rule tables of dispatch and the pure decisions made with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Self

from pydantic import AliasChoices, Field, model_validator

from quanju.domains.dispatch.types import IncidentType
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

GradeNumber = Annotated[int, Field(ge=1, le=4)]
Force = Annotated[str, one_of(FORCE_TYPES)]
Minutes = Annotated[float, Field(ge=1, le=1440)]
Percent = Annotated[float, Field(ge=0, le=100)]


class Detail(Named):
    """The third level of a type: what exactly it was."""

    code: Code = worded("代码", "Code")


class TypeLine(Named):
    """A type of a class; `common` is its word in the common registry, `joint` a second force.

    What patrol often comes across (`is_met`) is a button of its own on the crew's phone. A
    complaint about police (`is_complaint`) is no incident: legal supervision registers it.
    """

    code: Code = worded("代码", "Code")
    grade: GradeNumber = worded("等级", "Grade")
    common: Words = worded("通用登记用词", "Word in the common registry")
    is_enforcement: bool = worded("属执法", "Is enforcement", default=True)
    is_restricted: bool = worded("限制知悉", "Is restricted", default=False)
    needs_case: bool | None = worded("需要案件编号", "Needs a case number", default=None)
    joint: tuple[Force, ...] = worded("联勤警种", "Joint forces", default=())
    is_crew_help: bool = worded("民警求助", "A crew's own call for help", default=False)
    is_met: bool = worded("巡逻常遇", "Often met on patrol", default=False)
    is_complaint: bool = worded("投诉民警，不立警", "A complaint, no incident", default=False)
    share_percent: Percent | None = worded(
        "占全部警情",
        "Share of all calls",
        default=None,
        validation_alias=AliasChoices("share_percent", "share"),
    )
    details: tuple[Detail, ...] = worded("细类", "Details", default=(), validation_alias="detail")


class ClassLine(Named):
    """A class with its types; they need a case number and share its calls unless they say."""

    code: Code = worded("代码", "Code")
    needs_case: bool = worded("需要案件编号", "Needs a case number", default=False)
    share_percent: Percent = worded(
        "占全部警情",
        "Share of all calls",
        default=0,
        validation_alias=AliasChoices("share_percent", "share"),
    )
    types: tuple[TypeLine, ...] = worded("类型", "Types", validation_alias="type", min_length=1)

    def read(self, line: TypeLine) -> IncidentType:
        """The type with what it takes from its class."""
        share = line.share_percent
        return IncidentType(
            code=line.code,
            name=line.name,
            class_code=self.code,
            class_name=self.name,
            grade=line.grade,
            common=line.common,
            is_enforcement=line.is_enforcement,
            is_restricted=line.is_restricted,
            needs_case=self.needs_case if line.needs_case is None else line.needs_case,
            joint=line.joint,
            is_met=line.is_met,
            is_complaint=line.is_complaint,
            share_percent=self.share_percent / len(self.types) if share is None else share,
            details={detail.code: detail.name for detail in line.details},
        )


class IncidentClasses(Table):
    """All types by code, in the order of the table."""

    classes: tuple[ClassLine, ...] = worded(
        "类别", "Classes", validation_alias="class", min_length=1
    )

    @cached_property
    def types(self) -> Mapping[str, IncidentType]:
        return {line.code: one.read(line) for one in self.classes for line in one.types}

    def named(self, code: str) -> IncidentType | None:
        return self.types.get(code)

    @cached_property
    def crew_help(self) -> IncidentType | None:
        """What a crew's own call for help becomes, if the table has a type for it."""
        lines = (line for one in self.classes for line in one.types if line.is_crew_help)
        return next((self.types[line.code] for line in lines), None)

    @model_validator(mode="after")
    def _a_code_stands_once(self) -> Self:
        codes = [line.code for one in self.classes for line in one.types]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise wrong(f"类型 {twice[0]} 出现两次", f"type {twice[0]} stands twice", line="class")
        help = [line.code for one in self.classes for line in one.types if line.is_crew_help]
        if len(help) > 1:
            zh, en = f"求助类型有两个：{help[1]}", f"two types are for a crew's help: {help[1]}"
            raise wrong(zh, en, line="class")
        return self


class Grade(Named):
    """A grade and its limits; `on_scene_min` in town, at its edge and in the country."""

    number: GradeNumber = worded("等级", "Grade")
    kind_zh: Words = worded("中文性质", "Chinese kind")
    kind_en: Words = worded("英文性质", "English kind")
    sign_off_s: float = worded("签收时限", "Signed off within", ge=1, le=3600)
    on_scene_min: tuple[Minutes, Minutes, Minutes] | None = worded(
        "到场时限（城区、城郊、乡村）", "On scene within (town, edge, country)", default=None
    )
    first_feedback_min: float = worded("首次反馈时限", "First feedback within", ge=1, le=1440)
    silent_after_min: float = worded("多久无消息提示", "Silent after", ge=1, le=1440)
    is_risky: bool = worded("有危险", "Is risky", default=False)
    oversight_zh: Words | None = worded("中文督办人", "Chinese overseer", default=None)
    oversight_en: Words | None = worded("英文督办人", "English overseer", default=None)

    @property
    def kind(self) -> Text:
        return Text(self.kind_zh, self.kind_en)

    @property
    def oversight(self) -> Text | None:
        """Who looks after incidents of this grade, if the table says."""
        if self.oversight_zh is None or self.oversight_en is None:
            return None
        return Text(self.oversight_zh, self.oversight_en)

    @model_validator(mode="after")
    def _oversight_in_both_languages(self) -> Self:
        if (self.oversight_zh is None) != (self.oversight_en is None):
            raise wrong("应有中文和英文", "is needed in both languages", line="oversight_zh")
        return self


class Grades(Table):
    """The grades, from 1 without a gap."""

    grades: tuple[Grade, ...] = worded("等级", "Grades", validation_alias="grade", min_length=1)

    @cached_property
    def by_number(self) -> Mapping[int, Grade]:
        return {grade.number: grade for grade in self.grades}

    @model_validator(mode="after")
    def _numbered_from_one(self) -> Self:
        numbers = sorted(grade.number for grade in self.grades)
        if numbers != list(range(1, len(numbers) + 1)):
            raise wrong("应从 1 连续编号", "are numbered from 1 without a gap", line="grade")
        return self


class SafetyRule(Lines):
    """Words that raise the grade to at least this, and why."""

    grade: GradeNumber = worded("上调到等级", "Raises the grade to")
    why_zh: Words = worded("中文原因", "Chinese reason")
    why_en: Words = worded("英文原因", "English reason")
    words: tuple[Words, ...] = worded("词语", "Words", min_length=1)

    @property
    def why(self) -> Text:
        return Text(self.why_zh, self.why_en)

    @cached_property
    def heard(self) -> tuple[str, ...]:
        """The words as they are looked for: in small letters, the longest first."""
        return tuple(sorted((w.lower() for w in self.words), key=lambda w: (-len(w), w)))


class SafetyWords(Table):
    """The words that raise a grade."""

    rules: tuple[SafetyRule, ...] = worded(
        "安全词", "Safety words", validation_alias="rule", min_length=1
    )


Reasons = Annotated[dict[Code, Wording], Field(min_length=1)]


class Dispositions(Table):
    """Closed lists of reasons, each code with its words.

    With a disposition `without_case` even a type that is a case ends without a report number.
    """

    disposition: Reasons = worded("处置结果", "Dispositions")
    release: Reasons = worded("释放理由", "Reasons to release")
    refusal: Reasons = worded("拒绝理由", "Reasons to refuse")
    cancel: Reasons = worded("撤销理由", "Reasons to cancel")
    hand_over: Reasons = worded("移交去向", "Handed over to")
    topic: Reasons = worded("非警情主题", "Topics that are no incident")
    without_case: frozenset[Code] = worded(
        "不需要案件编号的结果",
        "Dispositions without a case number",
        refers="disposition",
        default=frozenset(),
    )

    def of(self, name: str) -> Mapping[str, Text]:
        """A list by its name: disposition, release, refusal, cancel, hand_over, topic."""
        found: Mapping[str, Text] = getattr(self, name)
        return found

    @model_validator(mode="after")
    def _without_case_are_dispositions(self) -> Self:
        if not self.without_case <= self.disposition.keys():
            raise wrong("应为“处置结果”中的代码", "are codes of the outcomes", line="without_case")
        return self


class Joining(Table):
    """When a call looks like an open incident."""

    within_m: float = worded("距离不超过", "Within", ge=1, le=5000)
    within_min: float = worded("时间不超过", "Within the last", ge=1, le=1440)
    same_class_only: bool = worded("只限同一类别", "Of the same class only", default=True)
    least_common_words: int = worded(
        "至少相同的词", "Least words in common", default=0, ge=0, le=10
    )


class Limits(Table):
    """Limits of the dispatch clocks that hold for every grade."""

    first_order_s: float = worded("进警到首次派警", "First order within", ge=1, le=3600)
    re_offer_s: float = worded("多久提议另一单位", "Another unit is proposed after", ge=1, le=3600)
    feedback_min: float = worded("处置完到反馈", "Feedback within", ge=1, le=1440)
    reservation_min: float = worded("预留时长", "A unit is kept free for", ge=1, le=240)
    nuisance_days: float = worded("再次标记须复核的期限", "A second mark asks within", ge=1, le=365)
    late_entry_days: float = worded("最晚补录", "Entered late at most", default=31, ge=1, le=366)
    arrival_within_m: float = worded(
        "手机离现场多近可提议到场", "Arrival is offered within", ge=10, le=1000
    )
    arrival_after_s: float = worded("停留多久后提议到场", "Arrival is offered after", ge=1, le=600)


class MeasureLimits(Table):
    """What the measures of response count as in time."""

    answer_s: float = worded("RT-1 接听", "RT-1: answered within", ge=1, le=600)
    sign_off_s: float = worded("RT-5 签收", "RT-5: signed off within", ge=1, le=3600)
    depart_min: float = worded("RT-6 出发", "RT-6: departed within", ge=1, le=240)
    feedback_min: float = worded("RT-7 反馈", "RT-7: feedback within", ge=1, le=1440)
    outside_rings_min: float = worded(
        "RT-3 圈外到场", "RT-3 outside all rings: on scene within", ge=1, le=240
    )


INCIDENT_CLASSES = RuleKind(
    "dispatch.incident_classes",
    Text("警情类别", "Incident classes"),
    IncidentClasses,
    formerly="incident_classes",
)
GRADES = RuleKind("dispatch.grades", Text("警情等级", "Incident grades"), Grades, formerly="grades")
SAFETY_WORDS = RuleKind(
    "dispatch.safety_words", Text("安全词", "Safety words"), SafetyWords, formerly="safety_words"
)
DISPOSITIONS = RuleKind(
    "dispatch.dispositions",
    Text("处置结果与理由", "Dispositions and reasons"),
    Dispositions,
    formerly="dispositions",
)
JOINING = RuleKind(
    "dispatch.joining", Text("疑似重复", "Likely duplicates"), Joining, formerly="joining"
)
DISPATCH_CLOCKS = RuleKind(
    "dispatch.clocks",
    Text("指挥时限", "Dispatch clocks"),
    Limits,
    later=("first_order_s", "arrival_within_m", "arrival_after_s"),
    gone=("acknowledge_alert_s", "silent_min"),  # each grade has its own
    formerly="dispatch_clocks",
)
MEASURES = RuleKind("dispatch.measures", Text("指标限度", "Limits of the measures"), MeasureLimits)


@dataclass(frozen=True, slots=True)
class ProposedGrade:
    """A grade and why: the type's own, raised by words, never lowered by them."""

    grade: int
    reasons: tuple[Text, ...]


def proposed_grade(kind: IncidentType, text: str, safety: Sequence[SafetyRule]) -> ProposedGrade:
    """The type's grade, raised by the most urgent words that the text holds."""
    grade, reasons = kind.grade, []
    heard = text.lower()
    for rule in safety:
        word = next((w for w in rule.heard if w in heard), None)
        if word is not None and rule.grade < kind.grade:
            reasons.append(
                Text(
                    f"因“{word}”（{rule.why.zh}）上调到 {rule.grade} 级",
                    f"raised to grade {rule.grade} by “{word}” ({rule.why.en})",
                )
            )
            grade = min(grade, rule.grade)
    return ProposedGrade(grade, tuple(reasons))
