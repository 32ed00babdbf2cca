"""The words of property: where things of a case lie, where they may go, what is left to settle."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.kernel.types import Text

PLACES = {
    "officer": Text("办案民警处", "with the case officer"),
    "store": Text("涉案财物保管室", "in the property store"),
    "lab": Text("送检", "at an examination"),
    "returned": Text("已发还", "returned"),
    "forwarded": Text("已随案移送", "sent on with the case"),
    "forfeited": Text("已批准没收上缴", "forfeiture approved"),
    "destroyed": Text("已批准销毁", "destruction approved"),
}
SETTLED = ("returned", "forwarded", "forfeited", "destroyed")
"""Where a thing has left the house for good; a case closes once all its things have."""
TAKEN_AT, STORE = "officer", "store"
"""Where a thing lies when it was taken, and where it is kept."""
ROUTES = {
    "officer": ("store", "lab", "returned"),
    "store": ("officer", "lab", "returned", "forwarded"),
    "lab": ("store", "officer"),
}
"""Where a thing may go by its officer's own press."""
DISPOSALS = {
    "forfeited": Text("没收上缴", "forfeit it"),
    "destroyed": Text("销毁", "destroy it"),
}
"""Where it goes by two persons alone, and from the store only: nobody gets it back from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveView:
    """One hand-over of a thing: how many, from where to where, who got them, what proves it."""

    pk: int
    count: int
    from_place: str
    to_place: str
    receiver: str
    proof: str
    moved_at: datetime
    by: str
    withdrawn_at: datetime | None
    withdrawn_why: str

    @property
    def from_label(self) -> Text:
        return PLACES[self.from_place]

    @property
    def to_label(self) -> Text:
        return PLACES[self.to_place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """So many of a thing lie there, and may go there."""

    place: str
    count: int

    @property
    def label(self) -> Text:
        return PLACES[self.place]

    @property
    def routes(self) -> list[tuple[str, Text]]:
        return [(place, PLACES[place]) for place in ROUTES.get(self.place, ())]

    @property
    def disposals(self) -> list[tuple[str, Text]]:
        return list(DISPOSALS.items()) if self.place == STORE else []


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyView:
    """A thing of a case: how many were taken, where they lie now, every hand-over."""

    pk: int
    name: str
    count: int
    unit: str
    remark: str
    taken_from: str
    taken_at: datetime
    awaits: str
    """How it is to be disposed of, while that waits for its second person; or ""."""
    holdings: tuple[Holding, ...]
    moves: tuple[MoveView, ...]
    withdrawn_at: datetime | None
    withdrawn_why: str

    @property
    def awaits_label(self) -> Text:
        return DISPOSALS[self.awaits]

    @property
    def is_settled(self) -> bool:
        return all(one.place in SETTLED for one in self.holdings)
