"""Real server processes for tests, a free port each."""

import atexit
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from tests.sites import ROOT, home_of, last_line, migrated, site_database

APPLICATION = "quanju.config.asgi:application"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(url: str, seconds: float = 300, server: "subprocess.Popen[Any] | None" = None) -> None:
    """Until the server answers; TimeoutError if it has ended, or never does on a busy machine."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and (server is None or server.poll() is None):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


def wait_until_silent(port: int, seconds: float = 120) -> None:
    """Until nobody listens there any more; TimeoutError if somebody stays."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.1)
    raise TimeoutError(port)


@contextmanager
def a_server(
    environment: Mapping[str, str],
    first_page: str = "/sign-in",
    application: str = APPLICATION,
) -> Iterator[str]:
    """The address of a server process that runs until the block ends."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "uvicorn", "--port", str(port)]
    command += ["--log-level", "error", "--timeout-graceful-shutdown", "1"]
    command += [application]
    server = subprocess.Popen(command, env=dict(environment), cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address + first_page, server=server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)


class Loaded:
    """A process that has loaded the site of one home and forks servers for it (tests/loaded.py)."""

    def __init__(self, more: Mapping[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="quanju-site-"))
        self.home = home_of(self.folder) | more
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.loaded", APPLICATION],
            env=self.home,
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        atexit.register(self._close)

    def put(self, made: Path) -> None:
        """Begin the home anew with what was made."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(made, self.folder)

    def fill(self, module: str) -> dict[str, Any]:
        """As `tests.sites.fill`, without the start of a process."""
        with tempfile.NamedTemporaryFile() as told:
            if code := self._answer(run=module, out=told.name):
                raise RuntimeError(f"{module} ended with {code}")
            return last_line(told.read())

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address of a server that runs until the block ends."""
        port = free_port()
        server = self._answer(serve=port)
        try:
            wait_for(f"http://127.0.0.1:{port}/sign-in", server=self._process)
            yield f"http://127.0.0.1:{port}"
        finally:
            self._answer(end=server)

    def _answer(self, **wish: int | str) -> int:
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(wish), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())

    def _close(self) -> None:
        self._process.communicate(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)


@cache
def loaded(more: tuple[tuple[str, str], ...] = ()) -> Loaded:
    """One a run and environment: its sites follow one another."""
    return Loaded(dict(more))


class FilledSite:
    """A site filled once and served again and again, each time as it was filled."""

    def __init__(self, module: str, kept: Path, **more: str) -> None:
        """`more` are settings of its environment; what the module fills is kept in a folder."""
        self._loaded, self._kept = loaded(tuple(sorted(more.items()))), kept
        self._loaded.put(migrated())
        self.facts, self.fill = self._loaded.fill(module), self._loaded.fill
        shutil.copytree(self._loaded.folder, kept, dirs_exist_ok=True)
        self.database = site_database(self._loaded.folder)

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address of a server that runs until the block ends."""
        self._loaded.put(self._kept)
        with self._loaded.served() as address:
            yield address
