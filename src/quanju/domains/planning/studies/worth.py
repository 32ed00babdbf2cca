"""Whether moving points is worth it: what it gains beside how weeks differ as they are."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST_WEEKS, LEAST_A_WEEK = 4, 5
"""Fewer weeks tell no spread; a week of fewer calls tells nothing of points."""
OF_SECONDS = ("p_median", "p_center")
"""What these models shorten is the drive; the others reach more calls in time."""


def worth_of(
    today: Floats, after: Floats, weeks: Sequence[Sequence[int]], model: str, limit_s: float
) -> dict[str, Any] | None:
    """What new points gain in the mean week, and the spread of the same figure between the weeks
    of the past with today's points. None where too few weeks were recorded.

    `today`, `after`: float64[cells] seconds from the nearest point; `weeks`: cells of the calls of
    each. Seconds count where both lead there.
    """
    is_drive = model in OF_SECONDS
    both = np.isfinite(today) & np.isfinite(after)
    one, other = (
        (np.where(both, t, 0.0) if is_drive else (t <= limit_s).astype(np.float64))
        for t in (today, after)
    )
    told = []
    for calls in weeks:
        at = np.array(calls, np.int64)
        at = at[both[at]] if is_drive else at
        if len(at) >= LEAST_A_WEEK:
            told.append((one[at].mean(), other[at].mean()))
    if len(told) < LEAST_WEEKS:
        return None
    by_week = np.array(told)
    gain = (by_week[:, 0] - by_week[:, 1]) * (1.0 if is_drive else -1.0)
    noise = float(by_week[:, 0].std(ddof=1))
    return {
        "of": "seconds" if is_drive else "share",
        "gain": round(float(gain.mean()), 4),
        "noise": round(noise, 4),
        "weeks": len(told),
        "better_weeks": int((gain > 0).sum()),
        "is_hardly": bool(gain.mean() < noise),
    }
