"""The words of suggestions for shifts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import FORCE_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionView:
    """A suggestion as planners see it, with the counts and intervals it stands on."""

    pk: int
    week_on: date
    shift: int
    force_type: str
    call_sign: str
    zone_from: int
    zone_to: int
    point_to: int | None
    duty_from: datetime
    duty_until: datetime
    basis: dict[str, Any]
    status: str
    status_label: Text
    offered_at: datetime
    decided_by: str
    decided_at: datetime | None
    why: str

    @property
    def subject(self) -> str:
        return f"suggestion:{self.pk}"

    @property
    def force(self) -> Text:
        return FORCE_TYPES[self.force_type]

    @property
    def is_open(self) -> bool:
        return self.status == "offered"
