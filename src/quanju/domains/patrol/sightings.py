"""Pure arithmetic of presence: which quarter hours at which places a unit was long enough to be
seen. No database, no clock. Moments are seconds since 1970; arrays say their shape and unit."""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quanju.domains.kernel.spans import Stay

QUARTER_S = 900
LEAST_S = 300
"""A unit is seen in a quarter hour when it is there for five minutes of it (V-1)."""
NEAR_M = 100.0
METRES_PER_DEGREE = 111_195.0

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def quarters_of(stays: Iterable[Stay], first: int, count: int) -> NDArray[np.bool_]:
    """bool[count]: the quarter hours from `first` on in which the stays last five minutes."""
    seconds = np.zeros(count)
    for begins, ends in stays:
        a, b = max(begins, first), min(ends, first + count * QUARTER_S)
        if a >= b:
            continue
        marks = [a, *range(int(a // QUARTER_S + 1) * QUARTER_S, int(np.ceil(b)), QUARTER_S), b]
        for start, end in pairwise(marks):
            seconds[int((start - first) // QUARTER_S)] += end - start
    return seconds >= LEAST_S


def seen_by_position(
    when: Floats, lon: Floats, lat: Floats, places: Floats, first: int, count: int, longest_s: float
) -> NDArray[np.bool_]:
    """bool[places, count]: quarter hours in which one unit was within 100 m for five minutes.

    when float64[n] sorted, lon and lat float64[n] degrees, places float64[p, 2]. A position holds
    until the next one, at most `longest_s`: what nobody measured is not presence.
    """
    seconds = np.zeros((len(places), count))
    if when.size:
        until = np.minimum(np.append(when[1:], when[-1] + longest_s), when + longest_s)
        quarter = ((when - first) // QUARTER_S).astype(np.int64)
        inside = (quarter >= 0) & (quarter < count)
        end = first + (quarter + 1) * QUARTER_S
        stay = np.minimum(until, end) - when
        east = np.cos(np.radians(lat)) * METRES_PER_DEGREE
        for number, (place_lon, place_lat) in enumerate(places):
            near = (
                np.hypot((lon - place_lon) * east, (lat - place_lat) * METRES_PER_DEGREE) <= NEAR_M
            )
            chosen = near & inside
            np.add.at(seconds[number], quarter[chosen], stay[chosen])
    return seconds >= LEAST_S
