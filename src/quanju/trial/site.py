"""A site of its own for a measurement: a home, a database, servers that end with it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

START_S = 300
"""A fresh home compiles the road engine first, and a busy machine takes minutes for it."""
QUANJU = "import sys; from quanju.cli import main; sys.argv[0] = 'quanju'; main()"


class SiteFailed(RuntimeError):
    """A step of making the site ended with an error; the text is what it said."""


@dataclass
class Server:
    """One server process and its port."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu_s(self) -> float:
        """Seconds of processor time it has used, all threads together."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_kb(self) -> int:
        """Kilobytes of memory it holds now."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1])


@dataclass
class Site:
    """The servers of a measurement, all on one database."""

    servers: list[Server] = field(default_factory=list)
    said: str = ""
    """What the module printed that was run beside the loading, if any was."""

    @property
    def ports(self) -> list[int]:
        return [server.port for server in self.servers]

    def cpu_s(self) -> float:
        return sum(server.cpu_s() for server in self.servers)

    def memory_kb(self) -> int:
        return sum(server.memory_kb() for server in self.servers)


@contextmanager
def a_site(
    *,
    processes: int,
    database: str,
    like: Path | None,
    environment: dict[str, str],
    beside: Sequence[str] = (),
) -> Iterator[Site]:
    """The invented branch with `processes` servers; on SQLite, or in a database made beside
    `database`. With `like` a copy of that demo's home. Everything it made is gone at its end.
    `beside` is a module, with its arguments, that is run once the branch is loaded.
    """
    with tempfile.TemporaryDirectory(prefix="quanju-bench-") as home, _own(database) as address:
        known = {**os.environ, **environment, "QUANJU_HOME": home, "QUANJU_DEMO": "1"}
        known["DJANGO_SETTINGS_MODULE"] = "quanju.config.settings"
        known["QUANJU_DATABASE"] = address or f"sqlite:///{home}/quanju.sqlite3"
        if like is not None:
            shutil.copytree(like, home, dirs_exist_ok=True)
        _run(known, "quanju.trial.branch")
        site = Site(said=_run(known, *beside) if beside else "")
        try:
            for _ in range(processes):
                site.servers.append(_served(known))
            for server in site.servers:
                _wait_for(server)
            yield site
        finally:
            for server in site.servers:
                server.process.terminate()
            for server in site.servers:
                server.process.wait(timeout=20)


@contextmanager
def _own(address: str) -> Iterator[str]:
    """A database of the measurement's own on the server of `address`, dropped at the end."""
    if not address:
        yield ""
        return
    import psycopg

    name = f"quanju_bench_{os.getpid()}"
    parts = urlsplit(address)
    plain = urlunsplit(parts._replace(scheme="postgresql"))
    with psycopg.connect(plain, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _run(environment: dict[str, str], *module: str) -> str:
    command = [sys.executable, "-m", *module]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SiteFailed((done.stderr or done.stdout).strip()[-500:])
    return done.stdout


def _served(environment: dict[str, str]) -> Server:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-c", QUANJU, "serve", "--no-worker", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    return Server(process, port)


def _wait_for(server: Server) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and server.process.poll() is None:
        try:
            urlopen(f"http://127.0.0.1:{server.port}/sign-in", timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise SiteFailed(f"no server on port {server.port}")
