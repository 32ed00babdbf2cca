"""From recorded inputs to the recorded answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from quanju.domains.planning.studies import points, rounds, what_if, zones
from quanju.domains.planning.types import Inputs

Say = Callable[[int, int], None]
"""Called with (steps done, steps in all); raises to stop."""

COMPUTED: dict[str, Callable[[Inputs, datetime, Say], dict[str, Any]]] = {
    "points": points.compute,
    "zones": zones.compute,
    "what_if": what_if.compute,
    "rounds": rounds.compute,
}


def compute(kind: str, inputs: Inputs, at: datetime, say: Say) -> dict[str, Any]:
    """Answer a study. The same inputs on the same map give the same answer."""
    return COMPUTED[kind](inputs, at, say)
