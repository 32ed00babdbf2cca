"""The words of the measures of patrol (specification 4.0, 4.2): a figure, and what it counts."""

from dataclasses import dataclass, field
from datetime import date, datetime

from quanju.domains.kernel.types import Text

LEAST_N = 10
"""Below this n a figure is not shown (specification 4.0)."""

PER_CENT = Text("%", "%")

PERIOD_KINDS = {
    "day": Text("日", "Day"),
    "week": Text("周", "Week"),
    "month": Text("月", "Month"),
    "year": Text("年", "Year"),
    "days7": Text("近 7 天", "Last 7 days"),
    "days30": Text("近 30 天", "Last 30 days"),
    "days365": Text("近一年", "Last 365 days"),
}
"""The last three end with their day: the home page counts so."""


@dataclass(frozen=True, slots=True)
class Period:
    """A day, ISO week, month or year of the branch's own time zone."""

    kind: str
    first: date
    last: date
    since: datetime
    until: datetime

    def up_to(self, at: datetime) -> datetime:
        """Where counting ends: nothing that lies ahead is counted."""
        return max(self.since, min(self.until, at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measure over a period: value = numerator ÷ denominator, and n records that it counts.

    A total (`is_total`) is its numerator. `missing` were to be counted but lack what decides
    them; they are never filled in.
    """

    code: str
    name: Text
    formula: Text
    counted: Text
    unit: Text
    is_total: bool = False
    n: int = 0
    numerator: float = 0.0
    denominator: float = 0.0
    missing: int = 0
    missing_is: Text = field(default_factory=lambda: Text("", ""))
    target: float | None = None
    no_source: Text | None = None
    since: datetime
    until: datetime
    zone: int | None = None
    computed_at: datetime
    version: int = 1

    @property
    def value(self) -> float | None:
        """In per cent where the unit says so; None when there is nothing to divide by."""
        if self.is_total:
            return self.numerator if self.n else None
        if not self.denominator:
            return None
        return (100 if self.unit == PER_CENT else 1) * self.numerator / self.denominator

    @property
    def is_enough(self) -> bool:
        return self.n >= LEAST_N and self.value is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One record that a figure counts: where, when, and its share of numerator and denominator."""

    begins: datetime
    ends: datetime
    zone: int | None
    what: Text
    part: float
    whole: float
    point: int | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class CountedPage:
    """Some of the records of a figure, and how many there are."""

    rows: tuple[Counted, ...]
    n: int


@dataclass(frozen=True, slots=True)
class PresenceCell:
    """A place in a stretch of hours: quarter hours with own police to be seen, of those known."""

    seen: int
    known: int
    not_known: int
    planned: int

    @property
    def share(self) -> float | None:
        return self.seen / self.known if self.known else None
