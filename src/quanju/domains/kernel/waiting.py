"""What waits for somebody: each room tells it in these words, at the moment it is asked.

Nothing of it is stored: a matter waits as long as its own rows say so (house, `waiting.py`).
Neither class is frozen, though nobody changes one: thousands are made for a page, and a frozen
dataclass takes three times as long to make (192 against 68 ms for 5,000 with a verb each).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from quanju.domains.kernel.types import Text

KINDS = {
    "incident": Text("警情", "Incidents"),
    "report": Text("接报案", "Reports"),
    "task": Text("任务", "Tasks"),
    "alert": Text("预警", "Alerts"),
    "approval": Text("待我审批", "To decide"),
    "group": Text("协同", "Groups"),
}
"""In the order of the filters; the place of each is its key, 1 to 6."""

NOWHERE: Mapping[str, Any] = {}


@dataclass(slots=True, kw_only=True)
class WaitingVerb:
    """What one may do about it: the room's own verb, with what its address and form carry."""

    name: str
    """`<room>.<verb>`, as in the glossary and the journal: `dispatch.accept_feedback`."""
    label: Text
    address: tuple[str | int, ...] = ()
    form: tuple[tuple[str, str], ...] = ()
    asks: Text | None = None
    """The reason that must be written, as its field's label."""
    asks_as: str = "reason"
    is_final: bool = False
    """It cannot be undone, so it is asked for once more."""
    opens: bool = False
    """It needs more than a press: its page is opened instead."""


@dataclass(slots=True, kw_only=True)
class Waiting:
    """One matter that waits for the asker, with its clock, its reason and its verbs."""

    key: str
    """Its own for as long as it waits: `dispatch.alert:17`."""
    subject: str
    kind: str
    number: str
    title: Text
    place: Text | str = ""
    from_whom: Text | str = ""
    why: Text
    """One or two sentences; `{since}` and `{due}` are filled with the moments by the page."""
    facts: Mapping[str, Any] = field(default_factory=lambda: NOWHERE)
    """What stands in the other braces of `why`; filled only for what is shown."""
    since: datetime
    due_at: datetime | None = None
    toward: Text | str = ""
    verbs: tuple[WaitingVerb, ...] = ()
    grade: int | None = None
    is_danger: bool = False
    """Somebody's life may hang on it: it comes before everything that is only late."""
    is_at_once: bool = False
    """It waits for nothing but the asker's eyes, whatever its clock says."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.key}: unknown kind {self.kind!r}")

    @property
    def limit(self) -> timedelta | None:
        """How long it may take, from its beginning to its due moment."""
        return self.due_at - self.since if self.due_at else None
