"""Small steps of the event loop: whose moment comes first, where a unit is, what is told."""

import numpy as np

from quanju.engine.simulation.state import (
    BESIDE,
    FROM,
    LEG_END,
    LEG_START,
    MIX,
    MIX_LENGTH,
    PACE,
    TOWARD,
    lean,
)


@lean(inline="always")
def note(d, at, what, call, unit):  # type: ignore[no-untyped-def]
    """One line of the log: seconds since the start, code, call and unit (NONE for none). Lines that
    find no room are counted, not kept.
    """
    line = d.told[1]
    if line < d.log_at.shape[0]:
        d.log_at[line] = at
        d.log[line, 0] = what
        d.log[line, 1] = call
        d.log[line, 2] = unit
    d.told[1] = line + 1


@lean(forceinline=True)
def set_moment(d, unit, at):  # type: ignore[no-untyped-def]
    """Give a unit another coming moment and play its matches again up to the root."""
    spot = (d.soon.shape[0] >> 1) + unit
    who = d.soonest[spot]
    d.soon[spot] = at
    while spot > 1:
        rival = spot ^ 1
        rival_at = d.soon[rival]
        rival_who = d.soonest[rival]
        # One comparison without a jump: which of two moments is earlier cannot be foreseen.
        if (rival_at < at) | ((rival_at == at) & (rival < spot)):
            at = rival_at
            who = rival_who
        spot >>= 1
        d.soon[spot] = at
        d.soonest[spot] = who


@lean(inline="always")
def driven(uf, u, now):  # type: ignore[no-untyped-def]
    """Share of the leg behind the unit."""
    start = uf[u, LEG_START]
    end = uf[u, LEG_END]
    if now >= end:
        return 1.0
    if now <= start:
        return 0.0
    return (now - start) / (end - start)


@lean(inline="always")
def mixed(a, b, share, length):  # type: ignore[no-untyped-def]
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
def seconds_to(row, ui, uf, u, now):  # type: ignore[no-untyped-def]
    """Driving seconds of a unit from where it is now to the node whose row of times is given."""
    if now >= uf[u, LEG_END]:
        return np.float64(row[ui[u, TOWARD]])
    start = np.float64(row[ui[u, FROM]])
    if uf[u, MIX] > 0.0:
        start = mixed(start, np.float64(row[ui[u, BESIDE]]), uf[u, MIX], uf[u, MIX_LENGTH])
    length = (uf[u, LEG_END] - uf[u, LEG_START]) / uf[u, PACE]
    return mixed(start, np.float64(row[ui[u, TOWARD]]), driven(uf, u, now), length)


@lean(inline="always")
def halt(d, u, now):  # type: ignore[no-untyped-def]
    """Where the unit is now starts its next leg; an older mix becomes its nearer end."""
    share = driven(d.uf, u, now)
    if share >= 1.0:
        d.ui[u, FROM] = d.ui[u, TOWARD]
        d.uf[u, MIX] = 0.0
    elif share > 0.0:
        if d.uf[u, MIX] >= 0.5:
            d.ui[u, FROM] = d.ui[u, BESIDE]
        d.ui[u, BESIDE] = d.ui[u, TOWARD]
        d.uf[u, MIX] = share
        d.uf[u, MIX_LENGTH] = (d.uf[u, LEG_END] - d.uf[u, LEG_START]) / d.uf[u, PACE]


@lean(inline="always")
def stand(d, u, node):  # type: ignore[no-untyped-def]
    """The unit has stood at a node for ever."""
    d.ui[u, FROM] = node
    d.ui[u, TOWARD] = node
    d.uf[u, MIX] = 0.0
    d.uf[u, LEG_START] = -np.inf
    d.uf[u, LEG_END] = -np.inf
    d.uf[u, PACE] = 1.0


@lean(inline="always")
def leave(d, u, goal, start, seconds, pace):  # type: ignore[no-untyped-def]
    """The unit leaves for a node at `start` and is there `seconds` later, both in seconds; that is
    `pace` times what the table says.
    """
    d.ui[u, TOWARD] = goal
    d.uf[u, LEG_START] = start
    d.uf[u, LEG_END] = start + seconds
    d.uf[u, PACE] = pace


@lean(inline="always")
def counted_span(t, since, until):  # type: ignore[no-untyped-def]
    """Seconds of a span that count: after the warm-up, before the horizon."""
    return max(0.0, min(until, t.horizon_s) - max(since, t.warmup_s))
