"""Answers stay with what they answer; and what a group must bear that nobody plans for."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.builders.groups import (
    HOUR,
    MINUTE,
    a_group,
    an_opener,
    joined,
    the_offices,
)
from tests.builders.people import NOON, an_actor

from quanju.domains.coordination.actions import asking, carrying, members, messages
from quanju.domains.coordination.files import FilesOfGroups
from quanju.domains.coordination.models import Group, Member, Message
from quanju.domains.coordination.queries.groups import group_view
from quanju.domains.coordination.queries.messages import messages_of, thread_of
from quanju.domains.coordination.sealed.contents import messages_told
from quanju.domains.coordination.waiting import waiting_for
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.models import Duty

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return the_offices()


@pytest.fixture
def opener():
    return an_opener()


@pytest.fixture
def view(office, opener):
    return joined(a_group(opener), office["station"])


def test_an_answer_and_the_answer_to_it_stay_with_their_first_message(view, opener, office):
    one = {"group": view.number, "by": opener}
    other = {"group": view.number, "by": office["station"]}
    messages.send_message(text="东门要人", at=NOON, **one)
    messages.send_message(text="别的事", at=NOON, **one)
    said = messages.send_message(text="两组已出发", answers=1, at=NOON + MINUTE, **other)
    assert (said.answers, said.thread) == (1, 1)
    said = messages.send_message(text="收到", answers=3, at=NOON + 2 * MINUTE, **one)
    assert (said.answers, said.thread) == (3, 1)
    for place in (1, 3, 4):  # found from any message of it
        found = thread_of(view.number, place, by=opener, at=NOON + HOUR)
        assert [row.place for row in found] == [1, 3, 4]
    assert [row.place for row in thread_of(view.number, 2, by=opener, at=NOON)] == [2]
    listed = messages_of(view.number, by=opener, at=NOON)
    assert [bool(row.answers_whom) for row in listed] == [False, False, True, True]
    told = messages_told(Group.objects.get(number=view.number), {})
    assert [row.get("answers") for row in told] == [None, None, 1, 3]


def test_nobody_answers_what_is_not_there_and_no_stranger_reads_a_thread(view, opener):
    with pytest.raises(NotFound):
        messages.send_message(group=view.number, text="答", answers=1, by=opener, at=NOON)
    messages.send_message(group=view.number, text="在", by=opener, at=NOON)
    other = an_opener()
    elsewhere = a_group(other, title="另一件事")
    with pytest.raises(NotFound):  # a place of another group is none of this one
        messages.send_message(group=elsewhere.number, text="答", answers=1, by=other, at=NOON)
    for place in (1, 2):
        with pytest.raises(NotFound):
            thread_of(view.number, place, by=other, at=NOON)
    row = Message.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=row.pk).update(answers=row)


def test_fifty_people_leave_within_a_minute_and_one_comes_again(view, opener, office):
    crowd = [an_actor("patrol_unit") for _ in range(50)]
    number = view.number
    for n, one in enumerate(crowd):
        at = NOON + timedelta(seconds=n)
        called = {"person": one.person_id, "role": "support", "why": "增援"}
        members.call_in(group=number, by=office["station"], at=at, **called)
        members.join_group(group=number, by=one, at=at)
        members.leave_group(group=number, why="换班", by=one, at=at)
    with pytest.raises(NotFound):
        messages.send_message(group=number, text="还在吗", by=crowd[7], at=NOON + MINUTE)
    again = {"person": crowd[0].person_id, "role": "support", "why": "再来"}
    members.call_in(group=number, by=office["station"], at=NOON + MINUTE, **again)
    messages.send_message(group=number, text="到了", by=crowd[0], at=NOON + MINUTE)
    seen = group_view(number, by=opener, at=NOON + MINUTE)
    assert len(seen.gone) == 50
    assert sum(one.person_id == crowd[0].person_id for one in seen.present) == 1
    assert Member.objects.filter(group__number=number, status="left").count() == 50


def test_a_roster_that_changes_in_the_second_of_opening_keeps_who_was_called(monkeypatch):
    """The seats are read once: who was on duty then is called and told, and the next opening calls
    who has come since."""
    office = the_offices()
    before, after, read = office["dispatcher"], an_actor("dispatcher"), carrying.fill_seats

    def changes(*asked, **more):
        found = read(*asked, **more)
        Duty.objects.filter(person=before.person_id).update(ended_at=NOON)
        Duty.objects.create(person_id=after.person_id, post_id=after.post_id, started_at=NOON)
        monkeypatch.setattr(carrying, "fill_seats", read)
        return found

    monkeypatch.setattr(carrying, "fill_seats", changes)
    for who in (before, after):
        view = a_group(an_opener())
        two = (before.person_id, after.person_id)
        called = [one for one in view.present if one.person_id in two]
        assert [(one.person_id, one.is_duty) for one in called] == [(who.person_id, True)]


def test_a_type_that_left_the_table_leaves_its_groups_whole(view, opener, office):
    with write():
        Group.objects.filter(number=view.number).update(kind="flood_watch_of_old")
    common = {"group": view.number, "by": opener, "at": NOON}
    assert str(group_view(view.number, by=opener, at=NOON).kind_name) == "flood_watch_of_old"
    messages.send_message(text="水位 3.2 米", **common)
    asking.ask_item(title="巡堤", owner=office["station"].person_id, **common)
    assert waiting_for(office["station"], at=NOON, until=NOON + HOUR)
    # No table says for how long: it is kept until somebody writes one.
    assert FilesOfGroups().matter(view.subject).keep_days == 0
