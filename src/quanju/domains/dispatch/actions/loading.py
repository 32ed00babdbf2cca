"""Taking over the rule tables that come with the room, for kinds a branch did not bring."""

from datetime import datetime

from quanju.domains.dispatch.rules import KINDS, shipped
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.actions import load_rule
from quanju.domains.rulebook.queries import has_rules


def load_shipped_rules(*, by: Actor, at: datetime) -> int:
    """Put the shipped tables in force for every kind that has none; returns how many."""
    with write():
        missing = [kind for kind in KINDS if not has_rules(kind)]
        for kind in missing:
            load_rule(
                kind=kind.name,
                content=shipped(kind),
                source=str(shipped(kind).get("source", "")),
                effective_from=at,
                by=by,
                at=at,
            )
    return len(missing)
