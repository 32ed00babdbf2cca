"""Merging groups: one matter, both owners; members and open items go on, messages stay."""

import pytest
from django.db import IntegrityError, transaction
from tests.builders.groups import (
    FACTS,
    MINUTE,
    a_group,
    joined,
    on_duty,
    the_offices,
)
from tests.builders.incidents import an_incident
from tests.builders.people import NOON, a_station, decide

from quanju.domains.coordination.actions.asking import ask_item
from quanju.domains.coordination.actions.items import finish_item
from quanju.domains.coordination.actions.members import hand_over_group
from quanju.domains.coordination.actions.merging import NotOneMatter
from quanju.domains.coordination.actions.messages import send_message
from quanju.domains.coordination.actions.opening import open_group
from quanju.domains.coordination.actions.proposing_merge import propose_merge
from quanju.domains.coordination.models import Group, Item, Member
from quanju.domains.coordination.queries.groups import group_view
from quanju.domains.coordination.queries.messages import messages_of
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
LATER = NOON + MINUTE


@pytest.fixture
def office():
    return the_offices()


@pytest.fixture
def two(office):
    """Two groups of an incident: the station answers for the first, the second is an officer's."""
    number = an_incident().number
    first = a_group(office["dispatcher"], kind="urgent_incident", incident=number)
    second_desk = on_duty("dispatcher", name="second desk")
    second = open_group(
        kind="missing_or_rescue",
        title="同一警情的另一个群",
        facts=FACTS,
        incident=number,
        responsible=a_station().pk,
        by=second_desk,
        at=NOON,
    )
    joined(first, office["station"])
    joined(second, office["station"])
    hand_over_group(
        group=second.number,
        member=group_view(second.number, by=second_desk, at=NOON).member(second_desk.person_id).pk,
        by=office["station"],
        at=NOON,
    )
    return first, second, second_desk


def asked(two, office):
    first, second, _ = two
    return propose_merge(
        group=first.number, into=second.number, why="一件事", by=office["station"], at=NOON
    )


def test_the_other_owner_agrees_and_what_was_said_stays_to_be_read(two, office):
    first, second, second_desk = two
    send_message(group=first.number, text="现场控制", by=office["station"], at=NOON)
    asked(two, office)
    assert Group.objects.get(number=first.number).status == "opened"
    with pytest.raises(Denied):
        decide(f"group:{first.number}", by=office["dispatcher"], at=NOON)
    decide(f"group:{first.number}", by=second_desk, at=LATER)
    row = Group.objects.get(number=first.number)
    assert (row.status, row.merged_into.number) == ("merged", second.number)
    (said,) = messages_of(first.number, by=office["station"], at=LATER)
    assert said.text == "现场控制"
    assert Entry.objects.filter(event="coordination.group_merged").count() == 2


def test_members_and_open_items_go_on_in_the_other_group(two, office):
    first, second, second_desk = two
    common = {"group": first.number, "by": office["station"]}
    for title in ("封路", "走访"):
        ask_item(title=title, owner=office["station"].person_id, at=NOON, **common)
    finish_item(item=2, result="办完", at=NOON, **common)
    asked(two, office)
    decide(f"group:{first.number}", by=second_desk, at=LATER)
    assert set(
        Item.objects.filter(group__number=first.number).values_list("status", flat=True)
    ) == {"handed_on"}
    there = Item.objects.filter(group__number=second.number).order_by("place")
    assert [one.title for one in there] == ["封路", "走访"]
    assert all(one.follows_id for one in there)
    people = set(
        Member.objects.filter(group__number=second.number).values_list("person", flat=True)
    )
    gone = set(Member.objects.filter(group__number=first.number).values_list("person", flat=True))
    assert gone <= people
    owners = Member.objects.filter(group__number=second.number, role="owner")
    assert owners.get().person_id == second_desk.person_id


def test_what_is_not_one_matter_is_refused(office):
    first, second = (a_group(office["dispatcher"], incident=an_incident().number) for _ in range(2))
    for view in (first, second):
        joined(view, office["station"])
    with pytest.raises(NotOneMatter):
        propose_merge(
            group=first.number, into=second.number, why="试", by=office["station"], at=NOON
        )
    with pytest.raises(NotFound):
        propose_merge(
            group=first.number, into="20261123-0099", why="试", by=office["station"], at=NOON
        )


def test_only_its_owner_asks(two, office):
    first, second, second_desk = two
    with pytest.raises((Denied, NotFound)):
        propose_merge(group=first.number, into=second.number, why="试", by=second_desk, at=NOON)


def test_a_merged_group_names_the_other_whoever_writes(two):
    first, _, _ = two
    with pytest.raises(IntegrityError), transaction.atomic():
        Group.objects.filter(number=first.number).update(status="merged")
