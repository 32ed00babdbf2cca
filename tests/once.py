"""What takes long to make is made once a run, whichever process asks for it first.

`tests/run.py` names one folder for all its runs; a plain `pytest` and its workers share their own.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

FOLDER = "QUANJU_TESTS_RUN"
VAR = Path(__file__).parents[1] / "var"


def open_run() -> None:
    """Name the folder of this run, unless a process above has; it is gone at the end."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="quanju-tests-once-")
        atexit.register(shutil.rmtree, os.environ[FOLDER], ignore_errors=True)


def once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder that `make` has filled. It is everybody's: copy it before writing into it.

    Raises whatever `make` raises; then the next who asks tries again.
    """
    return _made(Path(os.environ[FOLDER]), name, make)


def kept(name: str, make: Callable[[Path], object]) -> Path:
    """As `once`, for all runs of this checkout. `name` is kind-sum: other sums of a kind go."""

    def make_alone(folder: Path) -> None:
        for old in VAR.glob(f"{name.rpartition('-')[0]}-*"):
            if old.is_dir() and old != folder:
                shutil.rmtree(old, ignore_errors=True)
        make(folder)

    VAR.mkdir(exist_ok=True)
    return _made(VAR, name, make_alone)


def _made(where: Path, name: str, make: Callable[[Path], object]) -> Path:
    done, begun = where / name, where / f"{name}.begun"
    with (where / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
            make(begun)
            begun.rename(done)
    return done
