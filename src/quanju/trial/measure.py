"""What `quanju bench http` measures, and the figures it gives."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from quanju.config.files import raise_file_limit
from quanju.trial.clients import Client, Written, write_for
from quanju.trial.site import Site, a_site

STREAMS_A_SESSION = 4
WARM_S = 2.0
SERVERS_TAKE = {"QUANJU_REQUESTS": "400"}


def measure_http(
    *,
    processes: int,
    clients: int,
    seconds: float,
    streams: int,
    pace: float,
    database: str,
    like: Path | None = None,
) -> dict[str, Any]:
    """Incidents entered over HTTP by `clients` at once, then with `streams` readers listening.

    `cpu_ms_each` is processor time of the server processes alone, for each incident.
    """
    raise_file_limit()  # a session of each four streams, and the servers inherit it
    with a_site(
        processes=processes, database=database, like=like, environment=SERVERS_TAKE
    ) as site:
        people = [Client(site.ports[n % processes]) for n in range(clients)]
        kind = _a_type(people[0])
        first = write_for(people, WARM_S, type_code=kind)
        alone, cpu = _measured(site, people, seconds, kind)
        form, form_cpu = _measured(site, people, seconds / 2, kind, form=True)
        figures = {
            "database": "postgresql" if database else "sqlite",
            "processes": processes,
            "clients": clients,
            "creates": alone.done,
            "creates_per_s": round(alone.per_s, 1),
            "cpu_ms_each": round(cpu, 1),
            "p50_ms": round(alone.ms(0.5)),
            "p99_ms": round(alone.ms(0.99)),
            "longest_ms": round(alone.ms(1)),
            "refused": first.refused + alone.refused + form.refused,
            "form_per_s": round(form.per_s, 1),
            "form_cpu_ms_each": round(form_cpu, 1),
        }
        numbers = first.numbers | alone.numbers
        if streams:
            told, more = _with_streams(site, people, kind, streams, seconds, pace, alone)
            figures |= told
            numbers |= more
        figures["lost"] = len(numbers - people[0].numbers())
        return figures


def _measured(
    site: Site, people: list[Client], seconds: float, kind: str, *, form: bool = False
) -> tuple[Written, float]:
    """A run at full speed, and the servers' milliseconds of processor time for each."""
    before = site.cpu_s()
    written = write_for(people, seconds, type_code=kind, form=form)
    return written, (site.cpu_s() - before) / max(1, written.done) * 1000


def _with_streams(
    site: Site,
    people: list[Client],
    kind: str,
    streams: int,
    seconds: float,
    pace: float,
    alone: Written,
) -> tuple[dict[str, Any], set[str]]:
    """Readers beside the writers: memory, lateness, loss, and what writing is worth meanwhile."""
    ports = site.ports
    sessions = [Client(ports[n % len(ports)]) for n in range(-(-streams // STREAMS_A_SESSION))]
    for one in sessions:
        one.close()
    held = site.memory_kb()
    with _Listeners(
        [(one.port, one.cookie) for n in range(streams) for one in [sessions[n % len(sessions)]]]
    ) as listeners:
        listeners.ask(f"settle {_mark(people[0], kind)}")
        each = (site.memory_kb() - held) / max(1, listeners.open)
        before = site.cpu_s()
        paced = write_for(people, seconds, type_code=kind, pace=pace)
        busy = (site.cpu_s() - before) / paced.seconds
        told = listeners.ask(f"tell {_mark(people[0], kind)}")
        full = write_for(people, seconds, type_code=kind)
        after = listeners.ask(f"tell {_mark(people[0], kind)}")
    return {
        "streams": listeners.open,
        "streams_refused": streams - listeners.open,
        "kb_a_stream": round(each, 1),
        "changes_per_s": round(paced.per_s, 1),
        "late_p50_ms": round(told["late_p50_s"] * 1000),
        "late_p99_ms": round(told["late_p99_s"] * 1000),
        "servers_busy": round(busy, 2),
        "streams_ended": after["ended"],
        "streams_lost": told["lost"] + after["lost"],
        "creates_per_s_with_streams": round(full.per_s, 1),
        "writing_share": round(full.per_s / alone.per_s, 2) if alone.per_s else 0.0,
        "p99_ms_with_streams": round(full.ms(0.99)),
        "refused_with_streams": paced.refused + full.refused,
    }, paced.numbers | full.numbers


class _Listeners:
    """The readers' process."""

    def __init__(self, streams: list[tuple[int, str]]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "quanju.trial.listeners"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.open = int(self.ask(json.dumps({"streams": streams}))["open"])

    def ask(self, line: str) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told

    def __enter__(self) -> "_Listeners":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=20)


def _mark(client: Client, kind: str) -> int:
    """Enter one more incident; the number of the journal's newest entry, as a page names it."""
    client.create(kind)
    _, page = client.ask("GET", "/dispatch/", Accept="text/html")
    return int(page.split(b'data-after="', 1)[1].split(b'"', 1)[0])


def _a_type(client: Client) -> str:
    """An incident type of the branch, as the form of a call offers it."""
    _, page = client.ask("GET", "/dispatch/call", Accept="text/html", HX_Request="true")
    options = page.split(b'name="type_code"', 1)[1].split(b"</select>", 1)[0]
    codes = [part.split(b'"', 1)[0].decode() for part in options.split(b'<option value="')[1:]]
    return next(code for code in codes if code)
