"""The rule of suggestions: how many calls they look at, and when moving a shift is worth a word."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types import POLICE_FORCES
from quanju.domains.rulebook.queries import NoRuleInForce, in_force
from quanju.domains.rulebook.types import RuleError, RuleKind

LEAST_DAYS, LEAST_CALLS = 28, 5
"""Specification ICC-11: no table may go below these."""
LIMITS = {
    "history_days": (LEAST_DAYS, 1100),
    "least_calls": (LEAST_CALLS, 1000),
    "least_expected": (0, 1000),
    "least_left": (0, 20),
    "relief": (1, 100),
    "most": (1, 50),
}


@dataclass(frozen=True, slots=True)
class SuggestionRule:
    """Table `planning.suggestions`."""

    history_days: int
    least_calls: int
    least_expected: float
    least_left: int
    relief: float
    most: int
    forces: frozenset[str]


def parse(content: Mapping[str, Any]) -> SuggestionRule:
    """The table, checked; `RuleError` says which line is wrong."""
    found = {name: _number(content.get(name), name, *limits) for name, limits in LIMITS.items()}
    forces = content.get("forces")
    if not isinstance(forces, list) or not forces or not set(forces) <= POLICE_FORCES:
        known = ", ".join(sorted(POLICE_FORCES))
        raise RuleError(Text(f"forces 只能取：{known}", f"forces are some of: {known}"))
    return SuggestionRule(
        history_days=int(found["history_days"]),
        least_calls=int(found["least_calls"]),
        least_expected=found["least_expected"],
        least_left=int(found["least_left"]),
        relief=found["relief"],
        most=int(found["most"]),
        forces=frozenset(forces),
    )


def _number(value: Any, name: str, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise RuleError(
            Text(
                f"“{name}”应为 {least} 到 {most} 之间的数，现为 {value!r}",
                f"“{name}” must be a number from {least} to {most}, not {value!r}",
            )
        )
    return float(value)


SUGGESTIONS = RuleKind(
    "planning.suggestions", Text("班次调整建议", "Suggestions for shifts"), parse
)


def suggestion_rule(at: datetime) -> SuggestionRule:
    """The table in force; before the branch has one, what came with the room."""
    try:
        return in_force(SUGGESTIONS, at=at).content
    except NoRuleInForce:
        return shipped_rule()


@lru_cache(maxsize=1)
def shipped_rule() -> SuggestionRule:
    """The table that came with the room."""
    file = Path(__file__).parent / "tables" / "suggestions.toml"
    return parse(tomllib.loads(file.read_text("utf-8")))
