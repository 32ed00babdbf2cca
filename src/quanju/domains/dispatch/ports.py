"""What dispatch has done by a room above in the same write."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from quanju.domains.kernel.ports import Port
from quanju.domains.people.types import Actor


@dataclass(frozen=True, slots=True)
class Registered:
    """What the caller is told: the number of the complaint, and the code to ask after it."""

    number: str
    code: str


class TakesComplaints(Protocol):
    """Registers a complaint about police as legal supervision's own."""

    def __call__(self, *, text: str, contact: str, by: Actor, at: datetime) -> Registered: ...


complaints: Port[TakesComplaints] = Port("A caller complains about police: register it.")
