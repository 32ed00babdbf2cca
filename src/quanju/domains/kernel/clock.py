"""The one clock. Pages, jobs and the command line ask it; verbs are given the moment.

The computer's clock is asked once; from then on time is counted by a clock that nobody can set.
Small differences, as time servers make them, are followed. A larger one is a jump: somebody set
the clock, or it was wrong before. The service then goes on by its own time, so that no alert is
silenced by an hour set back and nobody is signed out by an hour set forward; `off_s` tells it.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache

log = logging.getLogger("quanju.clock")


def _ticks() -> float:
    """Seconds that nobody sets; a computer that slept has slept them too, where it can tell."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class ServiceClock:
    """Time set by `wall` (seconds since 1970) at the start and counted by `ticks` (seconds)."""

    def __init__(
        self,
        tolerance_s: float,
        *,
        wall: Callable[[], float] = time.time,
        ticks: Callable[[], float] = _ticks,
    ) -> None:
        self.ticks = ticks
        self._wall, self._tolerance_s = wall, tolerance_s
        self._guard = threading.Lock()
        self._base = wall() - ticks()
        self._latest = 0.0
        self._off_s = 0.0

    def now(self) -> datetime:
        """The present moment in UTC; never earlier than one told before."""
        with self._guard:
            apart = self._wall() - self._base - self.ticks()
            before, self._off_s = self._off_s, 0.0
            if abs(apart) <= self._tolerance_s:
                self._base += apart
            else:
                self._off_s = apart
            self._latest = max(self._latest, self._base + self.ticks())
            moment = datetime.fromtimestamp(self._latest, UTC)
        if abs(self._off_s - before) > self._tolerance_s:
            _tell(self._off_s, before)
        return moment

    @property
    def off_s(self) -> float:
        """How far the computer's clock is ahead of the service's time; 0 while they agree."""
        self.now()
        return self._off_s

    def begin_at(self, moment: datetime) -> None:
        """Begin no earlier than `moment`: what is recorded already lies in no future."""
        with self._guard:
            behind = moment.timestamp() - self._base - self.ticks()
            if behind > self._tolerance_s:
                self._base += behind


def _tell(off_s: float, before: float) -> None:
    if off_s:
        log.error(
            "the computer's clock is %+.1f s off (%+.1f s before); the service goes on by its own",
            off_s,
            before,
        )
    else:
        log.warning("the computer's clock and the service's time agree again")


@cache
def clock() -> ServiceClock:
    """The clock of this process."""
    from django.conf import settings

    return ServiceClock(settings.CLOCK_TOLERANCE_S)


def now() -> datetime:
    """The present moment in UTC."""
    return clock().now()


# Records of a branch begin no earlier and are planned no further; beyond them a clock or a hand
# has slipped, and the ends of the calendar cannot even be told in another zone.
YEARS = range(2000, 2101)


def is_of_our_time(moment: date) -> bool:
    """Does a day or moment lie within the years that a branch can speak of?"""
    return moment.year in YEARS
