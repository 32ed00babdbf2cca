"""Which unit goes: the rule of `dispatch.decision`, over arrays."""

import numpy as np

from quanju.engine.simulation.motion import seconds_to
from quanju.engine.simulation.state import CREW, FORCE, GOING, IDLE, NONE, SLOT, STATE, lean


@lean(inline="always")
def may_go(t, d, u, plan, need, priority):  # type: ignore[no-untyped-def]
    """Whether unit `u` is free for this need, or on its way to a call of less `priority` (NONE: it
    must be free), of a force that suits and a crew that is large enough.
    """
    state = d.ui[u, STATE]
    if state != IDLE and (priority == NONE or state != GOING):
        return False
    if state == GOING and t.priority[d.ui[u, SLOT] // t.service.shape[1]] <= priority:
        return False
    return t.rank[plan, need, d.ui[u, FORCE]] >= 0 and d.ui[u, CREW] >= t.least[plan, need]


@lean(forceinline=True)
def choose(t, d, call, need, now, priority):  # type: ignore[no-untyped-def]
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
            priority == NONE or not may_go(t, d, u, plan, need, priority)
        ):
            continue
        here = rank[d.ui[u, FORCE]]
        if here < 0 or d.ui[u, CREW] < least:
            continue
        secs = seconds_to(row, d.ui, d.uf, u, now)
        if secs < soonest or (secs == soonest and best != NONE and here < best_rank):
            best = u
            best_rank = here
            soonest = secs
    if best == NONE or t.preference_s <= 0.0 or best_rank == 0:
        return best
    return preferred(t, d, call, need, now, priority, best, soonest)


@lean()
def preferred(t, d, call, need, now, priority, best, soonest):  # type: ignore[no-untyped-def]
    """The unit of the most preferred force among those there at most `preference_s` later."""
    plan = t.plan[call]
    row = t.toward[t.node[call]]
    best_rank = t.rank[plan, need, d.ui[best, FORCE]]
    best_secs = soonest
    latest = soonest + t.preference_s / t.pace[plan]
    for u in range(d.ui.shape[0]):
        if not may_go(t, d, u, plan, need, priority):
            continue
        secs = seconds_to(row, d.ui, d.uf, u, now)
        here = t.rank[plan, need, d.ui[u, FORCE]]
        if secs <= latest and (here < best_rank or (here == best_rank and secs < best_secs)):
            best = u
            best_rank = here
            best_secs = secs
    return best
