"""The rule of suggestions: how many calls they look at, and when moving a shift is worth a word."""

from datetime import datetime
from typing import Annotated

from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import FORCE_TYPES, POLICE_FORCES
from quanju.domains.rulebook.queries import in_force
from quanju.domains.rulebook.types import RuleKind, Table, one_of, worded

LEAST_DAYS, LEAST_CALLS = 28, 5
"""Specification ICC-11: no table may go below these."""


class SuggestionRule(Table):
    """Table `planning.suggestions`."""

    history_days: int = worded("看多久的警情", "Past calls of", ge=LEAST_DAYS, le=1100)
    least_calls: int = worded(
        "少于此数即合并", "Cells with fewer calls are merged", ge=LEAST_CALLS, le=1000
    )
    least_expected: float = worded(
        "预计少于此数不增援", "Hours that expect fewer get nobody more", ge=0, le=1000
    )
    least_left: int = worded("调出后至少留下", "Units that stay", ge=0, le=20)
    relief: float = worded(
        "较忙者每警力警情，调整前至少为后的几倍",
        "Calls a unit in the busier, before ÷ after",
        ge=1,
        le=100,
    )
    most: int = worded("每周最多条数", "Suggestions a week", ge=1, le=50)
    forces: frozenset[Annotated[str, one_of(POLICE_FORCES)]] = worded(
        "可调动的警种", "Forces that may be moved", names=FORCE_TYPES, min_length=1
    )


SUGGESTIONS = RuleKind(
    "planning.suggestions", Text("班次调整建议", "Suggestions for shifts"), SuggestionRule
)


def suggestion_rule(at: datetime) -> SuggestionRule:
    """The table in force."""
    return in_force(SUGGESTIONS, at=at).content
