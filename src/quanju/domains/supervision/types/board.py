"""The board in frozen classes: 3 levels × stations × departments (formula 3+11+N, SUP-09)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from quanju.domains.kernel.types import Text
from quanju.domains.supervision.types.checks import CHECKS, LEVEL_TASKS, LEVELS, Coverage
from quanju.domains.supervision.types.findings import FindingView


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure of the table, what it counts, and the condition of the list that shows it."""

    code: str
    name: Text
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDue:
    """The limit of a unit that ends first."""

    since_at: datetime
    due_at: datetime
    toward: Text
    is_late: bool
    is_today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One station, department or the centre: what is open there, in numbers."""

    code: str
    name: Text
    findings: Mapping[int, int]
    """Open findings by level."""
    next_due: NextDue | None
    hits: Mapping[str, int]
    """Open hits by check."""

    @property
    def level_cells(self) -> list[Cell]:
        """One a level, the unit's own first."""
        return [Cell(code=str(n), name=LEVELS[n], count=self.findings[n]) for n in (3, 2, 1)]

    @property
    def check_cells(self) -> list[Cell]:
        """One a check, in their order."""
        return [Cell(code=code, name=CHECKS[code], count=n) for code, n in self.hits.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """One of the three levels: what is open on it, of that late, and due today."""

    number: int
    open: int
    late: int
    today: int

    @property
    def name(self) -> Text:
        return LEVELS[self.number]

    @property
    def task(self) -> Text:
        return LEVEL_TASKS[self.number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the branch wants a measure to be, in numbers and in words."""

    at_least: float | None
    at_most: float | None
    told: Text | str

    def is_met(self, value: float) -> bool:
        """Both sides, each where there is one."""
        is_enough = self.at_least is None or value >= self.at_least
        return is_enough and (self.at_most is None or value <= self.at_most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A measure of supervision with its n, and its target where the branch has set one."""

    code: str
    name: Text
    value: str | None
    unit: Text | str
    n: int
    target: Text | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What a leader reads in ten seconds; in the order of the units' codes, never ranked."""

    levels: tuple[LevelRow, ...]
    stations: tuple[UnitRow, ...]
    departments: tuple[UnitRow, ...]
    coverage: Coverage
    hits: Mapping[str, int]
    """Open hits of all units, by check."""
    first: tuple[FindingView, ...]
    """What to look at first: the clocks that end first."""
    measures: tuple[Measured, ...]

    @property
    def open_hits(self) -> int:
        return sum(self.hits.values())

    @property
    def open_findings(self) -> int:
        return sum(one.open for one in self.levels)

    @property
    def late(self) -> int:
        return sum(one.late for one in self.levels)

    @property
    def today(self) -> int:
        return sum(one.today for one in self.levels)
