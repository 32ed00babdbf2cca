"""Verbs of operation: a worker says that it is there."""

import os
import socket
from datetime import datetime, timedelta

from django.db.models import F

from quanju.domains.kernel.clock import clock
from quanju.domains.kernel.transaction import write
from quanju.domains.operation.models import Heartbeat

FORGOTTEN_AFTER = timedelta(days=1)  # a process that ended without saying so


def this_worker() -> str:
    """The name of this process among those that run the jobs."""
    return f"{socket.gethostname()}/{os.getpid()}"[:120]


def beat(*, at: datetime, worker: str = "") -> None:
    """Say that the jobs are run here. It is no act of anybody, so it is no entry of the journal."""
    name, off = worker or this_worker(), clock().off_s
    with write():
        mine = Heartbeat.objects.filter(worker=name)
        if not mine.update(beats=F("beats") + 1, beat_at=at, clock_off_s=off):
            Heartbeat.objects.filter(beat_at__lt=at - FORGOTTEN_AFTER).delete()
            Heartbeat.objects.create(worker=name, beats=1, beat_at=at, clock_off_s=off)


def leave(*, worker: str = "") -> None:
    """Say that this process runs the jobs no longer."""
    with write():
        Heartbeat.objects.filter(worker=worker or this_worker()).delete()
