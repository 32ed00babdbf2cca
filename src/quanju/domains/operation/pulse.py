"""Whether a heartbeat goes on, told by the reader's own clock that nobody sets."""

from collections.abc import Mapping
from datetime import datetime


class Pulse:
    """Remembers when each worker's count last went up.

    Moments of another computer say nothing about age: its clock may be an hour off. So a count
    that moves is life, and only a worker seen for the first time is judged by its moment.
    """

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, float]] = {}

    def alive(
        self,
        beats: Mapping[str, tuple[int, datetime]],
        *,
        at: datetime,
        ticks: float,
        silent_s: float,
    ) -> bool:
        """Did any worker beat within the last `silent_s` seconds? `ticks`: seconds, never set."""
        for worker, (count, beat_at) in beats.items():
            known = self._seen.get(worker)
            if known is None:
                age = abs((at - beat_at).total_seconds())
                self._seen[worker] = (count, ticks - min(age, 2 * silent_s))
            elif known[0] != count:
                self._seen[worker] = (count, ticks)
        self._seen = {worker: seen for worker, seen in self._seen.items() if worker in beats}
        return any(ticks - since <= silent_s for _, since in self._seen.values())

    def forget(self) -> None:
        self._seen.clear()
