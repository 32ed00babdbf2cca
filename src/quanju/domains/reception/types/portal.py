"""What residents see and write without an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from quanju.domains.kernel.types import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PreReportView:
    """A pre-report as its writer and the officer at the window read it."""

    pk: int
    code: str
    title: str
    place: str
    statement: str
    is_danger: bool
    is_restricted: bool
    """Of a minor, of family or sexual violence, as who wrote it says."""
    written_at: datetime
    ends_at: datetime
    report: str
    """The number of the report that it became, "" before."""

    @property
    def subject(self) -> str:
        return f"pre_report:{self.code}"

    @property
    def shown_code(self) -> str:
        """In fours, as it is read aloud."""
        return " ".join(self.code[n : n + 4] for n in range(0, len(self.code), 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingView:
    """By which way who made a report is told that it moved; the address is told covered."""

    way: str
    way_label: Text
    covered: str
    chosen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedView:
    """An office that opened a matter, and on which days."""

    name: Text
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfTimes:
    """A day on which one can come, and the times that are left."""

    day: date
    times: Sequence[datetime]
