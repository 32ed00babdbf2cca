"""What happens in a group is told to its members, for as long as they are; to nobody else."""

from datetime import timedelta

import pytest
from tests.builders.groups import a_group, an_opener, the_offices
from tests.builders.people import NOON, an_actor

from quanju.domains.coordination.actions import members
from quanju.domains.journal import queries as journal
from quanju.domains.journal.stream import Told
from quanju.pages.live.views import Listener

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return the_offices()


def news(after):
    return [one for one in journal.entries_after(after) if one.event.startswith("coordination.")]


def test_members_hear_and_no_other_post_hears_that_there_was_anything(office):
    opener = an_opener()
    view = a_group(opener)
    head = journal.head_number()
    member = Listener(office["legal"], since=head, at=NOON)
    others = [Listener(an_actor(r), head, NOON) for r in ("dispatcher", "branch_leader", "auditor")]
    members.join_group(group=view.number, by=office["station"], at=NOON)
    (entry,) = news(head)
    assert member.hears(entry) is Told.WHOLE
    assert {one.hears(entry) for one in others} == {Told.NOT}


def test_who_is_taken_out_hears_of_that_and_nothing_after_it(office):
    opener = an_opener()
    view = a_group(opener)
    head = journal.head_number()
    legal = Listener(office["legal"], since=head, at=NOON)
    gone = view.member(office["legal"].person_id).pk
    members.remove_member(group=view.number, member=gone, why="换人", by=opener, at=NOON)
    members.join_group(group=view.number, by=office["station"], at=NOON)
    removed, joined = news(head)
    assert legal.hears(removed) is Told.WHOLE
    assert legal.is_to_ask_again
    assert legal.hears(joined) is Told.NOT


def test_a_guests_stream_ends_with_their_stay(office):
    view = a_group(an_opener())
    head = journal.head_number()
    legal = Listener(office["legal"], since=head, at=NOON)
    legal._groups = {view.subject: NOON + timedelta(hours=1)}
    members.join_group(group=view.number, by=office["station"], at=NOON + timedelta(hours=1))
    (entry,) = news(head)
    assert legal.hears(entry) is Told.NOT
