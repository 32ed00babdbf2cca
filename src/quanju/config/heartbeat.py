"""The worker's heartbeat: beside the jobs, so that a long one is no silence, and silent with them.

As a job among jobs it fell silent whenever one of them took longer than the limit of silence, and
every desk was told that nobody watches the clocks. It beats while the jobs' thread lives and no
job has run longer than `JOB_HANGS_S`; a job beyond that is named in the log.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import Error, close_old_connections, connection

from quanju.domains.kernel.clock import clock, now
from quanju.domains.operation import actions as operation

log = logging.getLogger("quanju.jobs")
EVERY_S = 5.0


class AtWork:
    """The job that runs now, and since when by a clock that nobody sets."""

    def __init__(self) -> None:
        self._job: tuple[str, float] | None = None
        self._named: tuple[str, float] | None = None

    @contextmanager
    def on(self, job: str) -> Iterator[None]:
        self._job = (job, clock().ticks())
        try:
            yield
        finally:
            self._job = None

    def hangs(self, limit_s: float) -> bool:
        """Does a job run longer than that? Each one is logged once."""
        if (job := self._job) is None or clock().ticks() - job[1] <= limit_s:
            return False
        if job != self._named:
            self._named = job
            log.error("job %s hangs: it has run longer than %d s", job[0], limit_s)
        return True


at_work = AtWork()


def beat_beside(jobs: threading.Thread, stop: threading.Event) -> None:
    """Beat as long as the thread of the jobs does its work."""
    while jobs.is_alive() and not stop.is_set():
        if not at_work.hangs(settings.JOB_HANGS_S):
            _beat()
        stop.wait(EVERY_S)
    connection.close()


def _beat() -> None:
    close_old_connections()
    try:
        operation.beat(at=now())
    except Error:
        log.exception("the heartbeat was not stored; it will be tried again")
        close_old_connections()
