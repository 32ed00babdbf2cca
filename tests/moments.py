"""The tests at another moment, with all processes that they start.

`QUANJU_TESTS_AT=2026-12-31T15:59:30Z pytest …`, or `python -m tests.run --at MOMENT …`: the run
begins at that moment and time goes on from there. No test may fail for it.
"""

import os
import runpy
import time
from datetime import datetime
from pathlib import Path

AT, AHEAD = "QUANJU_TESTS_AT", "QUANJU_TESTS_AHEAD_S"
FOLDER = Path(__file__).parent / "moved_clock"


def move() -> None:
    """Set the clock of this process, and of all that it starts, if a moment is asked for."""
    moment = os.environ.get(AT)
    if not moment:
        return
    if AHEAD not in os.environ:
        os.environ[AHEAD] = str(datetime.fromisoformat(moment).timestamp() - time.time())
        os.environ["PYTHONPATH"] = path_of(os.environ.get("PYTHONPATH", ""))
    runpy.run_path(str(FOLDER / "sitecustomize.py"))


def path_of(*folders: str) -> str:
    """What PYTHONPATH must be for these folders, at whatever moment."""
    first = [str(FOLDER)] if AT in os.environ else []
    return os.pathsep.join(dict.fromkeys([*first, *filter(None, folders)]))
