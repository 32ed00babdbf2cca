"""Servers that are killed, and servers that stand side by side: what was said to be done is done.

On SQLite always; on PostgreSQL too where its wheel is installed.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.browser import build_pages
from tests.run import postgres
from tests.servers import free_port, wait_for
from tests.sites import QUANJU, ROOT, fill, home_of, migrated_home

from quanju.domains.kernel.clock import now

pytestmark = pytest.mark.long


@dataclass
class Site:
    """A database with a crew and two desks in it; servers come and go."""

    environment: dict[str, str]
    cookies: dict[str, dict[str, str]]

    def headers(self, who: str) -> dict[str, str]:
        cookie = self.cookies[who]
        return {"Cookie": f"{cookie['name']}={cookie['value']}; csrftoken={'c' * 32}"}

    def post(self, address: str, path: str, body: dict[str, Any], who: str = "desk") -> Any:
        request = urllib.request.Request(
            address + path,
            json.dumps(body).encode(),
            {
                **self.headers(who),
                "Content-Type": "application/json",
                "X-CSRFToken": "c" * 32,
                "Origin": address,
            },
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def verified(self) -> dict[str, Any]:
        """What `quanju journal verify` says of the database."""
        found = subprocess.run(
            [QUANJU, "journal", "verify", "--json"],
            env=self.environment,
            capture_output=True,
            check=True,
        )
        return json.loads(found.stdout)  # type: ignore[no-any-return]

    def numbers(self) -> set[str]:
        """Incidents as they are stored, each with its entry in the journal."""
        ask = (
            "import django; django.setup();"
            "from quanju.domains.dispatch.models import Incident, Call;"
            "from quanju.domains.journal.models import Entry;"
            "import json;"
            "created = set(Entry.objects.filter(event='dispatch.incident_created')"
            ".values_list('subject', flat=True));"
            "stored = {'incident:' + n for n in Incident.objects.values_list('number', flat=True)};"
            "print(json.dumps([sorted(created), sorted(stored)]))"
        )
        found = subprocess.run(
            [sys.executable, "-c", ask], env=self.environment, capture_output=True, check=True
        )
        told, stored = json.loads(found.stdout.splitlines()[-1])
        assert told == stored, "an incident without its entry, or an entry without its incident"
        return {name.removeprefix("incident:") for name in stored}


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    if kind == "sqlite":
        yield migrated_home(folder)
        return
    with postgres() as address:
        yield {**home_of(folder), "QUANJU_DATABASE": address}


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    build_pages()
    with _database(request.param, tmp_path) as home:
        yield Site(home, fill(home, "tests.journeys.site")["cookies"])


@contextmanager
def _server(site: Site) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    port = free_port()
    server = subprocess.Popen(
        [QUANJU, "serve", "--port", str(port), "--no-worker"],
        env=site.environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/sign-in", seconds=60)
        yield address, server
    finally:
        if server.poll() is None:
            server.kill()
        server.wait(timeout=10)


def _an_incident(number: int) -> dict[str, Any]:
    return {
        "idempotency_key": f"kill-test-{os.getpid()}-{number:06}",
        "type_code": "fight",
        "lon": 119.7206,
        "lat": 49.199,
        "text": "x",
    }


def test_a_server_killed_in_the_midst_loses_nothing_it_has_confirmed(site: Site) -> None:
    confirmed: list[str] = []

    def write(address: str, first: int) -> None:
        number = first
        while True:
            try:
                made = site.post(address, "/api/v1/incidents", _an_incident(number))
            except (OSError, http.client.HTTPException, ValueError):
                return  # killed
            confirmed.append(made["number"])
            number += 1

    for turn in range(2):
        with _server(site) as (address, server):
            writers = [
                threading.Thread(target=write, args=(address, turn * 100_000 + w * 10_000))
                for w in range(3)
            ]
            for writer in writers:
                writer.start()
            until = time.monotonic() + 30
            while len(confirmed) < 12 * (turn + 1) and time.monotonic() < until:
                time.sleep(0.02)
            os.kill(server.pid, signal.SIGKILL)
            for writer in writers:
                writer.join(timeout=20)
    assert len(confirmed) >= 24
    assert len(set(confirmed)) == len(confirmed)
    assert set(confirmed) <= site.numbers()
    assert site.verified()["holds"] is True


def _listen(site: Site, address: str, after: int | None, heard: Callable[[int, str], bool]) -> None:
    """Read the stream of one server until `heard(number, event)` says it is enough."""
    headers = site.headers("second desk")
    if after is not None:
        headers["Last-Event-ID"] = str(after)
    request = urllib.request.Request(f"{address}/live/stream", headers=headers)
    with urllib.request.urlopen(request, timeout=20) as stream:
        for line in stream:
            if line.startswith(b"data: {") and b'"number"' in line:
                told = json.loads(line[6:])
                if heard(told["number"], told["event"]):
                    return


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
def test_what_one_server_writes_is_heard_at_the_other_and_nothing_twice(site: Site) -> None:
    numbers: list[int] = []

    def heard(number: int, event: str) -> bool:
        numbers.append(number)
        return event == "dispatch.incident_created"

    with _server(site) as (first, leaving), _server(site) as (second, _):
        listener = threading.Thread(target=_listen, args=(site, first, 0, heard))
        listener.start()
        time.sleep(1)
        site.post(second, "/api/v1/incidents", _an_incident(1))
        listener.join(timeout=20)
        assert not listener.is_alive(), "the other server's entry was not heard"

        began = now()
        leaving.terminate()
        leaving.wait(timeout=15)
        assert (now() - began).total_seconds() < 10, "open streams kept the server from leaving"

        site.post(second, "/api/v1/incidents", _an_incident(2))
        last = numbers[-1]
        _listen(site, second, last, heard)
    assert numbers == list(dict.fromkeys(numbers)), "told twice"
    assert numbers == sorted(numbers)
    assert site.verified()["holds"] is True
