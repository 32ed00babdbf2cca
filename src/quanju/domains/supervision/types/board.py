"""The board in frozen classes: 3 levels × stations × departments (formula 3+11+N, SUP-09)."""

from collections.abc import Mapping
from dataclasses import dataclass

from quanju.domains.kernel.types import Text
from quanju.domains.supervision.types.checks import CHECKS, Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure of the table and what it counts."""

    code: str
    name: Text
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One station, department or the centre: what is open there, in numbers."""

    code: str
    name: Text
    hits: Mapping[str, int]
    """Open hits by check."""

    @property
    def cells(self) -> list["Cell"]:
        """One a check, in their order."""
        return [Cell(code=code, name=CHECKS[code], count=n) for code, n in self.hits.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What a leader reads in ten seconds; in the order of the units' codes, never ranked."""

    stations: tuple[UnitRow, ...]
    departments: tuple[UnitRow, ...]
    coverage: Coverage
    hits: Mapping[str, int]
    """Open hits of all units, by check."""

    @property
    def open_hits(self) -> int:
        return sum(self.hits.values())
