"""Time limits of the law by number, title and article."""

from datetime import datetime

from quanju.domains.deadlines.queries import tables_in_force
from quanju.domains.deadlines.types import in_words
from quanju.domains.kernel.found import Found
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.permissions import may_read_rules


def find(words: str, *, by: Actor, at: datetime, most: int) -> list[Found]:
    """Rules whose number is meant or whose title or source holds the words."""
    text = words.strip().lower()
    if len(text) < 2 or not may_read_rules(by):
        return []
    found = []
    for number, rule in tables_in_force(at=at).book.rules.items():
        title = in_words(rule.title)
        source = in_words(rule.sources[0].words) if rule.sources else None
        told = " ".join((title.zh, title.en, *((source.zh, source.en) if source else ())))
        if text == number.lower() or text in told.lower():
            found.append(
                Found(
                    kind="statute",
                    subject="rules:deadlines.statutory_clocks",
                    title=title,
                    detail=source or "",
                )
            )
    return found[:most]
