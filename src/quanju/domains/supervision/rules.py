"""The rule table of full supervision: which checks run on every report, and by which numbers."""

from datetime import datetime
from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from quanju.domains.cases.queries.measures import NAMES as CASES
from quanju.domains.kernel.types import Text
from quanju.domains.reception.queries.measures import NAMES as RECEPTION
from quanju.domains.rulebook.queries import in_force
from quanju.domains.rulebook.types import (
    Code,
    Lines,
    Named,
    RuleKind,
    Rules,
    Table,
    Words,
    one_of,
    worded,
    wrong,
)

ClockNumber = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,30}$")]


class Check(Lines):
    """A check: does it run, and on which level is what it finds dealt with?"""

    is_on: bool = worded("启用", "It runs")
    level: int = worded("级别", "Level", ge=1, le=3)


class ShouldFile(Check):
    """Words of an offence in a report that was entered as a kind which becomes no case.

    What `unless` names is taken out first: “没有被盗” tells of no theft.
    """

    kinds: tuple[Code, ...] = worded("不成案的种类", "Kinds that become no case", min_length=1)
    words: tuple[Words, ...] = worded("违法犯罪用词", "Words of an offence", min_length=1)
    unless: tuple[Words, ...] = worded("先排除的说法", "Taken out first", default=())


class Overdue(Check):
    """A clock of the report or of its cases ran out; those that are the resident's are none."""

    grace_h: float = worded("宽限", "Grace", ge=0, le=240)
    not_ours: tuple[ClockNumber, ...] = worded("群众的时限", "Clocks of the resident", default=())


class NoReceipt(Check):
    """Its kind asks for a receipt, and none was given within so long after it was entered."""

    after_min: float = worded("登记后", "After it was entered", ge=1, le=10_080)


class NoRecording(Check):
    """Its statement has to be recorded, and no recording is in the index so long after (SUP-06)."""

    kinds: tuple[Code, ...] = worded("须录音录像的种类", "Kinds to be recorded", min_length=1)
    after_h: float = worded("登记后", "After it was entered", ge=1, le=720)


class LighterClass(Check):
    """The kind was changed to one that stands further down this list."""

    heaviest_first: tuple[Code, ...] = worded("由重到轻", "The heaviest first", min_length=2)


class Bounced(Check):
    """Declined by sites and offices so often."""

    times: int = worded("退回次数", "Declined so often", ge=1, le=20)


class Withdrawn(Check):
    """Its case was revoked so soon after it was filed."""

    within_h: float = worded("立案后", "Within, after filing", ge=1, le=8_760)


class SameOfficer(Check):
    """Who entered the report decided over it, in whichever post."""


class ChecksRule(Table):
    """Every check of full supervision (SUP-03, SUP-04)."""

    should_file: ShouldFile = worded("应立未立", "Should be filed and is not")
    overdue: Overdue = worded("超期", "Overdue")
    no_receipt: NoReceipt = worded("没有出回执", "No receipt")
    # A branch whose rooms have no recorder yet leaves it out.
    no_recording: NoRecording | None = worded("缺录音录像", "No recording", default=None)
    lighter_class: LighterClass = worded("改轻种类", "Changed to a lighter kind")
    bounced: Bounced = worded("反复退回", "Declined again and again")
    withdrawn: Withdrawn = worded("立案后很快撤销", "Revoked soon after filing")
    same_officer: SameOfficer = worded("同一人登记又审批", "Entered and decided by one person")


CHECKS_RULE = RuleKind(
    "supervision.checks",
    Text("全量监督规则", "Checks of full supervision"),
    ChecksRule,
    later=("no_recording",),
)


def checks_rule(at: datetime) -> Rules[ChecksRule]:
    """The table in force, with its version."""
    return in_force(CHECKS_RULE, at=at)


class FindingsRule(Table):
    """How long a unit has: limits of the branch's own, no law's; they are told as such."""

    answer_working_days: int = worded("单位答复", "The unit answers within", ge=1, le=30)
    correct_days: int = worded("整改", "It is corrected within", ge=1, le=180)


FINDINGS_RULE = RuleKind(
    "supervision.findings", Text("监督问题时限", "Limits of findings"), FindingsRule
)


def findings_rule(at: datetime) -> Rules[FindingsRule]:
    """The table in force, with its version."""
    return in_force(FINDINGS_RULE, at=at)


MEASURES = {
    **{code: name for code, name in RECEPTION.items() if code != "RP-6"},
    "CF-1": CASES["CF-1"],
    "CF-3": CASES["CF-3"],
    "CF-5": Text("应立未立（查实）", "should have been filed, confirmed"),
    "SP-1": Text("规则检查覆盖", "reports checked by rule"),
    "SP-1b": Text("人工看过", "reports seen by a person"),
    "SP-2": Text("整改用时（中位）", "correction time (median)"),
    "SP-3": Text("录音录像齐全", "recordings present and good"),
    "CM-3": Text("到期录音录像按时删除", "recordings deleted in time"),
}
"""What can be a target: how work is done, never how much crime there is."""
NEVER_TARGETS = {
    "crimes": Text("发案数", "the number of crimes"),
    "cases": Text("立案数", "the number of cases"),
    "clear_up": Text("破案率", "the clear-up rate"),
    "clearance": Text("破案用时", "the clearance time"),
    "arrests": Text("抓获数", "the number of arrests"),
}
"""What measures nobody's work: shown as facts, never a target (SUP-10, NB-12)."""
NO_TARGET = Text(
    "{what}不能设为指标：只用来了解情况，不考核单位和民警（SUP-10）",
    "{what} cannot be a target: a fact to know, it judges no unit and no officer (SUP-10)",
)


def _may_be_a_target(code: str) -> str:
    if code in NEVER_TARGETS:
        told = NO_TARGET.filled(what=NEVER_TARGETS[code])
        raise wrong(told.zh, told.en)
    return code


class TargetRow(Lines):
    """What the branch wants a measure of supervision to be."""

    measure: Annotated[str, AfterValidator(_may_be_a_target), one_of(MEASURES)] = worded(
        "量什么", "Measure", names=MEASURES
    )
    at_least: float | None = worded("不低于", "At least", default=None, ge=0, le=100)
    at_most: float | None = worded("不高于", "At most", default=None, ge=0, le=365)

    @property
    def told(self) -> Text:
        """The target in words."""
        sides = [("≥", self.at_least), ("≤", self.at_most)]
        words = " ".join(f"{sign} {value:g}" for sign, value in sides if value is not None)
        return Text(f"目标 {words}", f"target {words}")


class TargetsRule(Table):
    """Targets of supervision: of how it works, never of how many crimes there are."""

    target: tuple[TargetRow, ...] = worded("指标", "Targets", default=())


TARGETS_RULE = RuleKind(
    "supervision.targets", Text("监督指标", "Targets of supervision"), TargetsRule
)


def targets_rule(at: datetime) -> TargetsRule:
    """The table in force."""
    return in_force(TARGETS_RULE, at=at).content


class ReviewRule(Table):
    """Which cases legal supervision looks at before they are filed or refused (SUP-05)."""

    economic_words: tuple[Words, ...] = worded("经济案件用词", "Words of economy", default=())
    disputed_declines: int = worded("有争议：退回次数", "Disputed: declined", ge=1, le=10)
    decisions: tuple[Code, ...] = worded("须先审核的决定", "Decisions", min_length=1)


REVIEW_RULE = RuleKind(
    "supervision.review", Text("法制事先审核", "Legal review in advance"), ReviewRule
)


def review_rule(at: datetime) -> Rules[ReviewRule]:
    """The table in force, with its version."""
    return in_force(REVIEW_RULE, at=at)


def why_reviewed(words: str, declines: int, rule: ReviewRule) -> str:
    """Why a case is looked at in advance: `economic`, `disputed`, or "" for one that is not."""
    if any(one in words for one in rule.economic_words):
        return "economic"
    return "disputed" if declines >= rule.disputed_declines else ""


class InspectionsRule(Table):
    """Inspection plans (SUP-02): how large a sample may be, how long an inspection takes."""

    largest_sample: int = worded("样本最多", "A sample holds at most", ge=1, le=500)
    largest_population: int = worded("范围最多", "Drawn from at most", ge=10, le=50_000)
    finish_days: int = worded("检查完成", "An inspection is done within", ge=1, le=180)


INSPECTIONS_RULE = RuleKind(
    "supervision.inspections", Text("检查计划", "Inspection plans"), InspectionsRule
)


def inspections_rule(at: datetime) -> Rules[InspectionsRule]:
    """The table in force, with its version."""
    return in_force(INSPECTIONS_RULE, at=at)


LEAST_DAYS = 183
"""Six months: the least that the rules on records of enforcement allow (SUP-07)."""


class KeepRow(Named):
    """A reason to keep a recording, and for how many days; 0 is for ever."""

    code: Code = worded("代码", "Code")
    days: int = worded("保存天数（0 为永久）", "Kept, 0 for ever", ge=0, le=36_500)


class RecordingsRule(Table):
    """How long recordings are kept, by reason (SUP-07)."""

    clear_days: int = worded("到期后几天内删除", "Deleted within, after their time", ge=1, le=180)
    keep: tuple[KeepRow, ...] = worded("保存", "Kept", min_length=1)

    @cached_property
    def by_code(self) -> dict[str, KeepRow]:
        return {row.code: row for row in self.keep}

    @model_validator(mode="after")
    def _each_once_and_none_shorter_than_six_months(self) -> Self:
        if len(self.by_code) < len(self.keep):
            raise wrong("有一项写了两次", "a reason stands twice", line="keep")
        if any(0 < row.days < LEAST_DAYS for row in self.keep):
            raise wrong(
                "执法记录至少保存六个月（183 天）",
                "records of enforcement are kept for six months at least (183 days)",
                line="keep",
            )
        return self


RECORDINGS_RULE = RuleKind(
    "supervision.recordings", Text("录音录像保存", "Keeping of recordings"), RecordingsRule
)


def recordings_rule(at: datetime) -> Rules[RecordingsRule]:
    """The table in force, with its version."""
    return in_force(RECORDINGS_RULE, at=at)
