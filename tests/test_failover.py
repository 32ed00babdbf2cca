"""A server is killed, then the primary: what was acknowledged is there, each thing once."""

import json
import secrets
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import cycle

import pytest
from tests.clusters import Cluster, a_cluster
from tests.servers import free_port, wait_for
from tests.sites import QUANJU, ROOT, fill, migrated_home

from quanju.trial.clients import Client

pytestmark = [pytest.mark.long, pytest.mark.once]
WRITERS = 4
PATIENCE_S = 300


@pytest.fixture
def pair() -> Iterator[tuple[Cluster, Cluster]]:
    """A primary and the standby that follows it, both running; commits are not yet waited for."""
    with a_cluster() as primary:
        standby = primary.standby()
        try:
            standby.start()
            yield primary, standby
        finally:
            standby.remove()


def wait_for_both(primary: Cluster) -> None:
    """From now on a change is acknowledged when primary and standby have it."""
    primary.configure("synchronous_standby_names = 'standby'", "synchronous_commit = on")
    primary.reload()
    until = time.monotonic() + PATIENCE_S
    while primary.ask("SELECT sync_state FROM pg_stat_replication") != "sync":
        assert time.monotonic() < until, "the standby never became synchronous"
        time.sleep(0.1)


class Servers:
    """Two server processes and a worker on one home, as docs/operating.md has them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.ports = [free_port(), free_port()]
        self.processes = [
            self._start("serve", "--no-worker", "--port", str(port)) for port in self.ports
        ]
        self.worker = self._start("worker")

    def wait_for(self) -> None:
        for port, process in zip(self.ports, self.processes, strict=True):
            wait_for(f"http://127.0.0.1:{port}/sign-in", server=process)

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [QUANJU, *arguments], env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL
        )

    def end(self) -> None:
        for process in (*self.processes, self.worker):
            process.kill()
            process.wait()


@dataclass
class Writers:
    """People who enter incidents and press again, at the other server, until they are told."""

    ports: list[int]
    told: dict[str, str] = field(default_factory=dict)  # key of the press -> number
    is_over: threading.Event = field(default_factory=threading.Event)

    def write(self) -> None:
        people: dict[int, Client] = {}
        try:
            while not self.is_over.is_set():
                self._write_one(people, secrets.token_hex(12))
        finally:
            for person in people.values():
                person.close()

    def _write_one(self, people: dict[int, Client], key: str) -> None:
        """One press, with one key, until it is acknowledged."""
        for port in cycle(self.ports):
            if number := self._pressed(people, port, key):
                self.told[key] = number
            if number or self.is_over.is_set():
                return
            time.sleep(0.05)

    def _pressed(self, people: dict[int, Client], port: int, key: str) -> str:
        body = {
            "idempotency_key": key,
            "type_code": "dispute_neighbour",
            "text": "两人在路口争吵",
            "lon": 119.7364,
            "lat": 49.2122,
        }
        try:
            person = people.get(port) or people.setdefault(port, Client(port))
            headers = {"Content_Type": "application/json", "X_CSRFToken": person.token}
            status, answer = person.ask("POST", "/api/v1/incidents", json.dumps(body), **headers)
        except (OSError, HTTPException, RuntimeError):
            if lost := people.pop(port, None):
                lost.close()
            return ""
        assert status in (200, 201, 503), (status, answer[:300])
        return str(json.loads(answer)["number"]) if status != 503 else ""

    def wait_for_more(self, more: int) -> None:
        """Until so many more presses were acknowledged."""
        until, target = time.monotonic() + PATIENCE_S, len(self.told) + more
        while len(self.told) < target:
            assert time.monotonic() < until, f"{len(self.told)} acknowledged, {target} wanted"
            time.sleep(0.1)


def test_a_killed_server_and_a_killed_primary_lose_nothing_that_was_acknowledged(pair, tmp_path):
    primary, standby = pair
    both = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
    environment = migrated_home(tmp_path / "home") | {
        "QUANJU_DATABASE": primary.address.replace(f"127.0.0.1:{primary.port}", both),
        "QUANJU_DEMO": "1",
    }
    fill(environment, "quanju.trial.branch")
    wait_for_both(primary)
    servers = Servers(environment)
    writers = Writers(servers.ports)
    threads = [threading.Thread(target=writers.write) for _ in range(WRITERS)]
    try:
        servers.wait_for()
        for thread in threads:
            thread.start()
        writers.wait_for_more(20)
        servers.processes[0].kill()
        writers.wait_for_more(20)
        primary.kill()
        standby.promote()
        writers.wait_for_more(20)
        told = dict(writers.told)
        with closing(Client(servers.ports[1])) as reader:
            kept = reader.numbers()
    finally:
        writers.is_over.set()
        for thread in threads:
            if thread.ident:
                thread.join()
        servers.end()
    assert set(told.values()) <= kept, "what was acknowledged is there"
    assert len(set(writers.told.values())) == len(writers.told), "each press made one incident"
    count = standby.ask("SELECT count(*) FROM dispatch_incident")
    assert len(writers.told) <= int(count) <= len(writers.told) + WRITERS
    assert_the_record_holds(environment)


def assert_the_record_holds(environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        [QUANJU, "journal", "verify", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
