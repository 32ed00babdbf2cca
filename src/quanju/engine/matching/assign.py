"""Units to tasks, together: as much urgency answered as can be, then the least weighted waiting."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Seconds = NDArray[np.float64]
Units = NDArray[np.int64]
NOBODY = -1


def assign(seconds: Seconds, weight: NDArray[np.float64]) -> Units:
    """The unit of each task, int64[n], or -1 where nobody is left for it.

    `seconds`: float64[n tasks, m units] until the unit is there; inf where it must not go.
    `weight`: float64[n] above 0, what a second of waiting counts at the task. First the sum of the
    weights of those answered is as large as can be, then the weighted sum of seconds is as small
    as can be. Exact (shortest augmenting paths, Jonker and Volgenant 1987, as in SciPy). Equal
    solutions are told apart by the order of units. Raises ValueError for other shapes, a weight
    that is not above 0, and seconds below 0 or not a number.
    """
    _check(seconds, weight)
    tasks, units = seconds.shape
    if tasks == 0 or units == 0:
        return np.full(tasks, NOBODY, dtype=np.int64)
    possible = np.isfinite(seconds)
    longest = float(seconds[possible].max(initial=0.0))
    # Nobody may be worth it for a task in order to save seconds elsewhere: leaving the lightest
    # one costs more than all waiting together.
    lightest = float(weight.min())
    alone = (1.0 + tasks * longest * float(weight.max())) / lightest
    cost = np.full((tasks, units + tasks), np.inf)
    cost[:, :units] = np.where(possible, seconds * weight[:, None], np.inf)
    cost[np.arange(tasks), units + np.arange(tasks)] = alone * weight
    rows, columns = linear_sum_assignment(cost)
    found = np.full(tasks, NOBODY, dtype=np.int64)
    found[rows] = np.where(columns < units, columns, NOBODY)
    return found


def nearest_first(seconds: Seconds, order: NDArray[np.int64]) -> Units:
    """The unit of each task, int64[n], where one task after the other takes its nearest, or -1.

    `seconds` as in `assign`; `order`: int64[n], which task is asked first. Raises as `assign` does.
    """
    _check(seconds, np.ones(len(seconds)))
    left = seconds.copy()
    found = np.full(len(seconds), NOBODY, dtype=np.int64)
    for task in order:
        if left.shape[1] and np.isfinite(left[task]).any():
            found[task] = int(np.argmin(left[task]))
            left[:, found[task]] = np.inf
    return found


def _check(seconds: Seconds, weight: NDArray[np.float64]) -> None:
    if seconds.ndim != 2:
        raise ValueError(f"seconds: {seconds.ndim} axes; it is a table of tasks by units")
    if weight.shape != (seconds.shape[0],):
        raise ValueError(f"weight: {weight.shape}; one for each of {seconds.shape[0]} tasks")
    if not (np.isfinite(weight) & (weight > 0)).all():
        raise ValueError("weight: not above 0; a task that counts nothing is left out instead")
    if np.isnan(seconds).any() or (seconds < 0).any():
        raise ValueError("seconds: below 0 or not a number; inf says that a unit must not go")
