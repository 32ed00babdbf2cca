"""Items: any message becomes one, an owner and a limit, a result, another who confirms."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.builders.groups import HOUR, MINUTE, a_group, an_opener, joined, the_offices
from tests.builders.people import NOON, an_actor

from quanju.domains.coordination.actions import asking, items, messages
from quanju.domains.coordination.models import Group, Item
from quanju.domains.coordination.queries.items import items_of
from quanju.domains.coordination.waiting import waiting_for
from quanju.domains.coordination.workflow import ITEM
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing
from quanju.domains.kernel.workflow import NotInThisState

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return the_offices()


@pytest.fixture
def opener():
    return an_opener()


@pytest.fixture
def view(office, opener):
    return joined(a_group(opener), office["station"], office["dispatcher"])


def ask(view, by, to, **more):
    said = {"title": "调路口监控", "owner": to.person_id, **more}
    return asking.ask_item(group=view.number, by=by, at=NOON, **said)


def test_a_message_becomes_an_item_and_the_group_is_at_work(view, opener, office):
    messages.send_message(group=view.number, text="谁能调监控？", by=opener, at=NOON)
    item = ask(view, opener, office["dispatcher"], message=1, due_at=NOON + HOUR)
    assert (item.place, item.message_place, item.status) == (1, 1, "asked")
    assert Group.objects.get().status == "active"


def test_the_whole_way_of_an_item(view, opener, office):
    common = {"group": view.number, "item": 1}
    doer = office["dispatcher"]
    ask(view, opener, doer)
    items.accept_item(by=doer, at=NOON + MINUTE, **common)
    done = items.finish_item(result="已拷贝", by=doer, at=NOON + 2 * MINUTE, **common)
    assert (done.status, done.result) == ("done", "已拷贝")
    items.redo_item(why="缺南口", by=opener, at=NOON + 3 * MINUTE, **common)
    items.finish_item(result="南口也有", by=doer, at=NOON + 4 * MINUTE, **common)
    last = items.confirm_item(by=opener, at=NOON + 5 * MINUTE, **common)
    assert (last.status, last.ended_at) == ("confirmed", NOON + 5 * MINUTE)


@pytest.mark.parametrize(("state", "verb", "after"), list(ITEM.cells()))
def test_every_cell_of_the_table(view, opener, office, state, verb, after):
    doer = office["dispatcher"]
    ask(view, opener, doer)
    Item.objects.update(status=state, result="有")
    common = {"group": view.number, "item": 1, "at": NOON}
    verbs = {
        "accept": lambda: items.accept_item(by=doer, **common),
        "decline": lambda: items.decline_item(why="不会", by=doer, **common),
        "finish": lambda: items.finish_item(result="好", by=doer, **common),
        "confirm": lambda: items.confirm_item(by=opener, **common),
        "redo": lambda: items.redo_item(why="重办", by=opener, **common),
        "hand_on": lambda: items.hand_on_item(
            owner=office["station"].person_id, why="休假", by=doer, **common
        ),
    }
    if after is None:
        with pytest.raises(NotInThisState):
            verbs[verb]()
    else:
        assert verbs[verb]().status == after


def test_who_did_it_never_confirms_it(view, opener, office):
    lead = office["station"]
    ask(view, opener, lead)
    common = {"group": view.number, "item": 1, "at": NOON}
    items.accept_item(by=lead, **common)
    items.finish_item(result="好", by=lead, **common)
    with pytest.raises(Denied):
        items.confirm_item(by=lead, **common)


def test_only_its_owner_takes_it_on(view, opener, office):
    ask(view, opener, office["dispatcher"])
    with pytest.raises(Denied):
        items.accept_item(group=view.number, item=1, by=office["station"], at=NOON)


def test_handing_on_leaves_a_trace_and_keeps_the_limit(view, opener, office):
    ask(view, opener, office["dispatcher"], due_at=NOON + HOUR)
    items.hand_on_item(
        group=view.number,
        item=1,
        owner=office["station"].person_id,
        why="交班",
        by=office["dispatcher"],
        at=NOON + MINUTE,
    )
    new, old = items_of(view.number, by=opener, at=NOON)
    assert (old.status, old.why) == ("handed_on", "交班")
    assert (new.status, new.owner_id, new.due_at) == (
        "asked",
        office["station"].person_id,
        NOON + HOUR,
    )


def test_nothing_is_handed_on_to_who_has_it(view, opener, office):
    mine = office["dispatcher"]
    ask(view, opener, mine)
    with pytest.raises(items.TheirsAlready):
        items.hand_on_item(
            group=view.number, item=1, owner=mine.person_id, why="交班", by=mine, at=NOON
        )


def test_an_item_belongs_to_a_member_who_contributes(view, opener, office):
    for other in (an_actor("dispatcher"), office["legal"]):
        with pytest.raises(asking.OwnerNotInGroup):
            ask(view, opener, other)


def test_it_is_due_after_now_and_says_what(view, opener, office):
    with pytest.raises(asking.DueInThePast):
        ask(view, opener, office["dispatcher"], due_at=NOON)
    assert ask(view, opener, office["dispatcher"], due_at=NOON + timedelta(seconds=1))
    with pytest.raises(TextMissing):
        ask(view, opener, office["dispatcher"], title=" ")
    with pytest.raises(NotFound):
        ask(view, opener, office["dispatcher"], message=7)


def test_a_pack_gives_each_seat_its_items(view, opener, office):
    done = asking.add_pack(group=view.number, pack="scene", by=opener, at=NOON)
    assert [(one.owner_id, one.due_at) for one in done] == [
        (office["station"].person_id, NOON + 10 * MINUTE),
        (office["dispatcher"].person_id, NOON + 20 * MINUTE),
        (office["station"].person_id, NOON + 60 * MINUTE),
    ]
    with pytest.raises(asking.UnknownPack):
        asking.add_pack(group=view.number, pack="party", by=opener, at=NOON)


def test_it_stands_in_the_worklist_of_who_must_act(view, opener, office):
    doer = office["dispatcher"]
    ask(view, opener, doer, due_at=NOON + HOUR)

    def waits(actor):
        return [one.verbs[0].name for one in waiting_for(actor, at=NOON, until=NOON + HOUR)]

    common = {"group": view.number, "item": 1, "at": NOON}
    assert waits(doer) == ["coordination.accept_item"]
    items.accept_item(by=doer, **common)
    assert waits(doer) == ["coordination.finish_item"]
    items.finish_item(result="好", by=doer, **common)
    assert (waits(doer), waits(opener)) == ([], ["coordination.confirm_item"])
    items.confirm_item(by=opener, **common)
    assert waits(opener) == []


def test_the_database_refuses_a_done_item_without_a_result(view, opener, office):
    ask(view, opener, office["dispatcher"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.update(status="done")
