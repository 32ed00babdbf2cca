"""A drive along a way: where a unit is at a moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from math import cos, hypot, radians

from quanju.domains.geo.types import Way

Place = tuple[float, float]


@dataclass(frozen=True)
class Drive:
    """Points with the share of the way driven at each, from `started_at` to `ends_at`."""

    points: tuple[Place, ...]
    shares: tuple[float, ...]
    started_at: datetime
    ends_at: datetime

    @classmethod
    def along(cls, way: Way, at: datetime, speed: float) -> "Drive":
        """A drive that starts now and takes the way's seconds, divided by `speed`."""
        points = tuple((lon, lat) for lon, lat in way.geometry["coordinates"])
        steps = [
            hypot((b[0] - a[0]) * cos(radians(a[1])), b[1] - a[1]) for a, b in pairwise(points)
        ]
        total = sum(steps) or 1.0
        shares = (0.0, *(done / total for done in accumulate(steps)))
        return cls(points, shares, at, at + timedelta(seconds=max(1.0, way.seconds / speed)))

    def is_over(self, at: datetime) -> bool:
        return at >= self.ends_at

    def place(self, at: datetime) -> Place:
        """Where the unit is at `at`; at the end afterwards."""
        share = (at - self.started_at) / (self.ends_at - self.started_at)
        if share >= 1:
            return self.points[-1]
        for (a, b), (low, high) in zip(pairwise(self.points), pairwise(self.shares), strict=True):
            if share <= high:
                part = (share - low) / (high - low) if high > low else 0.0
                return (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
        return self.points[-1]
