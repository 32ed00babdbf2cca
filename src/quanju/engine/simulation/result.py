"""What comes out of a simulation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from quanju.engine.simulation.figures import Interval, nearest_rank, t_interval
from quanju.engine.simulation.model import F64, I32, SimulationModel


@dataclass(frozen=True, eq=False)
class Course:
    """One replication, call by call in the order of arrival and unit by unit; seconds.

    arrival_s float64[n]; node, kind int32[n]
    wait_s      float64[n] from the moment the order could be given to the first order, inf unserved
    response_s  float64[n] from the call to the first unit there, inf when nobody came
    complete_s  float64[n] from the call to the last unit needed there, inf when one never came
    unit, sent_s, there_s, cleared_s  int32 and float64[n, needs]: -1 and nan where nobody went
    busy_s, on_s, break_s, overtime_s, jobs  float64[units], the spans within the counted time
    """

    arrival_s: F64
    node: I32
    kind: I32
    wait_s: F64
    response_s: F64
    complete_s: F64
    unit: I32
    sent_s: F64
    there_s: F64
    cleared_s: F64
    busy_s: F64
    on_s: F64
    break_s: F64
    overtime_s: F64
    jobs: F64
    events: int


Figures = Mapping[str, float]


@dataclass(frozen=True)
class Replication:
    """The figures of one replication, small enough to be sent between machines."""

    number: int
    events: int
    overall: Figures
    units: tuple[Figures, ...]
    zones: Mapping[int, Figures]
    priorities: Mapping[int, Figures]


def figures_of(course: Course, model: SimulationModel, number: int) -> Replication:
    """Count one replication. Calls count when they come after the warm-up."""
    counted = course.arrival_s >= model.warmup_s
    priority = np.array([kind.priority for kind in model.demand.kinds])[course.kind]
    zone = model.zone[course.node] if model.zone is not None else np.full(len(priority), -1)
    with np.errstate(invalid="ignore"):
        busy = np.where(course.on_s > 0, course.busy_s / course.on_s, np.nan)
    return Replication(
        number,
        course.events,
        _counted(course, counted, model.within_s),
        tuple(
            {
                "busy": float(busy[u]),
                "on_s": float(course.on_s[u]),
                "busy_s": float(course.busy_s[u]),
                "break_s": float(course.break_s[u]),
                "overtime_s": float(course.overtime_s[u]),
                "jobs": float(course.jobs[u]),
            }
            for u in range(len(busy))
        ),
        {
            int(one): _counted(course, counted & (zone == one), model.within_s)
            for one in np.unique(zone)
            if one >= 0
        },
        {
            int(one): _counted(course, counted & (priority == one), model.within_s)
            for one in np.unique(priority)
        },
    )


def _counted(course: Course, rows: np.ndarray, within_s: Sequence[float]) -> dict[str, float]:
    response = np.sort(course.response_s[rows])
    wait, n = course.wait_s[rows], len(response)
    served = response[np.isfinite(response)]
    none = float("nan")
    return {
        "calls": float(n),
        "unserved": float(n - len(served)),
        **{f"within_{s:g}_s": float((response <= s).mean()) if n else none for s in within_s},
        "response_p50_s": nearest_rank(response, 0.5),
        "response_p90_s": nearest_rank(response, 0.9),
        "response_mean_s": float(served.mean()) if len(served) else none,
        "complete_p90_s": nearest_rank(np.sort(course.complete_s[rows]), 0.9),
        "wait_mean_s": float(wait[np.isfinite(wait)].mean()) if len(served) else none,
        "waited": float((wait > 0).mean()) if n else none,
        "lost": float((~np.isfinite(wait)).mean()) if n else none,
    }


@dataclass(frozen=True)
class SimulationResult:
    """All replications of a model with one seed.

    Every figure is an `Interval` over the replications: `overall["within_300_s"]`,
    `unit_busy[u]`, `zones[z]["response_p90_s"]`, `priorities[1]["wait_mean_s"]`.
    """

    seed: int
    confidence: float
    replications: tuple[Replication, ...]
    unit_names: tuple[str, ...]
    zone_names: tuple[str, ...] = ()

    @property
    def events(self) -> int:
        """Events of all replications: calls, and what units and the timetable did."""
        return sum(one.events for one in self.replications)

    @property
    def overall(self) -> dict[str, Interval]:
        """Figures of the whole town by name; the end of a name is its unit (`_s` seconds)."""
        return self._over([one.overall for one in self.replications])

    @property
    def unit_busy(self) -> tuple[Interval, ...]:
        """Share of its time on duty that each unit was on a job."""
        return tuple(
            t_interval([one.units[u]["busy"] for one in self.replications], self.confidence)
            for u in range(len(self.unit_names))
        )

    @property
    def units(self) -> tuple[dict[str, Interval], ...]:
        """The same figures of each unit, in the order of `unit_names`."""
        return tuple(
            self._over([one.units[u] for one in self.replications])
            for u in range(len(self.unit_names))
        )

    @property
    def zones(self) -> dict[int, dict[str, Interval]]:
        """The same by number of the zone in which the call was."""
        return self._by([one.zones for one in self.replications])

    @property
    def priorities(self) -> dict[int, dict[str, Interval]]:
        """The same by priority of the call; 1 goes first."""
        return self._by([one.priorities for one in self.replications])

    def _over(self, figures: Sequence[Figures]) -> dict[str, Interval]:
        names = figures[0] if figures else {}
        return {n: t_interval([f[n] for f in figures], self.confidence) for n in names}

    def _by(self, groups: Sequence[Mapping[int, Figures]]) -> dict[int, dict[str, Interval]]:
        keys = sorted({key for group in groups for key in group})
        return {key: self._over([g[key] for g in groups if key in g]) for key in keys}

    def as_json(self) -> dict[str, Any]:
        """Plain figures; what is not finite becomes null."""
        names = self.zone_names
        return {
            "seed": self.seed,
            "confidence": self.confidence,
            "replications": len(self.replications),
            "events": self.events,
            "overall": _plain(self.overall),
            "priorities": {str(p): _plain(figures) for p, figures in self.priorities.items()},
            "zones": {
                (names[z] if z < len(names) else str(z)): _plain(figures)
                for z, figures in self.zones.items()
            },
            "units": {
                name: _plain(figures)
                for name, figures in zip(self.unit_names, self.units, strict=True)
            },
        }


@dataclass(frozen=True)
class Comparison:
    """Two variants under the same chance. `difference` is `after` minus `before`, paired."""

    before: SimulationResult
    after: SimulationResult

    @property
    def difference(self) -> dict[str, Interval]:
        """`after` minus `before` of each figure, replication by replication, in its unit."""
        pairs = list(zip(self.before.replications, self.after.replications, strict=True))
        names = [n for n in pairs[0][0].overall if n in pairs[0][1].overall]
        return {
            name: t_interval(
                [_minus(after.overall[name], before.overall[name]) for before, after in pairs],
                self.before.confidence,
            )
            for name in names
        }

    def as_json(self) -> dict[str, Any]:
        """Both results and the difference."""
        return {
            "before": self.before.as_json(),
            "after": self.after.as_json(),
            "difference": _plain(self.difference),
        }


def _minus(after: float, before: float) -> float:
    return 0.0 if after == before else after - before


def _plain(figures: Mapping[str, Interval]) -> dict[str, Any]:
    return {
        name: {"mean": _finite(one.mean), "half_width": _finite(one.half_width), "n": one.n}
        for name, one in figures.items()
    }


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
