"""Questions to the machinery: what does not run, is it fit to serve."""

import shutil
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import Error

from quanju.domains.journal import queries as journal
from quanju.domains.kernel.clock import clock
from quanju.domains.operation.models import Heartbeat
from quanju.domains.operation.pulse import Pulse
from quanju.domains.operation.types import (
    DATABASE,
    WORKER,
    Check,
    Fault,
    Health,
    clock_off,
    disk_low,
    journal_ahead,
)

FRESH_S = 4.0  # how long an answer is good for all who ask
KNOWN_S = 30.0  # how long pages that ask nothing go on showing it
MB = 1024 * 1024


@dataclass
class _Kept:
    """The last answer of this process, and when it was found (ticks of its clock)."""

    found: Health | None = None
    ticks: float = 0.0

    def within(self, seconds: float) -> Health | None:
        return self.found if 0 <= clock().ticks() - self.ticks < seconds else None


_pulse, _kept, _guard = Pulse(), _Kept(), threading.Lock()


def health(*, at: datetime) -> Health:
    """All checks, asked of the database at most every few seconds a process."""
    with _guard:
        if (fresh := _kept.within(FRESH_S)) is not None:
            return fresh
        ticks = clock().ticks()
        found = _look(at, ticks)
        _kept.found, _kept.ticks = found, ticks
        return found


def faults(*, at: datetime) -> tuple[Fault, ...]:
    """What every desk must see now."""
    return health(at=at).faults


def known_faults() -> tuple[Fault, ...]:
    """What this process found lately; asks nothing, so that every page may show it."""
    known = _kept.within(KNOWN_S)
    found = known.faults if known else ()
    off = clock().off_s
    if off and not any(fault.code == "clock" for fault in found):
        return (clock_off(off), *found)
    return found


def forget() -> None:
    """Ask anew at the next question, as a process that has just begun."""
    _kept.found = None
    _pulse.forget()


def _look(at: datetime, ticks: float) -> Health:
    try:
        return Health((Check("database", True), *_worker(at, ticks), *_seals(at), *_machine(at)))
    except Error:  # of any kind: whatever it is, nothing can be stored
        return Health((Check("database", False, "no answer", DATABASE), _disk(), _own_clock()))


def _worker(at: datetime, ticks: float) -> tuple[Check, ...]:
    beats = {row.worker: (row.beats, row.beat_at) for row in Heartbeat.objects.all()}
    alive = _pulse.alive(beats, at=at, ticks=ticks, silent_s=settings.WORKER_SILENT_S)
    return (Check("worker", True) if alive else Check("worker", False, "silent", WORKER),)


def _seals(at: datetime) -> tuple[Check, ...]:
    """A day is sealed at the next day's first run; a young journal has none yet."""
    limit = timedelta(hours=settings.SEAL_OVERDUE_H)
    seal = journal.latest_seal()
    first = journal.entries_after(seal.last_entry if seal else 0, limit=1)
    overdue = bool(first) and at - first[0].at > limit
    return (Check("seals", not overdue, "overdue" if overdue else "ok"),)


def _machine(at: datetime) -> tuple[Check, ...]:
    return _disk(), _clocks(at)


def _disk() -> Check:
    folders = {settings.HOME}
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        folders.add(Path(settings.DATABASES["default"]["NAME"]).parent)
    free = min(shutil.disk_usage(folder).free for folder in folders if folder.is_dir()) // MB
    if free >= settings.DISK_FREE_MIN_MB:
        return Check("disk", True)
    return Check("disk", False, "low", disk_low(free))


def _own_clock() -> Check:
    off = clock().off_s
    return Check("clock", False, "moved", clock_off(off)) if off else Check("clock", True)


def _clocks(at: datetime) -> Check:
    """This computer's clock, the workers' clocks, and the newest entry against them."""
    if not (own := _own_clock()).holds:
        return own
    others = Heartbeat.objects.exclude(clock_off_s=0).filter(beat_at__gt=at - timedelta(minutes=1))
    if other := others.first():
        return Check("clock", False, "moved", clock_off(other.clock_off_s))
    ahead = journal.newest_recorded_at()
    by = (ahead - at).total_seconds() if ahead else 0.0
    if by > settings.CLOCK_TOLERANCE_S:
        return Check("clock", False, "behind the journal", journal_ahead(by))
    return Check("clock", True)
