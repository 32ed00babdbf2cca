"""What a group asks of whom: the call to answer, the opening to check; gone once done."""

import pytest
from tests.builders.groups import FACTS, HOUR, MINUTE, a_group, an_opener, the_offices
from tests.builders.people import NOON, an_actor

from quanju.domains.coordination.actions import members, opening
from quanju.domains.coordination.waiting import waiting_for

pytestmark = pytest.mark.django_db


def of_groups(actor, at=NOON):
    """What waits in one's own groups; the weekly look has its own test."""
    found = waiting_for(actor, at=at, until=at + HOUR)
    return [one for one in found if not one.key.startswith("coordination.week")]


def waits(actor, at=NOON):
    return [one.verbs[0].name for one in of_groups(actor, at)]


def test_a_call_waits_for_its_answer_until_its_limit():
    office = the_offices()
    a_group(an_opener())
    (one,) = of_groups(office["legal"])
    assert (one.since, one.due_at) == (NOON, NOON + 60 * MINUTE)
    assert one.verbs[0].name == "coordination.join_group"


def test_an_answered_call_and_others_groups_wait_for_nobody():
    office = the_offices()
    view = a_group(an_opener())
    members.join_group(group=view.number, by=office["legal"], at=NOON)
    assert waits(office["legal"]) == []
    assert waits(an_actor("dispatcher")) == []


def test_an_urgent_opening_waits_for_its_check_by_another():
    office, opener = the_offices(), an_opener()
    view = a_group(opener, kind="urgent_incident", facts=FACTS)
    assert "coordination.check_opening" in waits(office["dispatcher"])
    assert waits(opener) == []
    opening.check_opening(group=view.number, by=office["dispatcher"], at=NOON)
    assert waits(office["dispatcher"]) == ["coordination.join_group"]
