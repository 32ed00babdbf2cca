"""Numbers of groups for the home page: counts and a median, no number of a group, no name."""

from datetime import timedelta

import pytest
from tests.builders.groups import (
    DAY,
    FACTS,
    HOUR,
    a_group,
    an_opener,
    joined,
    the_offices,
)
from tests.builders.people import NOON

from quanju.domains.coordination.models import Group
from quanju.domains.coordination.queries.counts import group_counts

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def counts(from_at=NOON - DAY, until_at=NOON + DAY):
    return group_counts(from_at=from_at, until_at=until_at, at=NOON + HOUR)


def test_groups_are_counted_in_their_period_and_seats_by_their_answer():
    office = the_offices()
    view = a_group(an_opener())
    a_group(an_opener(), kind="urgent_incident", facts=FACTS, title="另一件")
    joined(view, office["station"], at=NOON + 20 * SECOND)
    joined(view, office["legal"], at=NOON + 40 * SECOND)
    found = counts()
    assert (found.opened, found.running, found.closed) == (2, 2, 0)
    assert (found.answered, found.answer_median) == (2, 30 * SECOND)
    assert counts(NOON + SECOND).opened == 0
    assert counts(NOON, NOON).opened == 0


def test_an_urgent_group_counts_once_it_has_a_result():
    a_group(kind="urgent_incident", facts=FACTS)
    ended = {"status": "closed", "outcome": "好", "closed_at": NOON}
    Group.objects.update(**ended)
    assert (counts().closed, counts().urgent_with_result) == (1, 0)
    Group.objects.update(result="已处置")
    assert counts().urgent_with_result == 1


def test_idle_groups_are_counted_and_four_members_are_not_oversize():
    a_group()
    assert counts().oversize == 0
    Group.objects.update(status="idle")
    assert counts().idle == 1
