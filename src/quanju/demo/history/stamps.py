"""How long things take: from the ring of the telephone to the accepted feedback. Seconds."""

import numpy as np
from numpy.typing import NDArray

from quanju.demo.history.types import Floats, Ints

SPEED = np.array([0.0, 1.55, 1.45, 1.3, 1.15])
"""How much faster than the road's usual speed a unit drives, by grade."""
CLEAR_MIN = np.array([0.0, 42.0, 26.0, 19.0, 11.0])


def _about(rng: np.random.Generator, median: Floats | float, spread: float, count: int) -> Floats:
    return np.asarray(median * rng.lognormal(0.0, spread, count))


def chain(
    rng: np.random.Generator, grade: Ints, travel_s: Floats, slow: Floats
) -> NDArray[np.float64]:
    """Seconds after t0 of ta, tc, t1 … t6, shape (8, n); rising down the rows.

    `grade` 1 to 4, `travel_s` by road at usual speed, `slow` the day's factor (snow).
    """
    count = len(grade)
    urgent = grade <= 2
    ringing = _about(rng, 5.0, 0.45, count)
    taking = _about(rng, np.where(urgent, 34.0, 52.0), 0.42, count)
    sending = _about(rng, np.where(urgent, 9.0, 21.0), 0.55, count)
    signing = np.where(
        rng.random(count) < 0.013, rng.uniform(31, 170, count), _about(rng, 3.5, 0.5, count)
    )
    leaving = _about(rng, np.where(urgent, 3.0, 6.0), 0.6, count)
    leaving = np.where(
        (grade == 4) & (rng.random(count) < 0.06), leaving + rng.uniform(60, 1500, count), leaving
    )
    driving = travel_s * slow / SPEED[grade] * rng.lognormal(0.0, 0.16, count) + 3
    on_scene = 60 * _about(rng, CLEAR_MIN[grade], 0.55, count)
    writing = 60 * _about(rng, 7.5, 0.7, count)
    steps = np.stack([ringing, taking, sending, signing, leaving, driving, on_scene, writing])
    return np.cumsum(np.maximum(np.round(steps), 1), axis=0)
