"""How an archived case is told: its four stages, and the seal over its record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from quanju.domains.kernel.types import Text

STAGES: Mapping[str, Text] = {
    "reception": Text("接报", "reception"),
    "filing": Text("立案", "filing"),
    "handling": Text("办理", "handling"),
    "closing": Text("结案", "closing"),
}
"""What the archivist looks through, each by itself, before the record is sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One of the four, as numbers and moments: no word of the matter."""

    name: str
    facts: tuple[tuple[Text, Text], ...]

    @property
    def label(self) -> Text:
        return STAGES[self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """Who archived the case, when, and whether its record is what it was then."""

    at: datetime
    by: str
    sha256: str
    is_unchanged: bool
