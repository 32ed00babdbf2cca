"""A table that a branch wrote, or that lies in its database, is still read after an upgrade.

`required_lines.csv` is what each kind has asked for from the first. A line that came after must
have a default, or stand in `later` of its kind: what comes with the room holds until it is written.
"""

import csv
from pathlib import Path

import pytest
from tests.domains.rulebook.required import required

from quanju.domains.rulebook.reading import read_shipped, read_table
from quanju.domains.rulebook.types import kinds

HERE = Path(__file__).parent
KINDS = [one for one in kinds() if not one.name.startswith("access.")]


def at_first() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    with (HERE / "required_lines.csv").open(encoding="utf-8") as file:
        for kind, line in csv.reader(file):
            found.setdefault(kind, set()).add(line)
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.name)
def test_a_line_that_came_after_may_be_missing(kind):
    since = set(required(kind.model)) - at_first().get(kind.name, set())
    has_first = kind.name in at_first() or not set(required(kind.model))
    assert has_first, (
        f"a new kind: add its lines, see tests/domains/rulebook/required.py {kind.name}"
    )
    # Rows of a line that may be missing as a whole need not be there either.
    inside = {one for one in since if any(one.startswith(f"{name}.") for name in kind.later)}
    assert since - inside <= set(kind.later), "give it a default, or name it in `later`"


def test_a_table_without_a_line_that_came_after_is_read_with_the_rooms_own():
    from quanju.domains.cases.rules import LIMITS

    before = "accept_min = 60\nreview_h = 12\nhard_review_h = 24\ndecline_most = 1"
    found = read_table(LIMITS, before)
    assert (found.accept_min, found.review_days) == (60, read_shipped(LIMITS).review_days)
