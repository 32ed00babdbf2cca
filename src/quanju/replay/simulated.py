"""Recorded calls simulated: the same calls, units and roads, and how far the responses are off."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quanju.engine import roads
from quanju.engine.simulation import (
    CallKind,
    CallList,
    Crew,
    Duration,
    Need,
    SimulationInputError,
    SimulationModel,
    simulate,
)
from quanju.engine.simulation.figures import nearest_rank
from quanju.replay.records import Records, UnitRow

MOST_UNITS = 8
SNAP_M = 1500.0
Rows = list[UnitRow]


def simulated_against_recorded(
    records: Records, network: roads.RoadNetwork, *, seed: int, replications: int = 10
) -> dict[str, Any]:
    """Two comparisons. `as_posted`: road times as the map says, all calls. `held_out`: one factor
    on road times learned from the first half of the calls, judged on the second half.

    Given: when and where calls came, when the first order was given, which kinds of units were
    sent, how long each stayed. Drawn from what was recorded: the time from order to wheels.
    Simulated: which unit goes, from where, how long it drives. A unit's home is the
    middle of its calls, since the records do not tell where it waits.
    """
    places, calls, left_out = _on_roads(records, network)
    if len(calls) < 2:
        raise SimulationInputError("没有可仿真的警情", "there are no calls to simulate")
    table = roads.travel_table(network, places.snaps, places.snaps)
    early, late = calls[: len(calls) // 2], calls[len(calls) // 2 :]
    whole = _compared(places, calls, calls, table, seed, replications)
    learned = _compared(places, early, early, table, seed, replications)
    factor = learned["recorded_drive_p50_s"] / max(learned["simulated_drive_p50_s"], 1.0)
    stretched = (table * factor).astype(np.float32)
    return {
        "calls": len(calls),
        "units": len(places.homes),
        "left_out": dict(left_out),
        "replications": replications,
        "seed": seed,
        "as_posted": whole,
        "held_out": {
            "factor": factor,
            **_compared(places, late, early, stretched, seed, replications),
        },
    }


class _Ground:
    """Snapped places: homes of units first, then the places of calls."""

    def __init__(self) -> None:
        self.snaps: list[roads.Snap] = []
        self.homes: dict[tuple[str, str], int] = {}
        self.of_call: dict[str, int] = {}


def _on_roads(
    records: Records, network: roads.RoadNetwork
) -> tuple[_Ground, list[Rows], Counter[str]]:
    ground, left_out = _Ground(), Counter[str]()
    groups = list(records.calls.values())
    found = roads.snap_many(
        network, [(rows[0].lon, rows[0].lat) for rows in groups], limit_m=SNAP_M
    )
    middle: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    calls = []
    for rows, place in zip(groups, found, strict=True):
        if isinstance(place, roads.TooFarFromRoad):
            left_out["too_far_from_road"] += 1
            continue
        left_out["units_beyond_the_eighth"] += max(0, len(rows) - MOST_UNITS)
        calls.append(rows)
        ground.of_call[rows[0].call] = len(ground.snaps)
        ground.snaps.append(place)
        for row in rows:
            middle[row.unit, row.unit_kind].append((row.lon, row.lat))
    for unit, points in sorted(middle.items()):
        lon, lat = fmean(p[0] for p in points), fmean(p[1] for p in points)
        ground.homes[unit] = len(ground.snaps)
        ground.snaps.append(roads.snap(network, lon, lat, limit_m=1e5))
    return ground, calls, left_out


def _compared(
    ground: _Ground,
    calls: list[Rows],
    known: list[Rows],
    table: NDArray[np.float32],
    seed: int,
    replications: int,
) -> dict[str, Any]:
    """Simulate these calls with turnouts as in the `known` ones; recorded against simulated."""
    model = _model(ground, calls, known, table)
    result = simulate(model, seed=seed, replications=replications)
    response, drive = _recorded(calls)
    figures: dict[str, Any] = {"calls": len(calls), "recorded_n": len(response)}
    for name, share in (("p50", 0.5), ("p90", 0.9)):
        simulated = result.overall[f"response_{name}_s"]
        recorded = nearest_rank(response, share)
        figures |= {
            f"recorded_{name}_s": recorded,
            f"simulated_{name}_s": simulated.mean,
            f"simulated_{name}_half_width_s": simulated.half_width,
            f"error_{name}": simulated.mean / recorded - 1,
        }
    # The same draw of delays without driving tells what driving added.
    still = simulate(
        replace(model, seconds=np.where(np.isfinite(table), 0, table).astype(np.float32)),
        seed=seed,
        replications=replications,
    )
    p50 = result.overall["response_p50_s"].mean - still.overall["response_p50_s"].mean
    return figures | {
        "recorded_drive_p50_s": nearest_rank(drive, 0.5),
        "simulated_drive_p50_s": p50,
        "busy": float(np.nanmean([one.mean for one in result.unit_busy])),
    }


def _model(
    ground: _Ground, calls: list[Rows], known: list[Rows], table: NDArray[np.float32]
) -> SimulationModel:
    start = min(rows[0].received_at for rows in calls)
    calls = sorted(calls, key=lambda rows: rows[0].received_at)
    kinds: dict[tuple[str, ...], int] = {}
    arrival, node, kind = [], [], []
    service = np.zeros((len(calls), MOST_UNITS))
    for number, rows in enumerate(calls):
        sent = rows[:MOST_UNITS]
        forces = tuple(row.unit_kind for row in sent)
        kind.append(kinds.setdefault((sent[0].priority, *forces), len(kinds)))
        arrival.append((rows[0].received_at - start).total_seconds())
        node.append(ground.of_call[rows[0].call])
        service[number, : len(sent)] = [_stay(row) for row in sent]
    width = max(len(one) - 1 for one in kinds)
    urgency = {"E": 1, "3": 1, "2": 2}
    return SimulationModel(
        seconds=table,
        crews=tuple(
            Crew(name=f"{unit} {force}", home=home, force=force)
            for (unit, force), home in ground.homes.items()
        ),
        demand=CallList(
            arrival_s=np.array(arrival),
            node=np.array(node, np.int32),
            kind=np.array(kind, np.int32),
            kinds=tuple(
                CallKind(
                    name="+".join(one[1:]),
                    priority=urgency.get(one[0], 3),
                    needs=tuple(Need((force,)) for force in one[1:]),
                )
                for one in kinds
            ),
            service_s=service[:, :width],
            handling_s=np.array(
                [max(0.0, (r[0].ordered_at - r[0].received_at).total_seconds()) for r in calls]
            ),
        ),
        horizon_s=arrival[-1] + 1.0,
        turnout=_sampled(
            [r.departed_at - r.ordered_at for rows in known for r in rows if r.departed_at]
        ),
    )


def _sampled(spans: Sequence[Any]) -> Duration:
    return Duration("sample", values=tuple(max(0.0, s.total_seconds()) for s in spans) or (0.0,))


def _stay(row: UnitRow) -> float:
    """How long the unit was held after it was there (or, never there, after it set out)."""
    since = row.arrived_at or row.departed_at or row.ordered_at
    return max(0.0, (row.cleared_at - since).total_seconds()) if row.cleared_at else 0.0


def _recorded(calls: list[Rows]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ascending seconds from the call to the first unit there, and that unit's driving."""
    response, drive = [], []
    for rows in calls:
        came = [row for row in rows if row.arrived_at]
        if not came:
            continue
        first = min(came, key=lambda row: row.arrived_at or row.received_at)
        assert first.arrived_at is not None
        response.append((first.arrived_at - rows[0].received_at).total_seconds())
        if first.departed_at:
            drive.append((first.arrived_at - first.departed_at).total_seconds())
    return np.sort(np.array(response)), np.sort(np.array(drive))
