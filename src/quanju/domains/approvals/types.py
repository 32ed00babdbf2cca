"""The room's words: an act that needs two people, and a proposal of one as readers see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from quanju.domains.approvals.workflow import PROPOSAL
from quanju.domains.kernel.types import Text, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalView:
    """What somebody proposed, in the words the second person read, and what became of it."""

    pk: int
    act: str
    subject: str
    about: str
    related: tuple[str, ...]
    content: Mapping[str, Any]
    said: Text
    reason: str
    status: str
    proposed_by: str
    proposed_at: datetime
    waits_until: datetime | None
    decided_by: str
    decided_at: datetime | None
    why: str

    @property
    def status_label(self) -> Text:
        return PROPOSAL.state_labels[self.status]

    @property
    def act_label(self) -> Text:
        act = act_named(self.act)
        return act.label if act else Text(self.act, self.act)

    @property
    def is_open(self) -> bool:
        return self.status == "proposed"


SET_ASIDE_BY = {"refused": "reject", "withdrawn": "withdraw", "expired": "expire"}
"""The verb of a room's own row when its proposal ended without being carried out."""

# Any: the actor of `people`, which stands above; here an author of entries is enough.
MayDecide = Callable[[Any, ProposalView], Verdict]
CarryOut = Callable[[ProposalView, Any, datetime], object]


@dataclass(frozen=True, kw_only=True, eq=False)
class Act:
    """An act of a room that needs two people, called `room.verb`; made once, in its `acts.py`.

    - `may_decide` says who is the second person; that it is another one is looked at here.
    - `carry_out` does it, in the transaction of the approval. What it refuses is not approved.
    - `set_aside` follows what ended without being carried out, where a row of the room waits.
    - `hold` locks the room's own rows before the proposal, as the room's other verbs do.
    - `is_only_one`: one open proposal a subject.
    """

    name: str
    label: Text
    may_decide: MayDecide
    carry_out: CarryOut
    set_aside: CarryOut | None = None
    hold: Callable[[ProposalView], object] | None = None
    is_reason_needed: bool = False
    is_only_one: bool = True
    purpose: str = "administer"
    roles: frozenset[str] = field(default_factory=frozenset)
    """Roles of which some may decide: what waits for others is not even read."""

    def __post_init__(self) -> None:
        room, point, verb = self.name.partition(".")
        if not (room and point and verb):
            raise ValueError(f"{self.name}: an act is called room.verb")
        if self.name in _ACTS:
            raise ValueError(f"{self.name} is an act already")
        _ACTS[self.name] = self


_ACTS: dict[str, Act] = {}


def act_named(name: str) -> Act | None:
    return _ACTS.get(name)


def acts() -> tuple[Act, ...]:
    """Every act of every room that needs two people, by name."""
    return tuple(_ACTS[name] for name in sorted(_ACTS))
