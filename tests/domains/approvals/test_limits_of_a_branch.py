"""How long an act waits is the branch's table; the second branch has other numbers."""

from datetime import timedelta
from pathlib import Path

import pytest

from quanju.domains.rulebook.queries import read, shipped
from quanju.domains.rulebook.rules import SECOND_PERSON
from quanju.domains.rulebook.types import RuleError

OTHER = Path(__file__).parents[2] / "branches" / "second_branch" / "rules"
MINUTES = [
    ("dispatch.cancel_incident", 60, 20),
    ("dispatch.merge_incident", 240, 90),
    ("any.other", 20160, 4320),
]


@pytest.mark.parametrize(("act", "ours", "theirs"), MINUTES)
def test_an_act_waits_as_long_as_the_branch_says(act, ours, theirs):
    kind = SECOND_PERSON.name
    there = read(kind, (OTHER / f"{kind}.toml").read_text("utf-8"))
    assert read(kind, shipped(SECOND_PERSON)).wait_of(act) == timedelta(minutes=ours)
    assert there.wait_of(act) == timedelta(minutes=theirs)


def test_an_act_that_nobody_knows_is_refused_with_the_known_ones():
    with pytest.raises(RuleError, match=r"dispatch\.merge_incident"):
        read("rulebook.second_person", 'wait_min = 60\n[[act]]\nname = "a.b"\nwait_min = 60\n')
