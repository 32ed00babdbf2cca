"""The same instant at several desks: one closing, one package, nobody twice, nothing lost."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from tests.builders.groups import HOUR, MINUTE, a_group, an_opener, joined, the_offices
from tests.builders.people import NOON, an_actor
from tests.domains.coordination.test_archive import ended
from tests.domains.coordination.test_closing import FILLED, YES

from quanju.domains.coordination.actions import closing, members, messages, sealing
from quanju.domains.coordination.actions.holding import IsInAlready
from quanju.domains.coordination.models import Group, Member, Message, Signature
from quanju.domains.documents.models.files import FileUse
from quanju.domains.documents.outside import store as stores
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import NotFound
from quanju.domains.kernel.workflow import NotInThisState

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + HOUR


def together(*acts: Callable[[], object]) -> list[Exception]:
    """Do all of it in the same instant; what was refused."""
    start, troubles = threading.Barrier(len(acts)), []

    def do(act):
        start.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001
            troubles.append(error)
        connection.close()

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return troubles


def test_a_group_is_proposed_to_close_once_however_many_press():
    office = the_offices()
    view = joined(a_group(an_opener()), office["station"], office["legal"], office["dispatcher"])
    said = {"outcome": "双方签字", "result": "", "rating": 4}

    def propose():
        closing.propose_close(group=view.number, by=office["station"], at=LATER, **said)

    troubles = together(propose, propose, propose)
    assert [type(one) for one in troubles] == [NotInThisState] * 2
    assert Signature.objects.filter(stage="running").count() == 1


def put_up():
    """A group whose owner has proposed to close it, and two who may review it."""
    office = the_offices()
    view = joined(a_group(an_opener()), office["station"], office["legal"], office["dispatcher"])
    said = {"outcome": "双方签字", "result": "", "rating": 4}
    closing.propose_close(group=view.number, by=office["station"], at=LATER, **said)

    def accept():
        told = {"answers": YES, "mechanisms": FILLED, "words_said": ""}
        closing.accept_close(group=view.number, by=office["legal"], at=LATER, **told)

    def give_back():
        closing.return_close(group=view.number, why="少视频", by=office["legal"], at=LATER)

    return view, accept, give_back


def test_a_review_that_is_pressed_twice_closes_the_group_once():
    view, accept, _ = put_up()
    assert [type(one) for one in together(accept, accept)] == [NotInThisState]
    assert Group.objects.get(number=view.number).status == "closed"
    assert Entry.objects.filter(event="coordination.group_closed").count() == 1
    assert Signature.objects.filter(stage="closing").count() == 1


def test_closed_or_given_back_whoever_was_first():
    view, accept, give_back = put_up()
    assert [type(one) for one in together(accept, give_back)] == [NotInThisState]
    closed = Group.objects.get(number=view.number).status == "closed"
    assert Entry.objects.filter(event="coordination.group_closed").count() == closed
    assert Entry.objects.filter(event="coordination.close_returned").count() == (not closed)


def test_many_who_leave_and_come_in_the_same_instant_are_each_in_once():
    office = the_offices()
    view = joined(a_group(an_opener()), office["station"])
    crowd = [an_actor("patrol_unit") for _ in range(8)]

    def call_in(one, at=NOON + MINUTE):
        called = {"person": one.person_id, "role": "support", "why": "增援"}
        members.call_in(group=view.number, by=office["station"], at=at, **called)

    def leave(one):
        members.leave_group(group=view.number, why="换班", by=one, at=NOON + MINUTE)

    for one in crowd[:4]:
        call_in(one, NOON)
    goes = [partial(leave, one) for one in crowd[:4]]
    comes = [partial(call_in, one) for one in (*crowd[4:], crowd[7])]
    troubles = together(*goes, *comes)
    assert [type(one) for one in troubles] == [IsInAlready]
    rows = Member.objects.filter(group__number=view.number, why__in=["增援", "换班"])
    assert sorted(rows.values_list("status", flat=True)) == ["invited"] * 4 + ["left"] * 4


def test_two_workers_that_seal_at_once_keep_one_package(settings, tmp_path, monkeypatch):
    settings.HOME, settings.FILES_AT, settings.CLAMAV = tmp_path, "", ""
    stores._opened.cache_clear()
    monkeypatch.setattr(sealing, "pdfs_of", lambda *_, **__: [b"%PDF"])
    row = ended(the_offices())

    def make():
        sealing.seal_archive(row.pk, at=LATER)

    assert [one for one in together(make, make) if not isinstance(one, sealing.NothingToSeal)] == []
    assert FileUse.objects.filter(subject=row.subject).count() == 1
    assert Entry.objects.filter(event="coordination.archive_sealed").count() == 1


def test_who_is_taken_out_while_writing_is_heard_before_or_not_at_all():
    office = the_offices()
    view = joined(a_group(an_opener()), office["station"], office["dispatcher"])
    place = Member.objects.get(person=office["dispatcher"].person_id).pk

    def write_on():
        messages.send_message(group=view.number, text="到位", by=office["dispatcher"], at=LATER)

    def take_out():
        members.remove_member(
            group=view.number, member=place, why="任务结束", by=office["station"], at=LATER
        )

    troubles = together(write_on, take_out)
    assert all(isinstance(one, NotFound) for one in troubles)
    assert Message.objects.count() == 1 - len(troubles)
    with pytest.raises(NotFound):
        write_on()


def test_messages_of_many_at_once_have_each_a_place_of_their_own():
    office = the_offices()
    view = joined(a_group(an_opener()), office["station"], office["dispatcher"])
    people = [an_actor("patrol_unit") for _ in range(6)]
    for one in people:
        members.call_in(
            group=view.number,
            person=one.person_id,
            role="support",
            why="现场",
            by=office["station"],
            at=NOON + MINUTE,
        )

    def says(one):
        return lambda: messages.send_message(group=view.number, text="到位", by=one, at=LATER)

    assert together(*map(says, people)) == []
    assert sorted(Message.objects.values_list("place", flat=True)) == [1, 2, 3, 4, 5, 6]
    came = Member.objects.filter(person__in=[one.person_id for one in people])
    assert set(came.values_list("status", flat=True)) == {"joined"}
