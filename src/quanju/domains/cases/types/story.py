"""Who works on a case and how far it has come, in frozen classes; units and moments, no person."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from quanju.domains.cases.types.cases import Office
from quanju.domains.kernel.types import Text

MILESTONES = {
    "reported": Text("接报", "reported"),
    "filed": Text("立案", "filed"),
    "caught": Text("抓获", "caught"),
    "returned": Text("返还财物", "property returned"),
    "closed": Text("结案", "closed"),
}
"""Turning points of a case (ICC-05), in the order of the specification."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperView:
    """A unit that helps, or did, and why."""

    pk: int
    office: Text
    why: str
    since_at: datetime
    until_at: datetime | None
    ended_why: str

    @property
    def is_open(self) -> bool:
        return self.until_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """The one that leads, and those that help."""

    lead: Office | None
    helpers: tuple[HelperView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A turning point, how long after the report, and whence it is known."""

    kind: str
    at: datetime
    after: timedelta
    source: str
    pk: int | None = None
    """Of one that an officer noted, so that it can be taken back."""

    @property
    def label(self) -> Text:
        return MILESTONES[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """From the report to the end, and how much of what was taken went back."""

    milestones: tuple[Milestone, ...]
    things: int
    returned: int

    @property
    def share_returned(self) -> int | None:
        return round(100 * self.returned / self.things) if self.things else None
