"""The words of the day's reconciliation: what came in against what was entered (REC-02)."""

from dataclasses import dataclass
from datetime import date

from quanju.domains.kernel.types import Text
from quanju.domains.reception.types.hall import Site

SOURCES = {
    "tickets": Text("报案号", "report tickets"),
    "calls": Text("成案的警情", "calls that became a case"),
    "online": Text("网上预报案（有危险的）", "pre-reports that tell of danger"),
    "handed_over": Text("移送到本点", "handed over to this site"),
    "later": Text("先处警后登记", "dealt with first, entered later"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing that has no report yet, and by what its page is found."""

    source: str
    number: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One way by which reports come: how many came on the day, how many were entered."""

    source: str
    came: int
    entered: int
    no_report: int
    """Those of which somebody wrote why they are none."""
    gaps: tuple[Gap, ...]

    @property
    def label(self) -> Text:
        return SOURCES[self.source]

    @property
    def in_hand(self) -> int:
        """Those that are still at the window: nothing is missing of them yet."""
        return self.came - self.entered - self.no_report - len(self.gaps)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """A day of a site; the target of its difference is 0."""

    site: Site
    day: date
    sources: tuple[SourceView, ...]

    @property
    def came(self) -> int:
        return sum(one.came for one in self.sources)

    @property
    def entered(self) -> int:
        return sum(one.entered for one in self.sources)

    @property
    def no_report(self) -> int:
        return sum(one.no_report for one in self.sources)

    @property
    def in_hand(self) -> int:
        return sum(one.in_hand for one in self.sources)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(gap for one in self.sources for gap in one.gaps)

    @property
    def difference(self) -> int:
        return len(self.gaps)
