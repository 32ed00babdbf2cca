"""`quanju bench journal`: writing the record, and checking a long one."""

import os
import resource
import tempfile
import threading
import time
from typing import Any

import click

from quanju.cli.framework import as_json_option, print_figures, progress

SECONDS = 4.0
SEALED_EVERY = 10_000
ROWS = 1000


@click.command()
@click.option("--entries", default=1_000_000, show_default=True, help="how long the record is")
@click.option("--writers", default=16, show_default=True, help="threads that write at once")
@as_json_option
def journal(entries: int, writers: int, as_json: bool) -> None:
    """Entries written a second; then a long record checked: seconds, processor, memory.

    In a database of its own: SQLite in a temporary folder, or what QUANJU_BENCH_DATABASE names.
    """
    with tempfile.TemporaryDirectory(prefix="quanju-bench-") as home:
        os.environ["QUANJU_HOME"] = home
        os.environ.pop("QUANJU_DATABASE", None)
        if database := os.environ.get("QUANJU_BENCH_DATABASE"):
            os.environ["QUANJU_DATABASE"] = database
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        figures = _written(1) | _written(writers) | _checked(entries)
    print_figures(figures, as_json=as_json)


def _written(writers: int) -> dict[str, float]:
    """Closed loop: every writer records as fast as it may."""
    from django.db import connection

    from quanju.domains.journal.actions.entries import consult
    from quanju.domains.kernel.clock import now
    from quanju.domains.people.types import SERVICE

    waits: list[float] = []
    ends, cpu = time.monotonic() + SECONDS, time.process_time()

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
    figures = {
        "per_s": len(waits) / SECONDS,
        "cpu_ms_each": (time.process_time() - cpu) / len(waits) * 1e3,
        "p50_ms": waits[len(waits) // 2] * 1e3,
        "p99_ms": waits[int(len(waits) * 0.99)] * 1e3,
        "max_ms": waits[-1] * 1e3,
    }
    return {f"writers_{writers}_{name}": value for name, value in figures.items()}


def _checked(entries: int) -> dict[str, Any]:
    from quanju.domains.journal import queries
    from quanju.domains.kernel.clock import now

    with progress(entries, "fill") as told:
        _fill(entries, told)
    before, wall, cpu = _peak_mb(), time.monotonic(), time.process_time()
    with progress(queries.head_number(), "verify") as told:
        found = queries.verify(at=now(), told=told)
    return {
        "entries": found.entries,
        "seals": found.seals,
        "rows": found.rows,
        "holds": found.holds,
        "faults": [one.text.en for one in found.faults],
        "verify_s": time.monotonic() - wall,
        "verify_cpu_s": time.process_time() - cpu,
        "verify_peak_mb": _peak_mb() - before,
    }


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _fill(entries: int, told: Any) -> None:
    """Entries as verbs write them, a digest each, two subjects each, sealed now and then."""
    from quanju.domains.journal.actions.entries import record
    from quanju.domains.journal.actions.seals import seal
    from quanju.domains.journal.types import Event
    from quanju.domains.kernel.clock import now
    from quanju.domains.kernel.transaction import write
    from quanju.domains.kernel.types import Text
    from quanju.domains.people.models import Organisation
    from quanju.domains.people.types import SERVICE

    event = Event("bench.changed", Text("量", "measured"))
    with write():
        made = [Organisation(code=f"s{n}", kind="station") for n in range(ROWS)]
        Organisation.objects.bulk_create(made)
        record(event, subject="organisation:s0", by=SERVICE, at=now())
    done = 0
    while done < entries:
        with write():
            for n in range(done, min(entries, done + SEALED_EVERY)):
                record(
                    event,
                    subject=f"incident:20261123-{n:07}",
                    by=SERVICE,
                    at=now(),
                    facts={"unit": "P3", "state": "arrived", "metres": n % 977},
                    related=[f"unit:P{n % 40}"],
                )
            Organisation.objects.filter(code=f"s{done % ROWS}").update(lon=done % 180)
        seal(by=SERVICE, at=now())
        done += SEALED_EVERY
        told(min(done, entries))
