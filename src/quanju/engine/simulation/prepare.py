"""A model checked and turned into the flat arrays of the core."""

from typing import NamedTuple

import numpy as np

from quanju.engine.simulation import state
from quanju.engine.simulation.draws import Calls, check_duration
from quanju.engine.simulation.errors import (
    BadDemand,
    BadPlan,
    BadShift,
    BadSwitch,
    BadTable,
    NegativeTime,
    NoHorizon,
    NoUnits,
    TooLarge,
    UnknownNode,
    UnreachableAtom,
)
from quanju.engine.simulation.model import (
    F32,
    F64,
    HOURS_OF_WEEK,
    I32,
    CallList,
    Crew,
    Need,
    PoissonDemand,
    SimulationModel,
)
from quanju.engine.simulation.state import Desk, Town
from quanju.engine.sizes import MOST_BYTES, too_large

PRIORITIES = 16


class Entries(NamedTuple):
    """The timetable of all units, in the order of time."""

    at: np.ndarray
    who: I32
    what: I32
    where: I32
    length: np.ndarray


class Prepared(NamedTuple):
    """What is the same in every replication."""

    model: SimulationModel
    toward: F32
    forces: dict[str, int]
    rank: I32
    least: I32
    needs: I32
    pace: F64
    priority: I32
    entries: Entries
    posts: I32


BYTES_A_CALL, BYTES_A_NEED, BYTES_AT_ALL = 150, 100, 150 * 2**20


def prepare(model: SimulationModel, most_bytes: int = MOST_BYTES) -> Prepared:
    """Check everything that can be wrong, and lay the model out. Raises `SimulationInputError`s.

    `most_bytes`: what one replication may take; a model beyond it is refused before it begins.
    """
    _check_table(model)
    _check_times(model)
    forces: dict[str, int] = {}
    for crew in model.crews:
        _check_crew(crew, len(model.seconds))
        forces.setdefault(crew.force, len(forces))
    _check_demand(model)
    _check_size(model, most_bytes)
    rank, least, needs = _plans(model, forces)
    _check_reach(model)
    priority = np.array([kind.priority - 1 for kind in model.demand.kinds], np.int32)
    toward = np.ascontiguousarray(np.asarray(model.seconds, np.float32).T)
    pace = np.array([kind.pace for kind in model.demand.kinds], np.float64)
    return Prepared(
        model, toward, forces, rank, least, needs, pace, priority, _entries(model), _posts(model)
    )


def bytes_needed(model: SimulationModel) -> int:
    """Memory of one replication, at most: the calls to expect, each with its units, and tables."""
    demand, nodes = model.demand, len(model.seconds)
    if isinstance(demand, PoissonDemand):
        calls = float(np.sum(demand.per_hour)) / HOURS_OF_WEEK * model.horizon_s / 3600
    else:
        calls = float(len(demand.arrival_s))
    slots = max(sum(need.least_crew for need in kind.needs) for kind in demand.kinds)
    timetable = sum(len(c.shifts) + len(c.breaks) + len(c.rounds) for c in model.crews)
    return int(
        BYTES_AT_ALL
        + calls * (BYTES_A_CALL + BYTES_A_NEED * slots)
        + 8 * nodes**2
        + 200 * timetable
    )


def _check_size(model: SimulationModel, most_bytes: int) -> None:
    needed = bytes_needed(model)
    if needed > most_bytes:
        days = model.horizon_s / 86_400
        what = f"{days:g} 天的警情", f"calls of {days:g} days"
        raise TooLarge(*too_large(what, needed, most_bytes))


def _check_table(model: SimulationModel) -> None:
    table = np.asarray(model.seconds)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not len(table):
        raise BadTable(
            f"行车时间表应为方阵，读到 {table.shape}",
            f"the table of driving times must be square, not {table.shape}",
        )
    if np.isnan(table).any() or (table < 0).any():
        raise BadTable(
            "行车时间表里有负数或非数",
            "the table of driving times holds a time below 0 or no number",
        )


def _check_times(model: SimulationModel) -> None:
    if not model.crews:
        raise NoUnits
    if not 0 <= model.warmup_s < model.horizon_s < np.inf:
        raise NoHorizon(model.horizon_s, model.warmup_s)
    check_duration(model.handling, "接警处置时间", "handling time")
    check_duration(model.turnout, "出动准备时间", "turnout time")
    if not 0 <= model.preference_s < np.inf:
        raise NegativeTime("优先警力的让时", "preference", model.preference_s)
    if model.redispatch and not model.has_line:
        raise BadSwitch(
            "改派需要排队：没有排队时被改派的警情无处等候",
            "redispatch needs a line: without one a call that loses its unit has nowhere to wait",
        )


def _check_crew(crew: Crew, nodes: int) -> None:
    _check_node(crew.home, nodes, crew.name, crew.name)
    for node in {node for _, node in crew.rounds}:
        _check_node(node, nodes, crew.name, crew.name)
    shifts = np.array(crew.shifts, np.float64).reshape(-1, 2)
    for begin, end in shifts[~(shifts[:, 0] < shifts[:, 1])][:1].tolist():
        raise BadShift(
            crew.name,
            f"班次从 {begin} 秒到 {end} 秒，没有时长",
            f"a shift from {begin} s to {end} s has no length",
        )
    for begin in shifts[1:, 0][shifts[1:, 0] < shifts[:-1, 1]][:1].tolist():
        raise BadShift(
            crew.name,
            f"从 {begin} 秒开始的班次与前一班重叠",
            f"the shift that begins at {begin} s overlaps the one before",
        )
    for length in {length for _, length in crew.breaks}:
        if not 0 < length < np.inf:
            raise NegativeTime(f"{crew.name} 的休息", f"a break of {crew.name}", length)


def _check_node(node: int, nodes: int, zh: str, en: str) -> None:
    if not 0 <= node < nodes:
        raise UnknownNode(zh, en, node, nodes)


def _check_demand(model: SimulationModel) -> None:
    demand, nodes = model.demand, len(model.seconds)
    if not demand.kinds:
        raise BadDemand("没有警情类别", "there are no kinds of calls")
    for kind in demand.kinds:
        check_duration(kind.service, f"{kind.name} 的处置时间", f"service time of {kind.name}")
        if kind.turnout is not None:
            check_duration(kind.turnout, f"{kind.name} 的出动时间", f"turnout of {kind.name}")
        if not 1 <= kind.priority <= PRIORITIES:
            raise BadDemand(
                f"{kind.name} 的级别应在 1 到 {PRIORITIES} 之间",
                f"the priority of {kind.name} must be between 1 and {PRIORITIES}",
            )
        if not 0 < kind.pace < np.inf:
            raise BadDemand(
                f"去{kind.name}的快慢应大于 0", f"the pace to {kind.name} must be above 0"
            )
        if not 0 <= kind.share < np.inf:
            raise BadDemand(f"{kind.name} 的占比小于 0", f"the share of {kind.name} is below 0")
    if isinstance(demand, CallList):
        _check_list(demand, nodes)
    else:
        _check_rates(demand, nodes)


def _check_rates(demand: PoissonDemand, nodes: int) -> None:
    rates = np.asarray(demand.per_hour)
    if rates.shape != (HOURS_OF_WEEK, nodes):
        raise BadDemand(
            f"需求表应为 {HOURS_OF_WEEK} × {nodes}，读到 {rates.shape}",
            f"rates must be {HOURS_OF_WEEK} hours × {nodes} places, not {rates.shape}",
        )
    if not np.isfinite(rates).all() or (rates < 0).any():
        raise BadDemand("需求表里有负数或非数", "rates hold a number below 0 or no number")
    if sum(kind.share for kind in demand.kinds) <= 0:
        raise BadDemand("警情类别的占比之和为 0", "the shares of the kinds add up to 0")


def _check_list(demand: CallList, nodes: int) -> None:
    arrival = np.asarray(demand.arrival_s, np.float64)
    if not (arrival.shape == np.shape(demand.node) == np.shape(demand.kind)) or arrival.ndim != 1:
        raise BadDemand("警情各列长度不同", "the columns of the calls differ in length")
    if not np.isfinite(arrival).all() or (arrival < 0).any() or (np.diff(arrival) < 0).any():
        raise BadDemand(
            "警情时间应从 0 起递增", "calls must come in the order of time, none before 0"
        )
    for node in np.unique(demand.node):
        _check_node(int(node), nodes, "警情", "calls")
    for kind in np.unique(demand.kind):
        if not 0 <= kind < len(demand.kinds):
            raise BadDemand(f"没有警情类别 {kind}", f"there is no kind of calls {kind}")
    given = (
        ("处置时间", "service time", demand.service_s),
        ("接警处置时间", "handling time", demand.handling_s),
    )
    for zh, en, times in given:
        if times is None:
            continue
        if np.shape(times)[:1] != arrival.shape:
            raise BadDemand(f"{zh}与警情数不同", f"not as many entries of {en} as calls")
        if np.size(times) and not (np.asarray(times) >= 0).all():
            raise NegativeTime(zh, en, float(np.min(times)))


def _plans(model: SimulationModel, forces: dict[str, int]) -> tuple[I32, I32, I32]:
    kinds = model.demand.kinds
    width = max(len(kind.needs) for kind in kinds)
    rank = np.full((len(kinds), max(width, 1), len(forces)), -1, np.int32)
    least = np.zeros((len(kinds), max(width, 1)), np.int32)
    for k, kind in enumerate(kinds):
        if not kind.needs:
            raise BadPlan(f"{kind.name} 的出警方案是空的", f"the plan of {kind.name} is empty")
        for n, need in enumerate(kind.needs):
            if not any(_suits(crew, need) for crew in model.crews):
                wanted = "/".join(need.forces)
                raise BadPlan(
                    f"{kind.name} 需要 {wanted}（至少 {need.least_crew} 人），但没有这样的单元",
                    f"{kind.name} needs {wanted} with at least {need.least_crew}; no unit is one",
                )
            least[k, n] = need.least_crew
            for place, force in reversed(list(enumerate(need.forces))):
                if force in forces:
                    rank[k, n, forces[force]] = place
    return rank, least, np.array([len(kind.needs) for kind in kinds], np.int32)


def _suits(crew: Crew, need: Need) -> bool:
    return crew.force in need.forces and crew.size >= need.least_crew


def _check_reach(model: SimulationModel) -> None:
    demand = model.demand
    for number, kind in enumerate(demand.kinds):
        if isinstance(demand, CallList):
            nodes = np.unique(np.asarray(demand.node)[np.asarray(demand.kind) == number])
        else:
            nodes = np.flatnonzero(np.asarray(demand.per_hour).sum(axis=0) * kind.share)
        for need in kind.needs:
            homes = sorted({crew.home for crew in model.crews if _suits(crew, need)})
            soonest = np.asarray(model.seconds)[homes].min(axis=0)
            cut_off = [int(node) for node in nodes if not np.isfinite(soonest[node])]
            if cut_off:
                names = model.node_names
                raise UnreachableAtom(cut_off[0], names[cut_off[0]] if names else "")


def _entries(model: SimulationModel) -> Entries:
    """All lines of all timetables, by time, then as the codes of what happens stand, then by unit.

    A year of fourteen branches has millions of them: they are put in order as columns.
    """
    columns = [_timetable(number, crew) for number, crew in enumerate(model.crews)]
    at, what, who, where, length = np.concatenate(columns, axis=1)
    order = np.lexsort((length, where, who, what, at))
    return Entries(
        at[order],
        who[order].astype(np.int32),
        what[order].astype(np.int32),
        where[order].astype(np.int32),
        length[order],
    )


def _timetable(number: int, crew: Crew) -> F64:
    """float64[5, lines] of one crew: at, what, who, where, how long."""
    shifts, breaks, rounds = (
        np.array(spans, np.float64).reshape(-1, 2).T
        for spans in (crew.shifts, crew.breaks, crew.rounds)
    )
    ends = shifts[1][shifts[1] < np.inf]
    at = np.concatenate([shifts[0], ends, rounds[0], breaks[0]])
    sizes = [len(shifts[0]), len(ends), len(rounds[0]), len(breaks[0])]
    what = np.repeat([state.COMES_ON, state.GOES_OFF, state.MOVES, state.RESTS], sizes)
    where = np.full(len(at), float(crew.home))
    where[sizes[0] + sizes[1] : len(at) - sizes[3]] = rounds[1]
    length = np.zeros(len(at))
    length[len(at) - sizes[3] :] = breaks[1]
    return np.vstack([at, what, np.full(len(at), float(number)), where, length])


def _posts(model: SimulationModel) -> I32:
    if not model.move_up:
        return np.zeros((0, 0), np.int32)
    units, nodes = len(model.crews), len(model.seconds)
    posts = np.full((units + 1, units), -1, np.int32)
    table = model.move_up
    for free in range(1, units + 1):
        row = table.get(free, ()) if isinstance(table, dict) else table[:free]
        if len(row) > free:
            raise BadSwitch(
                f"{free} 个空闲单元不能顾及 {len(row)} 个点",
                f"{free} free units cannot cover {len(row)} posts",
            )
        for place, node in enumerate(row):
            _check_node(node, nodes, "补位点", "move-up posts")
            posts[free, place] = node
    return posts


def lay_out(ready: Prepared, calls: Calls) -> tuple[Town, np.ndarray]:
    """The town of one replication, and the order int64[n] in which its calls are ready."""
    order = np.argsort(calls.arrival_s + calls.handling_s, kind="stable")
    model, entries = ready.model, ready.entries
    town = Town(
        toward=ready.toward,
        ready=(calls.arrival_s + calls.handling_s)[order],
        node=calls.node[order],
        priority=ready.priority[calls.kind[order]],
        plan=calls.kind[order],
        service=np.ascontiguousarray(calls.service_s[order], dtype=np.float64),
        turnout=np.ascontiguousarray(calls.turnout_s[order], dtype=np.float64),
        rank=ready.rank,
        least=ready.least,
        needs=ready.needs,
        pace=ready.pace,
        at=entries.at,
        who=entries.who,
        what=entries.what,
        where=entries.where,
        length=entries.length,
        posts=ready.posts,
        has_line=model.has_line,
        redispatch=model.redispatch,
        preference_s=float(model.preference_s),
        warmup_s=float(model.warmup_s),
        horizon_s=float(model.horizon_s),
    )
    return town, order


def open_desk(ready: Prepared, town: Town, lines: int = 0) -> Desk:
    """Empty arrays to run a town in, with room for so many lines of the log."""
    units, slots = len(ready.model.crews), town.service.size
    lines_of_wait = int(ready.priority.max()) + 1
    leaves = 1 << max(0, units - 1).bit_length()
    ui = np.zeros((units, state.INTS), np.int32)
    uf = np.zeros((units, state.REALS))
    for number, crew in enumerate(ready.model.crews):
        ui[number, [state.FROM, state.BESIDE, state.TOWARD, state.STATION, state.HOME]] = crew.home
        ui[number, state.FORCE] = ready.forces[crew.force]
        ui[number, state.CREW] = crew.size
        ui[number, state.MOVES_UP] = crew.moves_up
    uf[:, [state.LEG_START, state.LEG_END]] = -np.inf
    uf[:, state.PACE] = 1.0
    return Desk(
        ui=ui,
        uf=uf,
        soon=np.full(2 * leaves, np.inf),
        soonest=np.arange(-leaves, leaves, dtype=np.int32),
        head=np.full(lines_of_wait, -1, np.int32),
        tail=np.full(lines_of_wait, -1, np.int32),
        after=np.full(slots, -1, np.int32),
        unit=np.full(slots, -1, np.int32),
        sent=np.full(slots, np.nan),
        arrived=np.full(slots, np.nan),
        cleared=np.full(slots, np.nan),
        taken=np.zeros(units, np.int32),
        told=np.zeros(3, np.int64),
        log_at=np.empty(lines),
        log=np.empty((lines, 3), np.int32),
    )
