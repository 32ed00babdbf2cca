"""What stands where in the worklist: both sides of each border, danger before time."""

from datetime import timedelta

import pytest
from tests.builders.people import NOON

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting
from quanju.pages.worklist.merging import Borders, merged
from quanju.pages.worklist.shown import row_of

SECOND = timedelta(seconds=1)
SHIFT_ENDS = NOON + timedelta(hours=4)


def borders(at_once_min=15):
    return Borders(NOON, timedelta(minutes=at_once_min), SHIFT_ENDS, is_shift=True)


def a_matter(key="a", **more):
    facts = {"since": NOON - timedelta(minutes=10), "title": Text("一件事", "a matter")} | more
    return Waiting(
        key=key, subject="x:1", kind="task", number="1", why=Text("因", "because"), **facts
    )


@pytest.mark.parametrize(
    ("due_at", "at_once_min", "group"),
    [
        (NOON - timedelta(hours=1), 15, "now"),
        (NOON + timedelta(minutes=15), 15, "now"),
        (NOON + timedelta(minutes=15) + SECOND, 15, "today"),
        (NOON + timedelta(minutes=15) + SECOND, 30, "now"),
        (NOON + timedelta(minutes=30) + SECOND, 30, "today"),
        (SHIFT_ENDS, 15, "today"),
        (SHIFT_ENDS + SECOND, 15, "later"),
        (None, 15, "today"),
    ],
)
def test_a_group_ends_at_its_border_and_the_branch_says_where(due_at, at_once_min, group):
    assert borders(at_once_min).group_of(a_matter(due_at=due_at)) == group


def test_what_asks_for_eyes_alone_is_at_once_whatever_its_clock():
    late = SHIFT_ENDS + timedelta(days=1)
    assert borders().group_of(a_matter(due_at=late, is_at_once=True)) == "now"


def test_danger_to_life_comes_before_time_at_once_and_nowhere_else():
    soon, over = NOON + timedelta(minutes=5), NOON - timedelta(hours=1)
    later = NOON + timedelta(hours=2)
    rows = [
        a_matter("late", due_at=over),
        a_matter("life", due_at=soon, is_danger=True),
        a_matter("today-life", due_at=later + SECOND, is_danger=True),
        a_matter("today", due_at=later),
        a_matter("no-limit"),
    ]
    groups = merged(rows, borders())
    assert [one.key for one in groups["now"]] == ["life", "late"]
    assert [one.key for one in groups["today"]] == ["today", "today-life", "no-limit"]


def test_a_matter_crosses_the_border_when_its_limit_comes_near():
    due = NOON + timedelta(hours=1)
    assert borders().crosses_at(a_matter(due_at=due)) == due - timedelta(minutes=15)
    assert borders().crosses_at(a_matter()) is None
    assert borders().crosses_at(a_matter(due_at=NOON)) is None


@pytest.mark.parametrize(
    ("due_in", "group", "shown"),
    [
        (timedelta(seconds=8), "now", ("剩", "0:08", "red-not", "接收限 10 分钟")),
        (-timedelta(minutes=5), "now", ("超", "5:00", "red", "接收限 5 分钟")),
        (timedelta(hours=1), "today", ("剩", "1:00:00", "ok", "接收限 13:00")),
        (timedelta(days=1), "later", ("", "明天 12:00", "quiet", "接收限 1 天")),
    ],
)
def test_a_clock_says_word_figure_and_toward_what(due_in, group, shown):
    one = a_matter(due_at=NOON + due_in, toward=Text("接收", "acceptance"))
    row = row_of(one, group, NOON)
    level = "amber" if shown[2] == "red-not" else shown[2]
    assert (row.word.zh, row.figure, row.level, row.beside.zh) == (
        shown[0],
        shown[1],
        level,
        shown[3],
    )


def test_a_kind_that_no_filter_knows_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="unknown kind"):
        Waiting(
            key="k",
            subject="x:1",
            kind="other",
            number="1",
            title=Text("一", "a"),
            why=Text("因", "b"),
            since=NOON,
        )
