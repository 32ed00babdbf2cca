"""What two decide about the archive: a large package leaves, a group past its term is deleted."""

from datetime import timedelta

import pytest
from tests.builders.groups import DAY, HOUR, a_group, an_opener, joined, the_offices
from tests.builders.people import NOON, an_actor

from quanju.domains.approvals.actions import approve, expire_due, refuse, withdraw
from quanju.domains.approvals.queries import open_proposals, proposal
from quanju.domains.coordination.actions import deleting, messages, sealing, taking
from quanju.domains.coordination.jobs import find_due_groups
from quanju.domains.coordination.models import (
    Correction,
    Group,
    Item,
    Member,
    Message,
    SearchLine,
)
from quanju.domains.coordination.queries.archive import archived_group, due_groups
from quanju.domains.documents.actions import ends
from quanju.domains.documents.files.terms import look_at_terms
from quanju.domains.documents.models.files import FileUse
from quanju.domains.documents.outside import store as stores
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.people.models import Appointment

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
TERM = timedelta(days=1095)
OVER = NOON + TERM + HOUR


@pytest.fixture
def office(settings, tmp_path, monkeypatch):
    settings.HOME, settings.FILES_AT, settings.CLAMAV = tmp_path, "", ""
    stores._opened.cache_clear()
    monkeypatch.setattr(sealing, "pdfs_of", lambda *_, **__: [b"%PDF"])
    return the_offices() | {"archivist": an_actor("archivist"), "other": an_actor("archivist")}


def archived(office, *, records=1, is_sealed=True):
    """A group that says it has so many messages and was archived at noon, with its package."""
    opener = an_opener()
    view = joined(a_group(opener), office["station"], office["legal"])
    common = {"group": view.number, "by": office["station"], "at": NOON}
    messages.send_message(text="双方已隔开", **common)
    messages.correct_message(place=1, text="双方已劝开", **common)
    with write():
        row = Group.objects.get(number=view.number)
        row.messages_last = records
        row.outcome, row.closed_at, row.archived_at = "双方签字", NOON, NOON
        row.status = "archived"
        row.save()
    if is_sealed:
        sealing.seal_archive(row.pk, at=NOON)
    return Group.objects.get(pk=row.pk)


def put_up(office, *rows, at=OVER):
    return deleting.propose_deletion(
        groups=[row.number for row in rows], reason="保存期满", by=office["archivist"], at=at
    )


def test_fifty_records_leave_by_one_and_fifty_one_by_two(office, tmp_path):
    small, large = archived(office, records=50), archived(office, records=51)
    out = {"into": tmp_path / "x.zip", "by": office["archivist"]}
    sealing.take_package(group=small.number, purpose="复核", at=NOON, **out)
    with pytest.raises(taking.NeedsNoSecond):
        taking.propose_taking(group=small.number, purpose="复核", by=out["by"], at=NOON)
    with pytest.raises(taking.NeedsASecond):
        sealing.take_package(group=large.number, purpose="复核", at=NOON, **out)
    with pytest.raises(taking.NeedsASecond):
        sealing.take_reading_copy(group=large.number, purpose="看", by=out["by"], at=NOON)
    with pytest.raises(NotFound):  # who may not take it out may not ask for it
        taking.propose_taking(group=large.number, purpose="看", by=an_opener(), at=NOON)
    asked = taking.propose_taking(group=large.number, purpose="审计", by=out["by"], at=NOON)
    (_, owners) = open_proposals(asked.subject)
    for one, wrong in ((asked, "other"), (asked, "station"), (owners, "legal"), (owners, "other")):
        with pytest.raises(Denied):
            approve(proposal=one.pk, by=office[wrong], at=NOON)
    approve(proposal=owners.pk, by=office["station"], at=NOON)
    with pytest.raises(taking.NeedsASecond):  # one of the two is not enough
        sealing.take_package(group=large.number, purpose="审计", at=NOON, **out)
    assert not Entry.objects.filter(event="coordination.taking_allowed").exists()
    approve(proposal=asked.pk, by=office["legal"], at=NOON + HOUR)
    assert Entry.objects.filter(event="coordination.taking_allowed").count() == 1
    sealing.take_package(group=large.number, purpose="别的", at=NOON + 25 * HOUR, **out)
    last = Entry.objects.filter(event="coordination.archive_taken").latest("number")
    assert last.justification == "审计"  # what the second person has read
    # Neither another archivist, nor later than a day after the yes.
    other = {**out, "by": office["other"], "group": large.number, "purpose": "审计"}
    with pytest.raises(taking.NeedsASecond):
        sealing.take_package(at=NOON + HOUR, **other)
    with pytest.raises(taking.NeedsASecond):
        sealing.take_package(**{**other, "by": out["by"]}, at=NOON + 25 * HOUR + SECOND)


def test_the_owner_allows_what_supervision_asks_for(office):
    row = archived(office, records=51)
    asked = taking.propose_taking(group=row.number, purpose="检查", by=office["legal"], at=NOON)
    with pytest.raises(Denied):
        approve(proposal=asked.pk, by=office["archivist"], at=NOON)
    assert row.owner_id == office["station"].person_id
    approve(proposal=asked.pk, by=office["station"], at=NOON)
    assert archived_group(row.number, by=office["legal"], at=NOON).allowed is not None


def test_a_leader_answers_for_an_owner_without_a_post_and_a_no_is_a_no(office):
    row = archived(office, records=51)
    Appointment.objects.filter(person=row.owner_id).update(valid_until=NOON - HOUR)
    asked = taking.propose_taking(group=row.number, purpose="检查", by=office["legal"], at=NOON)
    with pytest.raises(Denied):
        approve(proposal=asked.pk, by=office["station"], at=NOON)
    approve(proposal=asked.pk, by=an_actor("branch_leader"), at=NOON)
    assert archived_group(row.number, by=office["legal"], at=NOON).allowed is not None
    asked = taking.propose_taking(group=row.number, purpose="审计", by=office["archivist"], at=NOON)
    (_, owners) = open_proposals(asked.subject)
    other = taking.propose_taking(group=row.number, purpose="检查", by=office["other"], at=NOON)
    refuse(proposal=asked.pk, why="不需要", by=office["legal"], at=NOON)
    # The owner is asked no longer; what somebody else asked for waits on.
    assert {one.proposed_by for one in open_proposals(asked.subject)} == {other.proposed_by}
    ended = proposal(owners.pk)
    assert (ended.status, ended.why) == ("expired", "不需要")
    with pytest.raises(NotInThisState):
        approve(proposal=owners.pk, by=an_actor("branch_leader"), at=NOON)
    assert archived_group(row.number, by=office["archivist"], at=NOON).allowed is None


def two_questions(office, at=NOON):
    """An archivist asks for a large package: supervision's question, and the owner's."""
    row = archived(office, records=51)
    asked = taking.propose_taking(group=row.number, purpose="审计", by=office["archivist"], at=at)
    (first, second) = open_proposals(asked.subject)
    return row, first, second


@pytest.mark.parametrize("which", [0, 1])
def test_who_asks_takes_both_questions_back_by_either(office, which):
    row, *questions = two_questions(office)
    withdraw(proposal=questions[which].pk, by=office["archivist"], at=NOON + HOUR)
    assert open_proposals(questions[0].subject) == []
    ended = [proposal(one.pk).status for one in questions]
    assert ended[which] == "withdrawn"
    assert ended[1 - which] == "expired"
    assert archived_group(row.number, by=office["archivist"], at=NOON + HOUR).allowed is None


def test_a_yes_is_worth_nothing_once_the_other_question_was_taken_back(office, tmp_path):
    row, supervision, owners = two_questions(office)
    approve(proposal=supervision.pk, by=office["legal"], at=NOON)
    withdraw(proposal=owners.pk, by=office["archivist"], at=NOON + HOUR)
    with pytest.raises(taking.NeedsASecond):
        sealing.take_package(
            group=row.number,
            purpose="审计",
            into=tmp_path / "x.zip",
            by=office["archivist"],
            at=NOON + HOUR,
        )


def test_questions_that_nobody_answers_end_together_and_a_late_yes_carries_nothing(office):
    row, supervision, owners = two_questions(office)
    approve(proposal=supervision.pk, by=office["legal"], at=NOON)
    late = owners.waits_until + SECOND
    expire_due(at=late)
    assert open_proposals(owners.subject) == []
    assert proposal(owners.pk).status == "expired"
    with pytest.raises(NotInThisState):
        approve(proposal=owners.pk, by=office["station"], at=late + SECOND)
    assert archived_group(row.number, by=office["archivist"], at=late).allowed is None
    assert not Entry.objects.filter(event="coordination.taking_allowed").exists()


def test_a_group_is_due_on_the_day_its_type_says(office):
    row = archived(office)
    assert find_due_groups(NOON + TERM - SECOND) == 0
    assert due_groups(office["archivist"], at=NOON + TERM) == []
    look_at_terms(NOON + TERM)
    assert find_due_groups(NOON + TERM) == 1
    (found,) = due_groups(office["archivist"], at=NOON + TERM)
    assert (found.head.number, found.is_ready) == (row.number, True)
    with pytest.raises(Denied):
        due_groups(office["legal"], at=OVER)
    with pytest.raises(deleting.NotPastItsTerm):
        put_up(office, row, at=NOON + TERM - DAY)
    with pytest.raises(deleting.NothingChosen):
        put_up(office)


def test_two_delete_it_and_a_tombstone_stays(office):
    row = archived(office)
    look_at_terms(OVER)
    asked = put_up(office, row)
    with pytest.raises(Denied):
        approve(proposal=asked.pk, by=office["archivist"], at=OVER)
    approve(proposal=asked.pk, by=office["legal"], at=OVER)
    for model in (Message, Item, Member, SearchLine):
        assert not model.objects.filter(group=row).exists()
    assert not Correction.objects.exists()
    left = Group.objects.get(pk=row.pk)
    assert (left.status, left.title, left.facts, left.outcome) == ("deleted", "", {}, "")
    assert (left.number, left.seal, left.messages_last) == (row.number, row.seal, 1)
    assert set(FileUse.objects.on(row.subject).values_list("state", flat=True)) == {"deleted"}
    seen = archived_group(row.number, by=office["archivist"], at=OVER)
    assert seen.tombstone.reason == "保存期满"
    assert seen.tombstone.by == office["legal"].subject
    with pytest.raises(NotFound):  # who was in it finds nothing any more
        archived_group(row.number, by=office["station"], at=OVER)
    assert Entry.objects.get(event="coordination.group_deleted").kind == "erase"
    assert find_due_groups(OVER + DAY) == 0
    with pytest.raises(NotInThisState):
        put_up(office, row)


def test_a_hold_stops_it_even_between_the_two(office):
    row, other = archived(office), archived(office)
    look_at_terms(OVER)
    asked = put_up(office, row, other)
    hold = ends.propose_hold(subject=row.subject, reason="诉讼", by=office["archivist"], at=OVER)
    approve(proposal=hold.pk, by=office["legal"], at=OVER)
    with pytest.raises(deleting.IsKeptBack):
        approve(proposal=asked.pk, by=office["legal"], at=OVER)
    assert Message.objects.count() == 2
    assert not Group.objects.filter(status="deleted").exists()


def test_what_went_into_a_group_goes_with_it(office):
    row, source = archived(office), archived(office, is_sealed=False)
    with write():
        source.status, source.merged_into, source.archived_at = "merged", row, None
        source.save()
    look_at_terms(OVER)
    with pytest.raises(deleting.NotPastItsTerm):
        put_up(office, source)
    approve(proposal=put_up(office, row).pk, by=office["legal"], at=OVER)
    assert Group.objects.get(pk=source.pk).status == "deleted"
    assert not Message.objects.exists()


def test_a_group_of_a_case_is_kept_with_it(office, monkeypatch):
    row = archived(office)
    monkeypatch.setattr("quanju.domains.coordination.files._is_case", lambda _: True)
    with write():
        row.kind = "case_investigation"
        row.save()
    assert find_due_groups(OVER) == 0
    with pytest.raises(deleting.NotPastItsTerm):
        put_up(office, row)
