"""The plan: what was chosen, what it is worth, what is proven, and who is served how soon."""

from dataclasses import dataclass

import numpy as np

from quanju.engine.siting.problem import Bools, Floats, Ints, Model

PROVEN = 1e-9


@dataclass(frozen=True)
class Ring:
    """Demand within `limit_s` seconds of a point: `weight`, and its `share` of all."""

    limit_s: float
    weight: float
    share: float


@dataclass(frozen=True)
class HourFigures:
    """One hour of the weights: the rings, and the weighted mean seconds of served demand."""

    hour: int
    weight: float
    rings: tuple[Ring, ...]
    mean_s: float


@dataclass(frozen=True, eq=False)
class SitingPlan:
    """A choice of points with proof.

    `sites`: chosen site numbers, rising. `value`: number of points (LSCP), covered weight as the
    model counts it (MCLP, MEXCLP, backup), weighted seconds (p-median), longest seconds
    (p-center). `bound`: no plan is better. `gap`: share of the value that might be gained.
    `serves`: (demands,) site that serves it, -1 = none (no room, or unreachable).
    `driving_s`: (demands,) seconds from that site, inf = none. `covers`: (demands,) chosen points
    within the model's limit, or the last of `limits_s`. `covered`: covers > 0; with capacities:
    served within it.
    `search_value`, `search_s`: what swap search alone had, and when.
    """

    model: Model
    sites: tuple[int, ...]
    value: float
    bound: float
    gap: float
    is_proven: bool
    serves: Ints
    driving_s: Floats
    covers: Ints
    covered: Bools
    rings: tuple[Ring, ...]
    mean_s: float
    longest_s: float
    hours: tuple[HourFigures, ...]
    search_value: float
    search_s: float
    seconds: float

    @property
    def status(self) -> str:
        """Machine-readable English: "proven" or "within x %"."""
        return "proven" if self.is_proven else f"within {self._percent} %"

    @property
    def status_zh(self) -> str:
        """The same for Chinese readers."""
        return "已证明最优" if self.is_proven else f"与最优相差不超过 {self._percent}%"

    @property
    def _percent(self) -> str:
        """Rounded up, so that the sentence stays true."""
        return f"{np.ceil(self.gap * 1e4) / 100:.2f}"


def gap_of(value: float, bound: float) -> float:
    """Share of the value that a better plan could differ by, 0 where proven."""
    if abs(value - bound) <= PROVEN * max(1.0, abs(value)):
        return 0.0
    return abs(value - bound) / max(abs(value), 1e-12)


def rings_of(weight: Floats, driving_s: Floats, limits_s: tuple[float, ...]) -> tuple[Ring, ...]:
    """Weight within each limit: weight float64[demands], driving_s float64[demands] seconds to the
    nearest point, limits in seconds; shares are 0 where nothing weighs.
    """
    total = float(weight.sum())
    inside = [float(weight[driving_s <= limit].sum()) for limit in limits_s]
    return tuple(
        Ring(limit, got, got / total if total else 0.0)
        for limit, got in zip(limits_s, inside, strict=True)
    )


def mean_of(weight: Floats, driving_s: Floats) -> float:
    """Weighted mean seconds of served demand; NaN where none is."""
    served = np.isfinite(driving_s) & (weight > 0)
    total = float(weight[served].sum())
    return float((weight[served] * driving_s[served]).sum() / total) if total else float("nan")
