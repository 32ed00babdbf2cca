"""Writing the journal: entries a second with 1 and 16 writers, and the longest wait."""

import json
import os
import tempfile
import threading
import time

HOME = tempfile.TemporaryDirectory(prefix="quanju-bench-")
os.environ.update(QUANJU_HOME=HOME.name, DJANGO_SETTINGS_MODULE="quanju.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from quanju.domains.journal.actions import consult
from quanju.domains.kernel.clock import now
from quanju.domains.people.types import SERVICE

SECONDS = 4.0


def measure(writers: int) -> dict[str, float]:
    """Closed loop: every writer records as fast as it may."""
    waits: list[float] = []
    ends = time.monotonic() + SECONDS

    def work() -> None:
        while time.monotonic() < ends:
            started = time.monotonic()
            consult(subject="incident:1", by=SERVICE, at=now(), purpose="audit")
            waits.append(time.monotonic() - started)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waits.sort()
    return {
        "writers": writers,
        "per_second": len(waits) / SECONDS,
        "p50_ms": waits[len(waits) // 2] * 1e3,
        "p99_ms": waits[int(len(waits) * 0.99)] * 1e3,
        "max_ms": waits[-1] * 1e3,
    }


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    for count in (1, 16):
        print(json.dumps(measure(count)), flush=True)
    HOME.cleanup()
