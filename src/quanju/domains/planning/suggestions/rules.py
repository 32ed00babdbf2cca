"""The rule of suggestions: how many calls they look at, and when moving a shift is worth a word."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import POLICE_FORCES
from quanju.domains.rulebook.queries import in_force
from quanju.domains.rulebook.types import RuleKind, Table, one_of

LEAST_DAYS, LEAST_CALLS = 28, 5
"""Specification ICC-11: no table may go below these."""


class SuggestionRule(Table):
    """Table `planning.suggestions`."""

    history_days: int = Field(ge=LEAST_DAYS, le=1100)
    least_calls: int = Field(ge=LEAST_CALLS, le=1000)
    least_expected: float = Field(ge=0, le=1000)
    least_left: int = Field(ge=0, le=20)
    relief: float = Field(ge=1, le=100)
    most: int = Field(ge=1, le=50)
    forces: frozenset[Annotated[str, one_of(POLICE_FORCES)]] = Field(min_length=1)


SUGGESTIONS = RuleKind(
    "planning.suggestions", Text("班次调整建议", "Suggestions for shifts"), SuggestionRule
)


def suggestion_rule(at: datetime) -> SuggestionRule:
    """The table in force."""
    return in_force(SUGGESTIONS, at=at).content
