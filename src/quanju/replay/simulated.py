"""Recorded calls simulated: the same calls, units and roads, and how far the responses are off."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quanju.engine.roads import snapping
from quanju.engine.roads.errors import TooFarFromRoad
from quanju.engine.roads.network import RoadNetwork
from quanju.engine.roads.search import travel_table
from quanju.engine.roads.snapping import Snap, snap_many
from quanju.engine.simulation.draws import draw_calls
from quanju.engine.simulation.errors import SimulationInputError
from quanju.engine.simulation.figures import nearest_rank
from quanju.engine.simulation.model import CallKind, CallList, Crew, Duration, Need, SimulationModel
from quanju.engine.simulation.result import SimulationResult
from quanju.engine.simulation.run import record, simulate
from quanju.replay.duty import Unit, spans_on_duty
from quanju.replay.records import Records, UnitRow

MOST_UNITS = 8
SNAP_M = 1500.0
URGENT, OTHER = 1, 2
AS_POSTED = {URGENT: 1.0, OTHER: 1.0}
URGENCY = {"E": 1, "3": 1, "2": 2}
Rows = list[UnitRow]


def simulated_against_recorded(
    records: Records,
    network: RoadNetwork,
    *,
    seed: int,
    in_shifts: Iterable[str] = (),
    replications: int = 10,
) -> dict[str, Any]:
    """Two comparisons, each over all calls and by urgency. `as_posted`: road times as the map says.
    `held_out`: a pace for urgent calls and one for the others, times the road times, learned on the
    first half and judged on the second half.

    Given: when and where calls came, when the first order was given, which kinds of units were
    sent, how long each stayed; of the kinds `in_shifts` when each unit was at work. Drawn from what
    was recorded of calls as urgent: the time from order to wheels, one for all units of a call.
    Simulated: which unit goes, from where, how long it drives. A unit's home is the
    middle of its calls, since the records do not tell where it waits.
    """
    ground, calls, left_out = on_roads(records, network)
    if len(calls) < 2:
        raise SimulationInputError("没有可仿真的警情", "there are no calls to simulate")
    ground.on_duty = spans_on_duty((row for rows in calls for row in rows), in_shifts)
    table = travel_table(network, ground.snaps, ground.snaps)
    early, late = calls[: len(calls) // 2], calls[len(calls) // 2 :]
    paces = _paces(ground, early, table, seed)

    def compared(these: list[Rows], known: list[Rows], paces: Mapping[int, float]) -> Any:
        model = _model(ground, these, known, table, paces)
        return _errors(these, simulate(model, seed=seed, replications=replications))

    return {
        "calls": len(calls),
        "units": len(ground.homes),
        "units_in_shifts": len(ground.on_duty),
        "left_out": dict(left_out),
        "replications": replications,
        "seed": seed,
        "as_posted": compared(calls, calls, AS_POSTED),
        "held_out": {
            "pace_urgent": paces[URGENT],
            "pace_other": paces[OTHER],
            **compared(late, early, paces),
        },
    }


@dataclass
class _Ground:
    """Snapped places of calls and of units, and when those units were on duty that come and go."""

    snaps: list[Snap] = field(default_factory=list)
    homes: dict[Unit, int] = field(default_factory=dict)
    of_call: dict[str, int] = field(default_factory=dict)
    on_duty: Mapping[Unit, list[tuple[datetime, datetime]]] = field(default_factory=dict)


def on_roads(records: Records, network: RoadNetwork) -> tuple[_Ground, list[Rows], Counter[str]]:
    ground, left_out = _Ground(), Counter[str]()
    groups = list(records.calls.values())
    found = snap_many(network, [(rows[0].lon, rows[0].lat) for rows in groups], limit_m=SNAP_M)
    middle: dict[Unit, list[tuple[float, float]]] = defaultdict(list)
    calls = []
    for rows, place in zip(groups, found, strict=True):
        if isinstance(place, TooFarFromRoad):
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
        ground.snaps.append(snapping.snap(network, lon, lat, limit_m=1e5))
    return ground, calls, left_out


def _paces(
    ground: _Ground, calls: list[Rows], table: NDArray[np.float32], seed: int
) -> dict[int, float]:
    """By urgency, how many times as long as the map says the first unit drove, in the middle."""
    model = _model(ground, calls, calls, table, AS_POSTED)
    course = record(model, seed=seed).course
    calls = _in_order(calls)
    first = np.where(np.isnan(course.there_s), np.inf, course.there_s).argmin(axis=1)
    place = np.arange(len(calls)), first
    simulated = (course.there_s - course.sent_s - draw_calls(model, seed, 0).turnout_s)[place]
    paces = dict(AS_POSTED)
    for urgency in paces:
        drives = {
            number: drive_s
            for number, rows in enumerate(calls)
            if _urgency(rows) == urgency and (drive_s := _drive_s(rows)) is not None
        }
        if drives:
            recorded = float(np.median(list(drives.values())))
            on_map = float(np.nanmedian(simulated[list(drives)]))
            paces[urgency] = max(recorded, 1.0) / max(on_map, 1.0)
    return paces


def _errors(calls: list[Rows], result: SimulationResult) -> dict[str, Any]:
    """Recorded against simulated: all calls, the urgent ones and the others."""
    groups = {"all": (calls, result.overall)}
    for number, name in ((URGENT, "urgent"), (OTHER, "other")):
        chosen = [rows for rows in calls if _urgency(rows) == number]
        if chosen:
            groups[name] = chosen, result.priorities[number]
    told: dict[str, Any] = {
        "busy": float(np.nanmean([one.mean for one in result.unit_busy])),
    }
    for name, (chosen, simulated) in groups.items():
        recorded = np.sort([s for rows in chosen if (s := _response_s(rows)) is not None])
        told[name] = {"calls": len(chosen), "recorded_n": len(recorded)}
        for share, label in ((0.5, "p50"), (0.9, "p90")):
            was, found = nearest_rank(recorded, share), simulated[f"response_{label}_s"]
            told[name] |= {
                f"recorded_{label}_s": was,
                f"simulated_{label}_s": found.mean,
                f"half_width_{label}_s": found.half_width,
                f"error_{label}": found.mean / was - 1,
            }
    return told


def _in_order(calls: list[Rows]) -> list[Rows]:
    return sorted(calls, key=lambda rows: rows[0].received_at)


def _urgency(rows: Rows) -> int:
    return URGENCY.get(rows[0].priority, 2)


def _model(
    ground: _Ground,
    calls: list[Rows],
    known: list[Rows],
    table: NDArray[np.float32],
    paces: Mapping[int, float],
) -> SimulationModel:
    calls = _in_order(calls)
    start = calls[0][0].received_at
    kinds: dict[tuple[int, tuple[str, ...]], int] = {}
    service = np.zeros((len(calls), MOST_UNITS))
    kind = []
    for number, rows in enumerate(calls):
        sent = rows[:MOST_UNITS]
        one = _urgency(rows), tuple(row.unit_kind for row in sent)
        kind.append(kinds.setdefault(one, len(kinds)))
        service[number, : len(sent)] = [stay_of(row) for row in sent]
    turnouts = {urgency: _turnouts(known, urgency) for urgency in AS_POSTED}
    arrival = [(rows[0].received_at - start).total_seconds() for rows in calls]
    return SimulationModel(
        seconds=table,
        crews=tuple(_crew(ground, unit, start) for unit in ground.homes),
        demand=CallList(
            arrival_s=np.array(arrival),
            node=np.array([ground.of_call[rows[0].call] for rows in calls], np.int32),
            kind=np.array(kind, np.int32),
            kinds=tuple(
                CallKind(
                    name="+".join(forces),
                    priority=urgency,
                    needs=tuple(Need((force,)) for force in forces),
                    turnout=turnouts[urgency],
                    pace=paces[urgency],
                )
                for urgency, forces in kinds
            ),
            service_s=service[:, : max(len(forces) for _, forces in kinds)],
            handling_s=np.array(
                [max(0.0, (r[0].ordered_at - r[0].received_at).total_seconds()) for r in calls]
            ),
        ),
        horizon_s=arrival[-1] + 1.0,
        turnout_together=True,
    )


def _crew(ground: _Ground, unit: Unit, start: datetime) -> Crew:
    name, kind = unit
    home = ground.homes[unit]
    if unit not in ground.on_duty:
        return Crew(name=f"{name} {kind}", home=home, force=kind)
    seconds = [
        (max(0.0, (begin - start).total_seconds()), (end - start).total_seconds())
        for begin, end in ground.on_duty[unit]
    ]
    shifts = tuple(span for span in seconds if span[1] > 0)
    return Crew(name=f"{name} {kind}", home=home, force=kind, shifts=shifts)


def _turnouts(calls: list[Rows], urgency: int) -> Duration:
    """From order to wheels of the units that were the first there, of calls as urgent."""
    spans = [
        (first.departed_at - first.ordered_at).total_seconds()
        for rows in calls
        if _urgency(rows) == urgency and (first := _first(rows)) and first.departed_at
    ]
    return Duration("sample", values=tuple(max(0.0, span) for span in spans) or (0.0,))


def stay_of(row: UnitRow) -> float:
    """How long the unit was held after it was there (or, never there, after it set out)."""
    since = row.arrived_at or row.departed_at or row.ordered_at
    return max(0.0, (row.cleared_at - since).total_seconds()) if row.cleared_at else 0.0


def _first(rows: Rows) -> UnitRow | None:
    came = [row for row in rows if row.arrived_at]
    return min(came, key=lambda row: row.arrived_at or row.received_at, default=None)


def _response_s(rows: Rows) -> float | None:
    first = _first(rows)
    if first is None or first.arrived_at is None:
        return None
    return (first.arrived_at - rows[0].received_at).total_seconds()


def _drive_s(rows: Rows) -> float | None:
    first = _first(rows)
    if first is None or first.arrived_at is None or first.departed_at is None:
        return None
    return (first.arrived_at - first.departed_at).total_seconds()
