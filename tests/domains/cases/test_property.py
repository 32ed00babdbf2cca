"""Property of a case: from the receipt's list to its last hand-over, with counts that add up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders.cases import accepted, an_officer, decide_on, under_review
from tests.builders.people import NOON, a_station, an_actor, decide
from tests.waiting import waits

from quanju.domains.cases import waiting
from quanju.domains.cases.actions import deciding, property
from quanju.domains.cases.actions.disposing import propose_disposal
from quanju.domains.cases.models import CaseProperty, CaseRecord, CustodyMove
from quanju.domains.cases.queries.cases import case_view, told_case
from quanju.domains.cases.queries.property import counted, property_of, property_shown
from quanju.domains.cases.types.custody import PLACES, SETTLED
from quanju.domains.kernel.days import typed_after
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing

HOUR = timedelta(hours=1)
# from: where to, by one press; typed by hand
ROUTES = {
    "officer": {"store", "lab", "returned"},
    "store": {"officer", "lab", "returned", "forwarded"},
    "lab": {"store", "officer"},
}


@pytest.fixture
def officer(db):
    return an_officer()


@pytest.fixture
def case(officer):
    """A case whose receipt lists two batteries."""
    return accepted(officer, things=["电瓶"])


def the_thing(case):
    return CaseProperty.objects.filter(case__number=case.number).latest("pk")


def move(case, by, old, new, *, count=1, at=NOON + HOUR, item=None, **more):
    said = {"receiver": "保管员", "proof": "入库单 3 号"} | more
    found = item or the_thing(case).pk
    property.move_property(
        case=case.number,
        item=found,
        count=count,
        from_place=old,
        to_place=new,
        by=by,
        at=at,
        **said,
    )


def lies(case):
    return [{one.place: one.count for one in thing.holdings} for thing in property_of(case.number)]


def test_what_the_receipt_lists_is_property_with_the_officer(case):
    (thing,) = property_of(case.number)
    assert (thing.name, thing.count, thing.unit, thing.taken_from) == ("电瓶", 2, "件", "刘女士")
    assert lies(case) == [{"officer": 2}]
    assert not thing.is_settled


def test_things_go_to_the_store_and_back_to_their_owner(case, officer):
    move(case, officer, "officer", "store", count=2)
    move(case, officer, "store", "returned", receiver="刘女士", proof="发还清单签收")
    assert lies(case) == [{"store": 1, "returned": 1}]
    (thing,) = property_of(case.number)
    told = [(one.to_label.zh, one.count, one.receiver, one.proof) for one in thing.moves]
    assert told == [
        ("涉案财物保管室", 2, "保管员", "入库单 3 号"),
        ("已发还", 1, "刘女士", "发还清单签收"),
    ]
    move(case, officer, "store", "returned")
    assert property_of(case.number)[0].is_settled


@pytest.mark.parametrize("old", PLACES)
@pytest.mark.parametrize("new", PLACES)
def test_from_each_place_things_go_where_they_may(case, officer, old, new):
    the_thing(case)  # one lies with the officer already; the other is put where the move begins
    if old in ("store", "lab"):
        move(case, officer, "officer", old)
    try:
        move(case, officer, old, new)
        is_allowed = True
    except property.NoSuchWay:
        is_allowed = False
    assert is_allowed == (new in ROUTES.get(old, set()))


def test_nobody_hands_on_more_than_lies_there(case, officer):
    with pytest.raises(property.NotThere) as found:
        move(case, officer, "officer", "store", count=3)
    assert (found.value.field, found.value.text.zh) == (
        "count",
        "办案民警处只有 2 件，不能移出 3",
    )
    with pytest.raises(property.NotThere):
        move(case, officer, "store", "lab")
    move(case, officer, "officer", "store", count=2)
    assert lies(case) == [{"store": 2}]


@pytest.mark.parametrize("count", [0, -1, property.MOST + 1])
def test_a_count_is_one_that_a_list_can_hold(case, officer, count):
    with pytest.raises(property.CountOutOfRange):
        move(case, officer, "officer", "store", count=count)


@pytest.mark.parametrize("name", ["receiver", "proof"])
def test_a_hand_over_names_who_received_and_what_proves_it(case, officer, name):
    with pytest.raises(TextMissing) as found:
        move(case, officer, "officer", "store", **{name: " "})
    assert found.value.field == name


def test_a_hand_over_lies_between_the_taking_and_now(case, officer):
    second = timedelta(seconds=1)
    for moment in (NOON - timedelta(minutes=1), NOON + HOUR + second):
        with pytest.raises(property.NotAtThatTime):
            move(case, officer, "officer", "store", moved_at=moment)
    move(case, officer, "officer", "store", moved_at=NOON)
    assert CustodyMove.objects.get().moved_at == NOON


def test_the_minute_of_the_taking_is_the_taking():
    taken = NOON.replace(second=30)
    assert typed_after(NOON.replace(second=0), taken) == taken
    assert typed_after(NOON.replace(second=30), taken) == taken
    earlier = NOON.replace(second=0) - timedelta(seconds=1)
    assert typed_after(earlier, taken) == earlier


def test_what_is_taken_later_is_entered(case, officer):
    said = {"name": "撬棍", "count": 1, "unit": "根", "taken_from": "王某", "remark": "红色"}
    property.enter_property(case=case.number, **said, by=officer, at=NOON)
    assert lies(case) == [{"officer": 2}, {"officer": 1}]
    with pytest.raises(TextMissing):
        property.enter_property(case=case.number, **said | {"name": ""}, by=officer, at=NOON)


def test_a_wrong_hand_over_counts_no_longer_and_is_still_read(case, officer):
    move(case, officer, "officer", "store", count=2)
    first = CustodyMove.objects.get()
    move(case, officer, "store", "returned")
    withdraw = {
        "case": case.number,
        "why": "记错",
        "by": officer,
        "at": NOON + HOUR,
    }
    with pytest.raises(property.HandedOnSince):
        property.withdraw_move(**withdraw, move=first.pk)
    last = CustodyMove.objects.latest("pk")
    property.withdraw_move(**withdraw, move=last.pk)
    assert lies(case) == [{"store": 2}]
    assert [one.withdrawn_why for one in property_of(case.number)[0].moves] == ["", "记错"]
    with pytest.raises(property.WithdrawnAlready):
        property.withdraw_move(**withdraw, move=last.pk)


def test_a_wrong_entry_is_struck_out_while_nothing_was_handed_on(case, officer):
    withdraw = {"case": case.number, "item": the_thing(case).pk, "why": "重复", "by": officer}
    move(case, officer, "officer", "store")
    with pytest.raises(property.HandedOnSince):
        property.withdraw_item(**withdraw, at=NOON + HOUR)
    wrong = CustodyMove.objects.get().pk
    property.withdraw_move(case=case.number, move=wrong, why="错", by=officer, at=NOON + HOUR)
    property.withdraw_item(**withdraw, at=NOON + HOUR)
    (thing,) = property_of(case.number)
    assert (thing.withdrawn_why, thing.holdings, thing.is_settled) == ("重复", (), True)
    with pytest.raises(NotFound):
        move(case, officer, "officer", "store", item=thing.pk)


def test_only_its_officer_hands_things_on_while_somebody_has_the_case(case, officer):
    for other in (an_officer(), an_actor("legal_supervision")):
        with pytest.raises((Denied, NotFound)):
            move(case, other, "officer", "store")
    CaseRecord.objects.filter(number=case.number).update(status="closed")
    with pytest.raises(property.NoPropertyNow, match="closed"):
        move(case, officer, "officer", "store")


def test_a_case_closes_once_its_things_are_settled(case, officer):
    CaseRecord.objects.filter(number=case.number).update(status="revoked")
    ask = {"case": case.number, "decision": "close", "reason": "已处理", "by": officer, "at": NOON}
    with pytest.raises(property.NotSettled, match="电瓶"):
        deciding.propose_decision(**ask)
    assert told_case(case.number).awaits == ""
    move(case, officer, "officer", "returned", count=2)
    deciding.propose_decision(**ask)
    property.enter_property(
        case=case.number, name="撬棍", count=1, unit="根", taken_from="王某", by=officer, at=NOON
    )
    with pytest.raises(property.NotSettled, match="撬棍"):
        decide(case.subject, by=an_actor("legal_supervision"), at=NOON)
    move(case, officer, "officer", "returned")
    decide(case.subject, by=an_actor("legal_supervision"), at=NOON)
    assert told_case(case.number).status == "closed"


def test_what_nobody_gets_back_needs_a_second_person(case, officer):
    item = the_thing(case).pk
    ask = {"case": case.number, "item": item, "reason": "违禁品", "by": officer, "at": NOON + HOUR}
    with pytest.raises(property.NotThere):
        propose_disposal(**ask, to_place="destroyed")
    move(case, officer, "officer", "store", count=2)
    for wrong in ("returned", "elsewhere"):
        with pytest.raises(property.NoSuchWay):
            propose_disposal(**ask, to_place=wrong)
    approver = an_actor("approver")
    with pytest.raises(NotFound):
        case_view(case.number, by=approver)
    proposal = propose_disposal(**ask, to_place="destroyed")
    assert "电瓶 2 件：销毁" in proposal.said.zh
    assert case_view(case.number, by=approver).number == case.number
    with pytest.raises(property.AwaitsDisposal):
        move(case, officer, "store", "returned")
    with pytest.raises(property.AwaitsDisposal):
        propose_disposal(**ask, to_place="forfeited")
    decide(case.subject, "refuse", by=approver, at=NOON + HOUR)
    assert lies(case) == [{"store": 2}]
    propose_disposal(**ask, to_place="forfeited")
    decide(case.subject, by=approver, at=NOON + HOUR)
    assert lies(case) == [{"forfeited": 2}]
    (thing,) = property_of(case.number)
    assert thing.awaits == ""
    assert thing.moves[-1].by == approver.name
    assert thing.is_settled


def test_a_case_that_is_converted_takes_its_things_along(officer):
    view = under_review(officer, things=["电瓶"])
    decide_on(view, "convert", officer=officer)
    made = told_case(told_case(view.number).converted_to)
    assert lies(view) == []
    assert lies(made) == [{"officer": 2}]


def test_things_wait_for_the_store_for_a_day(case, officer):
    assert "property" in waits(waiting, officer, NOON)
    found = waiting.waiting_for(officer, at=NOON, until=NOON)
    (one,) = [row for row in found if row.key == f"cases.property:{case.number}"]
    assert one.due_at == NOON + 24 * HOUR
    move(case, officer, "officer", "store", count=2)
    assert "property" not in waits(waiting, officer, NOON)
    move(case, officer, "store", "officer", at=NOON + 5 * HOUR)
    found = waiting.waiting_for(officer, at=NOON, until=NOON)
    (one,) = [row for row in found if row.key == f"cases.property:{case.number}"]
    assert one.due_at == NOON + 29 * HOUR


def test_who_reads_headers_reads_nothing_of_it(case, officer):
    assert property_shown(case_view(case.number, by=officer))
    desk = an_actor("station_command", organisation=a_station())
    assert property_shown(case_view(case.number, by=desk)) == []


@given(
    st.integers(1, 50),
    st.lists(
        st.tuples(st.sampled_from(list(PLACES)), st.sampled_from(list(PLACES)), st.integers(1, 60)),
        max_size=30,
    ),
)
def test_however_things_are_handed_on_the_counts_add_up(count, wanted):
    done = []
    for old, new, some in wanted:
        if old in SETTLED or counted(count, done)[old] < some:
            continue
        done.append(CustodyMove(from_place=old, to_place=new, count=some))
    lie = counted(count, done)
    assert sum(lie.values()) == count
    assert min(lie.values()) >= 0
