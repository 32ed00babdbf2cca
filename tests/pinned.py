"""Tables of what holds now, kept beside the tests: a change by itself fails, a meant one is read.

Whoever means it runs the test's file with `--write-pinned`, and reads the difference.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest


def same_as_read_last(file: Path, rows: Sequence[tuple[str, ...]], config: pytest.Config) -> bool:
    """Is the table what the file says? With `--write-pinned` the file is written first."""
    if config.getoption("--write-pinned"):
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(rows)
    with file.open(encoding="utf-8", newline="") as known:
        assert rows == [tuple(row) for row in csv.reader(known)]
    return True
