"""How entries of the journal are told wherever they are listed: when, what, who, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quanju.domains.journal.types import EntryView
from quanju.domains.kernel.types import Text
from quanju.domains.people.authors import with_authors
from quanju.pages.shared.times import clock_text

READINGS = "journal."
"""Who looked at something stands in the whole history of a matter, not beside it on a desk."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a timeline draws it."""

    number: int
    at: datetime
    verb: Text
    words: str
    who: str = ""
    post: Text | str = ""
    why: str = ""


def lines_of(
    entries: Iterable[EntryView],
    *,
    is_signed: bool = True,
    with_readings: bool = False,
    notes: Mapping[int, str] | None = None,
) -> list[Line]:
    """The entries in their order, signed with the names of their authors.

    `notes` are the sentences that entries only name: they stand with their matter, not in the
    journal, and are shown to whoever may read them there.
    """
    said = notes or {}
    told = [one for one in entries if with_readings or not one.event.startswith(READINGS)]
    if not is_signed:
        return [
            Line(one.number, one.at, one.label, words_of(one.facts) or said.get(_note(one), ""))
            for one in told
        ]
    return [
        Line(
            row.entry.number,
            row.entry.at,
            row.entry.label,
            words_of(row.entry.facts) or said.get(_note(row.entry), ""),
            row.name,
            row.post or "",
            row.entry.justification,
        )
        for row in with_authors(told)
    ]


def _note(entry: EntryView) -> int:
    """Which note an entry is about; 0 for none."""
    named = entry.facts.get("note")
    return named if isinstance(named, int) else 0


def words_of(facts: Mapping[str, Any]) -> str:
    """The few facts of an entry that a reader wants to see: call signs and numbers, no codes."""
    parts = [str(facts[name]) for name in ("unit", "call_sign") if facts.get(name)]
    if facts.get("name_zh") and facts.get("name_en"):
        parts.append(str(Text(str(facts["name_zh"]), str(facts["name_en"]))))
    if isinstance(facts.get("units"), list):
        parts.append(" + ".join(map(str, facts["units"])))
    if isinstance(facts.get("before"), int) and isinstance(facts.get("after"), int):
        parts.append(f"{facts['before']} → {facts['after']}")
    if isinstance(facts.get("seconds"), int | float):
        parts.append(clock_text(facts["seconds"]))
    return " · ".join(parts)
