"""What happens to a running clock: it is lengthened, it stands, a circumstance is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from quanju.engine.clocks.errors import (
    ApproverTooLow,
    BadInterval,
    ExtensionTooLong,
    NoSuchCircumstance,
    NoSuchExtension,
    NotExcluded,
)
from quanju.engine.clocks.lengths import Length, Words
from quanju.engine.clocks.rule import Approver, Circumstance, Exclusion, Extension, Rule

Moment = date | datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """Lengthened at a day or moment. Without `length`, by all that the rule grants.

    Without `approver` the approval that the rule asks for is taken as given, and the explanation
    says so.
    """

    at: Moment
    length: Length | None = None
    approver: Approver | None = None
    paper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended:
    """The clock stands from `at` until `until` (until now if that is None), for a listed reason.

    Of days, that of `at` is not counted and that of `until` is, so neither counts twice.
    """

    at: Moment
    until: Moment | None
    reason: str
    paper: str = ""
    closing_paper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A circumstance of the rule was found, which gives the whole clock another length."""

    at: Moment
    circumstance: str
    approver: Approver | None = None
    paper: str = ""


Act = Extended | Suspended | Found

EXTENDED = Words("延长", "extending")
SUSPENDED = Words("中止计算", "suspending")
FOUND = Words("改按情形计算", "a change of circumstance")


def extension_for(rule: Rule, act: Extended, granted: int) -> tuple[Extension, Length]:
    """Which extension this is after `granted` earlier ones, and how long.

    `NoSuchExtension`, `ApproverTooLow`, `ExtensionTooLong`.
    """
    allowed = len(rule.extensions)
    renews = allowed > 0 and rule.extensions[-1].is_renewable
    if granted >= allowed and not renews:
        raise NoSuchExtension(
            f"规则 {rule.number} 最多延长 {allowed} 次"
            if allowed
            else f"规则 {rule.number} 不得延长",
            f"rule {rule.number} may be extended {allowed} times at most"
            if allowed
            else f"rule {rule.number} may not be extended",
        )
    extension = rule.extensions[min(granted, allowed - 1)]
    _check_approver(act.approver, extension.approver)
    return extension, _granted(extension, act.length)


def _granted(extension: Extension, asked: Length | None) -> Length:
    most = extension.length
    if asked is None:
        return most
    if asked.unit != most.unit or asked.count > most.count:
        raise ExtensionTooLong(
            f"这次最多延长 {most.words.zh}，不能是 {asked.words.zh}",
            f"this extension is {most.words.en} at most, not {asked.words.en}",
        )
    return asked


def _check_approver(given: Approver | None, needed: Approver | None) -> None:
    if needed is None or given is None or given.suffices(needed):
        return
    raise ApproverTooLow(
        f"须经{needed.name.zh}批准，{given.name.zh}不够",
        f"the approval of the {needed.name.en} is needed; the {given.name.en} does not suffice",
    )


def circumstance_of(rule: Rule, act: Found) -> Circumstance:
    """The circumstance of that code; `NoSuchCircumstance`, `ApproverTooLow`."""
    for circumstance in rule.circumstances:
        if circumstance.code == act.circumstance:
            _check_approver(act.approver, circumstance.approver)
            return circumstance
    known = ", ".join(c.code for c in rule.circumstances)
    raise NoSuchCircumstance(
        f"规则 {rule.number} 没有情形 {act.circumstance!r}；可用：{known or '无'}",
        f"rule {rule.number} has no circumstance {act.circumstance!r}; known: {known or 'none'}",
    )


def exclusion_of(rule: Rule, act: Suspended) -> Exclusion:
    """What the clock stands for; `NotExcluded`, and `BadInterval` if it ends before it begins."""
    for exclusion in rule.exclusions:
        if act.reason in (exclusion.code, exclusion.name.zh):
            return exclusion
    known = _listed(rule.exclusions)
    raise NotExcluded(
        f"规则 {rule.number} 的时限不因“{act.reason}”中止；可用：{known or '无'}",
        f"rule {rule.number} does not stand for {act.reason!r}; known: {known or 'none'}",
    )


def _listed(exclusions: Sequence[Exclusion]) -> str:
    return ", ".join(f"{e.code} ({e.name.zh})" for e in exclusions)


def check_interval(since: Moment, until: Moment | None) -> None:
    """`BadInterval` if it ends before it begins; both must be days, or both moments."""
    if until is None:
        return
    if isinstance(since, datetime) != isinstance(until, datetime):
        raise BadInterval(
            "起止要么都是日期，要么都带时刻", "both ends must be days, or both must be moments"
        )
    if until < since:
        raise BadInterval(f"结束 {until} 早于开始 {since}", f"{until} ends before {since} begins")
