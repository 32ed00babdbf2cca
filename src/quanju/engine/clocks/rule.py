"""A rule of a clock: what starts it, how long it runs, who may lengthen it, when it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from quanju.engine.clocks.errors import BadRule, NotInForce
from quanju.engine.clocks.lengths import Length, Words, fit_together


class Start(StrEnum):
    """From when it is counted."""

    MOMENT = "moment"
    NEXT_HOUR = "next_hour"
    SAME_DAY = "same_day"
    NEXT_DAY = "next_day"


class Roll(StrEnum):
    """What happens when the last day is not worked."""

    ROLL = "roll"
    NEVER = "never"


class Sense(StrEnum):
    """What the end of the clock means."""

    DUE = "due"
    KEEP = "keep"
    """Not before: what is kept may go after this day."""


@dataclass(frozen=True, slots=True)
class Source:
    """An article of an instrument; an article that begins with a digit is put into words."""

    instrument: Words
    article: str = ""

    @property
    def words(self) -> Words:
        """`《治安管理处罚法》第118条`, `Public Security Punishments Law, Art. 118`."""
        if not self.article:
            return Words(f"《{self.instrument.zh}》", self.instrument.en)
        if not self.article[0].isdigit():
            return Words(
                f"《{self.instrument.zh}》{self.article}", f"{self.instrument.en}, {self.article}"
            )
        article = self.article.replace(", ", "、")
        return Words(
            f"《{self.instrument.zh}》第{article}条", f"{self.instrument.en}, Art. {self.article}"
        )


@dataclass(frozen=True, slots=True)
class Approver:
    """Who may approve: a level within a line of authority (police, procuratorate, court …)."""

    code: str
    name: Words
    line: str
    level: int

    def suffices(self, needed: "Approver") -> bool:
        """Same line, and at least that level."""
        return self.line == needed.line and self.level >= needed.level


@dataclass(frozen=True, slots=True)
class Extension:
    """One more stretch. `is_total`: `length` is what the whole then has, not what is added."""

    length: Length
    approver: Approver | None = None
    is_total: bool = False
    is_renewable: bool = False
    """May this last one be granted again and again?"""


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What gives the clock another length from the start: several persons, hard to judge …"""

    code: str
    name: Words
    length: Length
    approver: Approver | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Something for which the clock stands, with the papers that begin and end it."""

    code: str
    name: Words
    opened_by: Words
    closed_by: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row of the table. `BadRule` if its parts contradict each other.

    `family` is the number that the versions of one clock share: `A2-old` is of the family `A2`.
    `valid_from` and `valid_until` are days of the act, both included. `status`: VT verified from
    the text, VN read in a quotation, FM from memory; what is not VT must be checked locally.
    """

    number: str
    family: str
    title: Words
    trigger: Words
    length: Length
    start: Start
    roll: Roll
    sources: tuple[Source, ...]
    counting: Source | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    extensions: tuple[Extension, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    document: Words | None = None
    remedy: Words | None = None
    note: Words | None = None
    status: str = "VT"
    sense: Sense = Sense.DUE

    def __post_init__(self) -> None:
        if not self.number or not self.sources:
            raise self._bad("缺少编号或出处", "its number or its source is missing")
        extended = [extension.length for extension in self.extensions]
        for base in (self.length, *(c.length for c in self.circumstances)):
            if not fit_together((self.length, base, *extended)):
                raise self._bad("单位不能相加", "its units cannot be added up")
        by_the_clock = self.start in (Start.MOMENT, Start.NEXT_HOUR)
        if self.length.unit.has_days and by_the_clock:
            raise self._bad("以日计的不能从某时起算", "days are not counted from a moment")
        if self.length.unit.runs and (not by_the_clock or self.roll is not Roll.NEVER):
            raise self._bad(
                "以时计的不按日起算，也不顺延", "hours run from a moment and never roll"
            )
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise self._bad("失效早于生效", "it ends before it begins to bind")
        for codes in ([c.code for c in self.circumstances], [e.code for e in self.exclusions]):
            if len(codes) != len(set(codes)):
                raise self._bad("代码重复", "a code stands twice")

    def _bad(self, zh: str, en: str) -> BadRule:
        return BadRule(f"规则 {self.number}：{zh}", f"rule {self.number}: {en}")

    @property
    def is_verified(self) -> bool:
        """Was it read in the text of the instrument itself?"""
        return self.status == "VT"

    def binds(self, day: date) -> bool:
        """Is an act of that day under this rule?"""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


def check_versions(rules: Sequence[Rule]) -> None:
    """Refuse with `BadRule` a number that stands twice, and versions that bind the same day."""
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.number in seen:
            raise BadRule(f"编号 {rule.number} 出现两次", f"number {rule.number} stands twice")
        seen[rule.number] = rule
    for rule in rules:
        for other in rules:
            if other.family != rule.family or other is rule:
                continue
            if other.binds(rule.valid_from or date.min):
                raise BadRule(
                    f"{rule.number} 与 {other.number} 在同一天有效",
                    f"{rule.number} and {other.number} bind the same day",
                )


def rule_for(rules: Mapping[str, Rule], number: str, day: date) -> Rule:
    """The version of the numbered rule that binds an act of that day.

    The number may be of any version: `A2` asked for a day of 2025 gives `A2-old`. `KeyError` for
    an unknown number, `NotInForce` if no version binds that day.
    """
    asked = rules[number]
    versions = [rule for rule in rules.values() if rule.family == asked.family]
    for rule in versions:
        if rule.binds(day):
            return rule
    spans = [(f"{r.valid_from or '…'} – {r.valid_until or '…'}", r.number) for r in versions]
    shown = "; ".join(f"{name} {span}" for span, name in spans)
    raise NotInForce(
        f"{number} 不约束 {day} 的行为（{shown}）",
        f"{number} does not bind an act of {day} ({shown})",
    )
