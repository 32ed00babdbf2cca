"""What reception has done by a room above in the same write: a matter goes on with its receipt."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from quanju.domains.kernel.ports import Port
from quanju.domains.people.types import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A line of the list of evidence, as whoever goes on with the matter takes it over."""

    pk: int
    name: str
    count: int
    unit: str
    remark: str
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipted:
    """A report that has its receipt, as whoever goes on with it needs it."""

    pk: int
    number: str
    case: str
    """What the table of steps says it goes on as: `criminal`, `administrative`."""
    title: str
    reporter: str
    contact: str
    site: int
    station: int | None
    office: str
    """The office that the receptionist chose, by its code; "" for the site's own."""
    evidence: tuple[Received, ...] = ()
    is_restricted: bool = False


class GoesOn(Protocol):
    """Takes the matter on, within the write that gives the receipt."""

    def __call__(self, report: Receipted, *, by: Actor, at: datetime) -> object: ...


goes_on: Port[GoesOn] = Port("A report of a kind that becomes a case has its receipt: go on.")
