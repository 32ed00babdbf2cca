"""What the event loop is given and what it changes, as arrays; the columns and their names."""

from functools import partial
from typing import NamedTuple

import numpy as np

from quanju.engine.compiling import njit

# The loop makes no array, so nobody need count who holds one; counting the forty arrays at each
# call of a function costs more than the loop itself. Only `run` is called from Python: the others
# need no wrapper, which is a third of the time of compiling.
lean = partial(
    njit,
    error_model="numpy",
    _nrt=False,
    no_cpython_wrapper=True,
    no_cfunc_wrapper=True,
)

OFF, IDLE, GOING, SCENE, BREAK = range(5)
# Columns of a unit's whole numbers and of its real ones.
STATE, FROM, BESIDE, TOWARD, STATION, SLOT, FORCE, CREW, OFF_DUE, MOVES_UP, HOME = range(11)
(MIX, LEG_START, LEG_END, BUSY_SINCE, ON_SINCE, BREAK_DUE, BREAK_SINCE) = range(7)
(BUSY_S, ON_S, BREAK_S, OVERTIME_S, JOBS, OVERTIME_SINCE, MIX_LENGTH, PACE) = range(7, 15)
INTS, REALS = 11, 15
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
    pace: np.ndarray  # float64[plans] times the table's seconds
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
    soon: np.ndarray  # float64[2 L] each unit's coming moment from L on, inf for none; see `motion`
    soonest: np.ndarray  # int32[2 L] whose moment that is
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
