"""The score of a group (specification 4.4): of the group's work, never of a person."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what was counted of how many; None of nothing says that it does not count."""

    code: str
    good: float
    of: float
    weight: float

    @property
    def share(self) -> float | None:
        return self.good / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Score:
    """The whole (0 to 100) with its parts; no whole where too little was done to say anything."""

    parts: tuple[Part, ...]
    whole: float | None


def scored(
    counts: Mapping[str, tuple[float, float]],
    weights: Mapping[str, float],
    *,
    items: int,
    least_items: int,
) -> Score:
    """E = 100 · Σ weight · share. A part of which there was nothing leaves its weight to the
    others, in their proportion."""
    parts = tuple(Part(code, *counts[code], weights[code]) for code in weights)
    counted = [part for part in parts if part.share is not None]
    total = sum(part.weight for part in counted)
    if items < least_items or not total:
        return Score(parts, None)
    whole = sum(part.weight * (part.share or 0.0) for part in counted) / total
    return Score(parts, 100 * whole)
