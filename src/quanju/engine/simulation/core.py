"""The event loop in numba: three sources of events, one pass, no allocation on the way.

Calls and timetables are sorted beforehand, so that only what units do waits in a heap. Each unit
has at most one coming moment, so that the heap holds every unit exactly once and a moment is
changed in place; nothing stale ever lies in it. At the same instant a unit's moment comes first
(the lower index first), then the timetable, then the call. `twin.py` says the same in plain Python.

Where a unit is: on a leg from a place to a node, `uf[u, LEG_START]` to `uf[u, LEG_END]`. Driving
times from the middle of a leg follow from those of its ends by Stewart's theorem, as on a plane:
exact on a straight road, near enough in a street grid, and without a search on the roads.
"""

from functools import partial
from typing import NamedTuple

import numpy as np
from numba import njit

# The loop makes no array, so that nobody need count who holds one. Counting the forty arrays at
# each call of a function cost nine tenths of the time.
lean = partial(njit, cache=True, error_model="numpy", _nrt=False)

OFF, IDLE, GOING, SCENE, BREAK = range(5)
# Columns of a unit's whole numbers and of its real ones.
STATE, FROM, BESIDE, TOWARD, STATION, SLOT, FORCE, CREW, OFF_DUE, MOVES_UP, HOME = range(11)
(MIX, LEG_START, LEG_END, BUSY_SINCE, ON_SINCE, BREAK_DUE, BREAK_SINCE) = range(7)
(BUSY_S, ON_S, BREAK_S, OVERTIME_S, JOBS, OVERTIME_SINCE, MIX_LENGTH) = range(7, 14)
INTS, REALS = 11, 14
# Timetable entries, in the order in which they happen at the same instant.
GOES_OFF, COMES_ON, MOVES, RESTS = range(4)
# Lines of the log.
(L_CALL, L_SENT, L_ARRIVED, L_CLEARED, L_WAITS, L_LOST, L_DIVERTED) = range(7)
(L_ON, L_OFF, L_BREAK, L_BACK, L_MOVES) = range(7, 12)
LOG_NAMES = (
    *("call", "sent", "arrived", "cleared", "waits", "lost", "diverted"),
    *("on", "off", "break", "back", "moves"),
)
NONE = -1


class Town(NamedTuple):
    """What is given. n calls, K needs at most, N nodes, F forces, m timetable entries, U units."""

    toward: np.ndarray  # float32[N, N] seconds, row = goal, column = start
    ready: np.ndarray  # float64[n] moment at which the order can be given, ascending
    node: np.ndarray  # int32[n]
    priority: np.ndarray  # int32[n], 0 the most urgent
    plan: np.ndarray  # int32[n]
    service: np.ndarray  # float64[n, K]
    turnout: np.ndarray  # float64[n, K]
    rank: np.ndarray  # int32[plans, K, F] place of the force in the need's order, -1 unsuitable
    least: np.ndarray  # int32[plans, K]
    needs: np.ndarray  # int32[plans]
    at: np.ndarray  # float64[m], ascending
    who: np.ndarray  # int32[m]
    what: np.ndarray  # int32[m]
    where: np.ndarray  # int32[m]
    length: np.ndarray  # float64[m]
    posts: np.ndarray  # int32[U + 1, U] node to cover with k free units, -1 none; or [0, 0]
    has_line: bool
    redispatch: bool
    preference_s: float
    warmup_s: float
    horizon_s: float


class Desk(NamedTuple):
    """What changes, and what comes out."""

    ui: np.ndarray  # int32[U, INTS]
    uf: np.ndarray  # float64[U, REALS]
    when: np.ndarray  # float64[U] each unit's coming moment, inf for none
    heap: np.ndarray  # int32[U]
    spot: np.ndarray  # int32[U] where in the heap
    head: np.ndarray  # int32[priorities]
    tail: np.ndarray  # int32[priorities]
    after: np.ndarray  # int32[slots]
    unit: np.ndarray  # int32[slots]
    sent: np.ndarray  # float64[slots]
    arrived: np.ndarray  # float64[slots]
    cleared: np.ndarray  # float64[slots]
    taken: np.ndarray  # int32[U] work of the move-up
    told: np.ndarray  # int64[3] events, lines of the log, whether another set of units is free
    log_at: np.ndarray  # float64[lines]
    log: np.ndarray  # int32[lines, 3] what, call, unit


@lean(inline="always")
def _note(d, at, what, call, unit):  # type: ignore[no-untyped-def]
    line = d.told[1]
    if line < d.log_at.shape[0]:
        d.log_at[line] = at
        d.log[line, 0] = what
        d.log[line, 1] = call
        d.log[line, 2] = unit
    d.told[1] = line + 1


@lean(inline="always")
def _before(when, a, b):  # type: ignore[no-untyped-def]
    return when[a] < when[b] or (when[a] == when[b] and a < b)


@lean()
def _set(when, heap, spot, unit, at):  # type: ignore[no-untyped-def]
    """Give a unit another coming moment and restore the order of the 4-ary heap."""
    when[unit] = at
    hole = spot[unit]
    while hole > 0:
        parent = (hole - 1) >> 2
        other = heap[parent]
        if not _before(when, unit, other):
            break
        heap[hole] = other
        spot[other] = hole
        hole = parent
    size = heap.shape[0]
    while True:
        child = (hole << 2) + 1
        if child >= size:
            break
        best = child
        for sibling in range(child + 1, min(child + 4, size)):
            if _before(when, heap[sibling], heap[best]):
                best = sibling
        other = heap[best]
        if not _before(when, other, unit):
            break
        heap[hole] = other
        spot[other] = hole
        hole = best
    heap[hole] = unit
    spot[unit] = hole


@lean(inline="always")
def _driven(uf, u, now):  # type: ignore[no-untyped-def]
    """Share of the leg behind the unit."""
    start = uf[u, LEG_START]
    end = uf[u, LEG_END]
    if now >= end:
        return 1.0
    if now <= start:
        return 0.0
    return (now - start) / (end - start)


@lean(inline="always")
def _mixed(a, b, share, length):  # type: ignore[no-untyped-def]
    """Seconds from a point on a leg, by Stewart's theorem from those of its two ends."""
    if share <= 0.0:
        return a
    if share >= 1.0:
        return b
    if a == np.inf or b == np.inf:
        return np.inf
    square = (1.0 - share) * (a * a) + share * (b * b) - share * (1.0 - share) * (length * length)
    return np.sqrt(square) if square > 0.0 else 0.0


@lean(inline="always")
def _seconds(row, ui, uf, u, now):  # type: ignore[no-untyped-def]
    """Driving seconds of a unit from where it is now to the node whose row of times is given."""
    if now >= uf[u, LEG_END]:
        return np.float64(row[ui[u, TOWARD]])
    start = np.float64(row[ui[u, FROM]])
    if uf[u, MIX] > 0.0:
        start = _mixed(start, np.float64(row[ui[u, BESIDE]]), uf[u, MIX], uf[u, MIX_LENGTH])
    length = uf[u, LEG_END] - uf[u, LEG_START]
    return _mixed(start, np.float64(row[ui[u, TOWARD]]), _driven(uf, u, now), length)


@lean(inline="always")
def _halt(d, u, now):  # type: ignore[no-untyped-def]
    """Where the unit is now starts its next leg; an older mix becomes its nearer end."""
    share = _driven(d.uf, u, now)
    if share >= 1.0:
        d.ui[u, FROM] = d.ui[u, TOWARD]
        d.uf[u, MIX] = 0.0
    elif share > 0.0:
        if d.uf[u, MIX] >= 0.5:
            d.ui[u, FROM] = d.ui[u, BESIDE]
        d.ui[u, BESIDE] = d.ui[u, TOWARD]
        d.uf[u, MIX] = share
        d.uf[u, MIX_LENGTH] = d.uf[u, LEG_END] - d.uf[u, LEG_START]


@lean(inline="always")
def _stand(d, u, node):  # type: ignore[no-untyped-def]
    d.ui[u, FROM] = node
    d.ui[u, TOWARD] = node
    d.uf[u, MIX] = 0.0
    d.uf[u, LEG_START] = -np.inf
    d.uf[u, LEG_END] = -np.inf


@lean(inline="always")
def _leave(d, u, goal, start, seconds):  # type: ignore[no-untyped-def]
    d.ui[u, TOWARD] = goal
    d.uf[u, LEG_START] = start
    d.uf[u, LEG_END] = start + seconds


@lean(inline="always")
def _span(t, since, until):  # type: ignore[no-untyped-def]
    """Seconds of a span that count: after the warm-up, before the horizon."""
    return max(0.0, min(until, t.horizon_s) - max(since, t.warmup_s))


@lean(inline="always")
def _may_go(t, d, u, plan, need, priority):  # type: ignore[no-untyped-def]
    state = d.ui[u, STATE]
    if state != IDLE and (priority == NONE or state != GOING):
        return False
    if state == GOING and t.priority[d.ui[u, SLOT] // t.service.shape[1]] <= priority:
        return False
    return t.rank[plan, need, d.ui[u, FORCE]] >= 0 and d.ui[u, CREW] >= t.least[plan, need]


@lean()
def _choose(t, d, call, need, now, priority):  # type: ignore[no-untyped-def]
    """The nearest suitable unit; within `preference_s` of it the preferred force, or -1."""
    plan = t.plan[call]
    goal = t.node[call]
    least = t.least[plan, need]
    rank = t.rank[plan, need]
    row = t.toward[goal]
    best = NONE
    best_rank = 0
    soonest = np.inf
    for u in range(d.ui.shape[0]):
        if d.ui[u, STATE] != IDLE and (
            priority == NONE or not _may_go(t, d, u, plan, need, priority)
        ):
            continue
        here = rank[d.ui[u, FORCE]]
        if here < 0 or d.ui[u, CREW] < least:
            continue
        secs = _seconds(row, d.ui, d.uf, u, now)
        if secs < soonest or (secs == soonest and best != NONE and here < best_rank):
            best = u
            best_rank = here
            soonest = secs
    if best == NONE or t.preference_s <= 0.0 or best_rank == 0:
        return best
    return _preferred(t, d, call, need, now, priority, best, soonest)


@lean()
def _preferred(t, d, call, need, now, priority, best, soonest):  # type: ignore[no-untyped-def]
    """The unit of the most preferred force among those there at most `preference_s` later."""
    plan = t.plan[call]
    row = t.toward[t.node[call]]
    best_rank = t.rank[plan, need, d.ui[best, FORCE]]
    best_secs = soonest
    for u in range(d.ui.shape[0]):
        if not _may_go(t, d, u, plan, need, priority):
            continue
        secs = _seconds(row, d.ui, d.uf, u, now)
        here = t.rank[plan, need, d.ui[u, FORCE]]
        if secs <= soonest + t.preference_s and (
            here < best_rank or (here == best_rank and secs < best_secs)
        ):
            best = u
            best_rank = here
            best_secs = secs
    return best


@lean()
def _send(t, d, u, slot, now):  # type: ignore[no-untyped-def]
    width = t.service.shape[1]
    call = slot // width
    goal = t.node[call]
    secs = _seconds(t.toward[goal], d.ui, d.uf, u, now)
    _halt(d, u, now)
    if d.ui[u, STATE] == IDLE:
        d.uf[u, BUSY_SINCE] = now
    start = now + t.turnout[call, slot - call * width]
    _leave(d, u, goal, start, secs)
    d.ui[u, STATE] = GOING
    d.ui[u, SLOT] = slot
    d.unit[slot] = u
    d.sent[slot] = now
    d.told[2] = 1
    _note(d, now, L_SENT, call, u)
    _set(d.when, d.heap, d.spot, u, start + secs)


@lean()
def _enqueue(t, d, slot):  # type: ignore[no-untyped-def]
    """Put a need into the line of its priority; the line is in the order of the calls."""
    line = t.priority[slot // t.service.shape[1]]
    last = d.tail[line]
    if last == NONE or last < slot:
        if last == NONE:
            d.head[line] = slot
        else:
            d.after[last] = slot
        d.after[slot] = NONE
        d.tail[line] = slot
        return
    before = NONE
    here = d.head[line]
    while here < slot:
        before = here
        here = d.after[here]
    d.after[slot] = here
    if before == NONE:
        d.head[line] = slot
    else:
        d.after[before] = slot


@lean()
def _dispatch(t, d, slot, now):  # type: ignore[no-untyped-def]
    """Send somebody for one need, or let it wait, or lose it."""
    width = t.service.shape[1]
    call = slot // width
    need = slot - call * width
    u = _choose(t, d, call, need, now, t.priority[call] if t.redispatch else NONE)
    if u == NONE:
        if t.has_line:
            _note(d, now, L_WAITS, call, NONE)
            _enqueue(t, d, slot)
        else:
            _note(d, now, L_LOST, call, NONE)
        return
    dropped = d.ui[u, SLOT] if d.ui[u, STATE] == GOING else NONE
    _send(t, d, u, slot, now)
    if dropped == NONE:
        return
    call = dropped // width
    _note(d, now, L_DIVERTED, call, u)
    d.unit[dropped] = NONE
    d.sent[dropped] = np.nan
    other = _choose(t, d, call, dropped - call * width, now, NONE)
    if other == NONE:
        _enqueue(t, d, dropped)
    else:
        _send(t, d, other, dropped, now)


@lean()
def _next_in_line(t, d, u, now):  # type: ignore[no-untyped-def]
    """Take the first need that the unit suits out of the lines; -1 for none."""
    width = t.service.shape[1]
    for line in range(d.head.shape[0]):
        before = NONE
        slot = d.head[line]
        while slot != NONE:
            call = slot // width
            if (
                _may_go(t, d, u, t.plan[call], slot - call * width, NONE)
                and _seconds(t.toward[t.node[call]], d.ui, d.uf, u, now) < np.inf
            ):
                if before == NONE:
                    d.head[line] = d.after[slot]
                else:
                    d.after[before] = d.after[slot]
                if d.tail[line] == slot:
                    d.tail[line] = before
                return slot
            before = slot
            slot = d.after[slot]
    return NONE


@lean()
def _drive_to(t, d, u, node, now):  # type: ignore[no-untyped-def]
    """Set out for a node without a job; a node that cannot be reached is left alone."""
    if d.ui[u, TOWARD] == node and d.uf[u, LEG_END] < np.inf:
        return
    secs = _seconds(t.toward[node], d.ui, d.uf, u, now)
    if secs < np.inf:
        _halt(d, u, now)
        _leave(d, u, node, now, secs)
        _note(d, now, L_MOVES, NONE, u)


@lean()
def _rest(d, u, length, now):  # type: ignore[no-untyped-def]
    _halt(d, u, now)
    if d.uf[u, MIX] > 0.0:
        # It stops beside the road: no leg goes on, the mix stays.
        d.uf[u, LEG_START] = np.inf
        d.uf[u, LEG_END] = np.inf
    d.told[2] = 1
    d.ui[u, STATE] = BREAK
    d.uf[u, BREAK_DUE] = 0.0
    d.uf[u, BREAK_SINCE] = now
    _note(d, now, L_BREAK, NONE, u)
    _set(d.when, d.heap, d.spot, u, now + length)


@lean()
def _offer(t, d, u, now):  # type: ignore[no-untyped-def]
    """A unit is free: a waiting call comes first, then its break, then its place."""
    d.ui[u, STATE] = IDLE
    d.told[2] = 1
    slot = _next_in_line(t, d, u, now)
    if slot != NONE:
        _send(t, d, u, slot, now)
        return
    if d.uf[u, BREAK_DUE] > 0.0:
        _rest(d, u, d.uf[u, BREAK_DUE], now)
        return
    _set(d.when, d.heap, d.spot, u, np.inf)
    if not (d.ui[u, MOVES_UP] and t.posts.shape[0] > 0):
        _drive_to(t, d, u, d.ui[u, STATION], now)


@lean()
def _go_off(t, d, u, now):  # type: ignore[no-untyped-def]
    if d.ui[u, STATE] == BREAK:
        d.uf[u, BREAK_S] += _span(t, d.uf[u, BREAK_SINCE], now)
    if d.ui[u, OFF_DUE]:
        d.uf[u, OVERTIME_S] += _span(t, d.uf[u, OVERTIME_SINCE], now)
    d.uf[u, ON_S] += _span(t, d.uf[u, ON_SINCE], now)
    d.ui[u, STATE] = OFF
    d.told[2] = 1
    d.ui[u, OFF_DUE] = 0
    d.uf[u, BREAK_DUE] = 0.0
    _note(d, now, L_OFF, NONE, u)
    _set(d.when, d.heap, d.spot, u, np.inf)


@lean()
def _unit_event(t, d, u, now):  # type: ignore[no-untyped-def]
    width = t.service.shape[1]
    state = d.ui[u, STATE]
    slot = d.ui[u, SLOT]
    call = slot // width
    if state == GOING:
        d.arrived[slot] = now
        d.ui[u, STATE] = SCENE
        _note(d, now, L_ARRIVED, call, u)
        _set(d.when, d.heap, d.spot, u, now + t.service[call, slot - call * width])
        return
    if state == BREAK:
        d.uf[u, BREAK_S] += _span(t, d.uf[u, BREAK_SINCE], now)
        _note(d, now, L_BACK, NONE, u)
        _offer(t, d, u, now)
        return
    d.cleared[slot] = now
    d.ui[u, SLOT] = NONE
    _stand(d, u, t.node[call])
    d.uf[u, BUSY_S] += _span(t, d.uf[u, BUSY_SINCE], now)
    d.uf[u, JOBS] += 1.0
    _note(d, now, L_CLEARED, call, u)
    if d.ui[u, OFF_DUE]:
        _go_off(t, d, u, now)
    else:
        _offer(t, d, u, now)


@lean()
def _timetable(t, d, entry, now):  # type: ignore[no-untyped-def]
    u = t.who[entry]
    what = t.what[entry]
    state = d.ui[u, STATE]
    is_working = state in (GOING, SCENE)
    if what == GOES_OFF:
        if is_working:
            d.ui[u, OFF_DUE] = 1
            d.uf[u, OVERTIME_SINCE] = now
        elif state != OFF:
            _go_off(t, d, u, now)
    elif what == COMES_ON:
        d.ui[u, STATION] = t.where[entry]
        if state == OFF:
            _stand(d, u, t.where[entry])
            d.uf[u, ON_SINCE] = now
            _note(d, now, L_ON, NONE, u)
            _offer(t, d, u, now)
        elif d.ui[u, OFF_DUE]:
            d.ui[u, OFF_DUE] = 0
            d.uf[u, OVERTIME_S] += _span(t, d.uf[u, OVERTIME_SINCE], now)
    elif what == MOVES:
        d.ui[u, STATION] = t.where[entry]
        if state == IDLE and not (d.ui[u, MOVES_UP] and t.posts.shape[0] > 0):
            _drive_to(t, d, u, t.where[entry], now)
    elif state == IDLE:
        _rest(d, u, t.length[entry], now)
    elif is_working:
        d.uf[u, BREAK_DUE] = t.length[entry]


@lean()
def _move_up(t, d, now):  # type: ignore[no-untyped-def]
    """Cover the posts asked for with so many free units: each post in turn by the nearest."""
    free = 0
    for u in range(d.ui.shape[0]):
        d.taken[u] = 1
        if d.ui[u, STATE] == IDLE and d.ui[u, MOVES_UP]:
            d.taken[u] = 0
            free += 1
    for k in range(free):
        post = t.posts[free, k]
        if post == NONE:
            break
        best = NONE
        soonest = np.inf
        for u in range(d.ui.shape[0]):
            if d.taken[u] == 0:
                secs = _seconds(t.toward[post], d.ui, d.uf, u, now)
                if secs < soonest:
                    best = u
                    soonest = secs
        if best != NONE:
            d.taken[best] = 1
            _drive_to(t, d, best, post, now)
    for u in range(d.ui.shape[0]):
        if d.taken[u] == 0:
            _drive_to(t, d, u, d.ui[u, STATION], now)


@lean(nogil=True)
def run(t, d):  # type: ignore[no-untyped-def]
    """Run the town until nothing is left to happen; fills the arrays of the desk."""
    width = t.service.shape[1]
    call = 0
    entry = 0
    calls = t.ready.shape[0]
    entries = t.at.shape[0]
    while True:
        unit_at = d.when[d.heap[0]]
        entry_at = t.at[entry] if entry < entries else np.inf
        call_at = t.ready[call] if call < calls else np.inf
        now = min(unit_at, entry_at, call_at)
        if now == np.inf:
            break
        d.told[0] += 1
        if unit_at == now:
            _unit_event(t, d, d.heap[0], now)
        elif entry_at == now:
            _timetable(t, d, entry, now)
            entry += 1
        else:
            _note(d, now, L_CALL, call, NONE)
            for need in range(t.needs[t.plan[call]]):
                _dispatch(t, d, call * width + need, now)
            call += 1
        if t.posts.shape[0] > 0 and d.told[2]:
            _move_up(t, d, now)
            d.told[2] = 0
    for u in range(d.ui.shape[0]):
        if d.ui[u, STATE] != OFF:
            d.uf[u, ON_S] += _span(t, d.uf[u, ON_SINCE], t.horizon_s)
