"""Quiet until the shift ends, by our hours and another branch's."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders.people import NOON, an_actor

from quanju.domains.dispatch.actions.quiet import quiet_desk
from quanju.domains.dispatch.queries.quiet import quiet_until
from quanju.domains.dispatch.quiet import DESK_SIGNS, end_of_shift
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.days import midnight
from quanju.domains.kernel.types import Refused
from quanju.domains.rulebook.queries import in_force
from quanju.domains.rulebook.reading import read_table

SECOND_BRANCH = Path(__file__).parents[2] / "branches" / "second_branch" / "rules"
OURS = in_force(DESK_SIGNS, at=None).content
THEIRS = read_table(DESK_SIGNS, (SECOND_BRANCH / "dispatch.desk_signs.toml").read_text())
DAY = midnight(NOON)
SECOND = timedelta(seconds=1)


def hours(count):
    return DAY + timedelta(hours=count)


@pytest.mark.parametrize(
    ("rule", "at", "end"),
    [
        (OURS, hours(8) - SECOND, hours(8)),
        (OURS, hours(8), hours(20)),
        (OURS, hours(20), hours(32)),
        (OURS, hours(24) - SECOND, hours(32)),
        (THEIRS, hours(8), hours(15.5)),
        (THEIRS, hours(23.5), hours(31.5)),
    ],
)
def test_a_silence_ends_when_the_next_shift_begins(rule, at, end):
    assert end_of_shift(rule, at) == end


@pytest.mark.django_db
def test_quiet_is_ones_own_and_ends_with_the_shift():
    me, other = an_actor("dispatcher"), an_actor("dispatcher")
    at = hours(12)
    quiet_desk(is_quiet=True, by=me, at=at)
    assert quiet_until(me, at=at) == hours(20)
    assert quiet_until(me, at=hours(20) - SECOND) == hours(20)
    assert quiet_until(me, at=hours(20)) is None
    assert quiet_until(other, at=at) is None


@pytest.mark.django_db
def test_it_sounds_again_when_asked_to_and_both_are_recorded():
    me, at = an_actor("dispatcher"), hours(12)
    quiet_desk(is_quiet=True, by=me, at=at)
    quiet_desk(is_quiet=False, by=me, at=at + SECOND)
    assert quiet_until(me, at=at + SECOND) is None
    events = list(Entry.objects.order_by("pk").values_list("event", flat=True))
    assert events[-2:] == ["dispatch.desk_quietened", "dispatch.desk_sounds"]


@pytest.mark.django_db
def test_whoever_has_no_desk_has_no_silence():
    with pytest.raises(Refused):
        quiet_desk(is_quiet=True, by=an_actor("patrol_unit"), at=NOON)
