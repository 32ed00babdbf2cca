"""Tables of what holds now, kept in `pins/`: a change by itself fails, a meant one is read.

Whoever means it runs the test's file with `--write-pinned`, and reads the difference.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

PINS = Path(__file__).parent / "pins"


def same_as_read_last(name: str, rows: Sequence[tuple[str, ...]], config: pytest.Config) -> bool:
    """Is the table what the file says? With `--write-pinned` the file is written first."""
    file = PINS / name
    if config.getoption("--write-pinned"):
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(rows)
    with file.open(encoding="utf-8", newline="") as known:
        read_last = [tuple(row) for row in csv.reader(known)]
    new, gone = (
        [one for one in rows if one not in read_last],
        [o for o in read_last if o not in rows],
    )
    assert rows == read_last, f"meant? run this file with --write-pinned; new {new}, gone {gone}"
    return True
