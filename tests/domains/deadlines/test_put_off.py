"""A matter is laid aside with a reason, for a while, and never past its limit."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders.people import NOON, an_actor

from quanju.domains.deadlines.actions.putting_off import CannotWait, NotOffered, put_off, take_back
from quanju.domains.deadlines.models import PutOff
from quanju.domains.deadlines.queries import put_off_by
from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.types import Denied, NotFound, Text
from quanju.domains.kernel.waiting import Waiting
from quanju.domains.kernel.words import TextMissing, TextTooLong
from quanju.domains.people.types import STRANGER

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
MATTER = Waiting(
    key="approvals.proposal:7",
    subject="plan:12",
    kind="approval",
    number="12",
    title=Text("方案", "a plan"),
    why=Text("因", "because"),
    since=NOON - timedelta(days=1),
)
AT_ONCE = 15 * MINUTE
"""At this distance from its limit a matter is at once, by the room's own table."""


def laid_aside(matter=MATTER, *, minutes=30, reason="等回复", by=None, at=NOON):
    return put_off(
        matter=matter, minutes=minutes, reason=reason, by=by or an_actor("approver"), at=at
    )


def test_it_comes_back_by_itself_and_only_its_own_list_misses_it():
    me, colleague = an_actor("approver"), an_actor("approver")
    view = laid_aside(by=me)
    assert (view.until_at, view.reason) == (NOON + 30 * MINUTE, "等回复")
    assert set(put_off_by(me, at=NOON + 30 * MINUTE - MINUTE)) == {MATTER.key}
    assert put_off_by(me, at=NOON + 30 * MINUTE) == {}
    assert put_off_by(colleague, at=NOON) == {}


@pytest.mark.parametrize(
    ("due_in", "back_in"),
    [
        (None, 480),
        (timedelta(hours=9), 480),
        (timedelta(hours=8) + AT_ONCE, 480),
        (timedelta(hours=8) + AT_ONCE - MINUTE, 479),
        (AT_ONCE + MINUTE, 1),
    ],
)
def test_no_limit_runs_out_on_a_matter_that_is_put_off(due_in, back_in):
    due = NOON + due_in if due_in else None
    view = laid_aside(replace(MATTER, due_at=due), minutes=480)
    assert view.until_at == NOON + back_in * MINUTE


@pytest.mark.parametrize(
    "more",
    [
        {"due_at": NOON + AT_ONCE},
        {"due_at": NOON - MINUTE},
        {"is_danger": True},
        {"is_at_once": True},
    ],
)
def test_what_is_at_once_or_a_danger_cannot_wait(more):
    with pytest.raises(CannotWait, match="15"):
        laid_aside(replace(MATTER, **more))
    assert not PutOff.objects.exists()


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"minutes": 29}, NotOffered),
        ({"minutes": 481}, NotOffered),
        ({"reason": " "}, TextMissing),
        ({"reason": "长" * 201}, TextTooLong),
        ({"by": STRANGER}, Denied),
    ],
)
def test_a_span_of_the_table_and_a_reason_are_needed(more, refusal):
    with pytest.raises(refusal):
        laid_aside(**more)


def test_put_off_again_and_taken_back_it_stays_one_row_and_each_is_recorded():
    me = an_actor("approver")
    laid_aside(by=me)
    laid_aside(by=me, minutes=60, reason="再等", at=NOON + MINUTE)
    view = take_back(key=MATTER.key, by=me, at=NOON + 2 * MINUTE)
    assert (view.until_at, PutOff.objects.count()) == (NOON + 2 * MINUTE, 1)
    told = history_of(MATTER.subject)
    assert [one.event.partition(".")[2] for one in told] == [
        "matter_put_off",
        "matter_put_off",
        "matter_taken_back",
    ]
    assert "再等" not in str([one.facts for one in told])


def test_only_who_put_it_off_takes_it_back_and_only_before_it_is_back():
    me = an_actor("approver")
    laid_aside(by=me)
    for by, at in ((an_actor("approver"), NOON), (me, NOON + 30 * MINUTE)):
        with pytest.raises(NotFound):
            take_back(key=MATTER.key, by=by, at=at)
