"""Rule tables by what they are called."""

from datetime import datetime

from quanju.domains.kernel.found import Found
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.permissions import may_read_rules
from quanju.domains.rulebook.types import kinds

RULE_TABLE = Text("规则表", "rule table")


def find(words: str, *, by: Actor, at: datetime, most: int) -> list[Found]:
    """Kinds of tables whose label or name holds the words, for who may read rules."""
    text = words.strip().lower()
    if len(text) < 2 or not may_read_rules(by):
        return []
    return [
        Found(
            kind="paper",
            subject=f"rules:{kind.name}",
            title=kind.label,
            detail=RULE_TABLE,
        )
        for kind in kinds()
        if text in kind.label.zh or text in kind.label.en.lower() or text in kind.name
    ][:most]
