"""A matter moves between any two sites and keeps number, clock and history."""

import itertools
from datetime import timedelta

import pytest
from tests.builders.hall import receptionist, the_centre
from tests.builders.people import NOON, an_actor
from tests.builders.reports import a_room, taken
from tests.waiting import waits

from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.reception import waiting
from quanju.domains.reception.actions import reports
from quanju.domains.reception.actions import transfers as verbs
from quanju.domains.reception.queries.reports import report_view, steps_rule

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ROOMS = [f"room-{n:02}" for n in range(1, 12)]


@pytest.fixture
def twelve(db):
    """The centre and eleven rooms, each with somebody who receives there."""
    people = {"reception-centre": receptionist()}
    for code in ROOMS:
        room, people[room.code] = *a_room(code)[:1], None
        people[room.code] = an_actor("reception_officer", organisation=room)
    return people


def move(number, to, people, by):
    verbs.offer_report(report=number, to_site=to, why="不属本辖区", by=by, at=NOON)
    return verbs.accept_report(report=number, by=people[to], at=NOON)


def test_it_moves_between_any_two_of_the_twelve(twelve):
    """One way through all 132 ordered pairs: each step away from one site is another's."""
    assert len(twelve) == 12
    codes, here = list(twelve), the_centre().code
    left = {code: [other for other in codes if other != code] for code in codes}
    view = taken(twelve[here])
    walk = way_through(left, here)
    assert len(set(itertools.pairwise(walk))) == 132
    for a, b in itertools.pairwise(walk):
        moved = move(view.number, b, twelve, twelve[a])
    assert (moved.number, moved.begun_at, moved.bounces) == (view.number, view.begun_at, 0)


def way_through(left, start):
    """A round trip over every pair once (Hierholzer)."""
    stack, walk = [start], []
    while stack:
        if left[stack[-1]]:
            stack.append(left[stack[-1]].pop())
        else:
            walk.append(stack.pop())
    return walk[::-1]


def test_number_clock_and_history_go_with_it():
    by, (room, other) = receptionist(), a_room()
    view = reports.enter_later(channel="phone", title="正在打架", by=by, at=NOON)
    before = clocks_on(view.subject, at=NOON)
    moved = move(view.number, room.code, {room.code: other}, by)
    assert (moved.site.code, moved.owner_id) == (room.code, other.person_id)
    assert clocks_on(view.subject, at=NOON) == before
    assert [one.status for one in moved.transfers] == ["accepted"]


def test_until_they_accept_it_stays_and_they_see_it():
    by, (room, other) = receptionist(), a_room()
    view = taken(by)
    with pytest.raises(NotFound):
        report_view(view.number, by=other, at=NOON)
    verbs.offer_report(report=view.number, to_site=room.code, why="辖区", by=by, at=NOON)
    assert report_view(view.number, by=other, at=NOON).owner_id == by.person_id
    assert waits(waiting, other, NOON) == ["report"]
    assert waits(waiting, by, NOON) == []


def test_who_entered_it_still_reads_it_but_works_on_it_no_more():
    by, (room, other) = receptionist(), a_room()
    view = taken(by)
    move(view.number, room.code, {room.code: other}, by)
    assert report_view(view.number, by=by, at=NOON).site.code == room.code
    with pytest.raises(Denied):
        reports.say_no_evidence(report=view.number, why="x", by=by, at=NOON)


def test_declined_as_often_as_the_table_says_it_goes_to_legal_supervision():
    by, legal = receptionist(), an_actor("legal_supervision")
    room, other = a_room()
    view = taken(by)
    most = steps_rule(NOON).bounce_most
    for n in range(1, most + 1):
        verbs.offer_report(report=view.number, to_site=room.code, why="辖区", by=by, at=NOON)
        after = verbs.decline_report(report=view.number, why="不是", by=other, at=NOON)
        assert after.is_at_legal == (n == most)
    with pytest.raises(verbs.AtLegal):
        verbs.offer_report(report=view.number, to_site=room.code, why="再", by=by, at=NOON)
    assert waits(waiting, legal, NOON) == ["report"]
    with pytest.raises(Denied):
        verbs.decide_site(report=view.number, to_site=room.code, by=by, at=NOON)
    decided = verbs.decide_site(report=view.number, to_site=room.code, by=legal, at=NOON)
    assert (decided.site.code, decided.is_at_legal) == (room.code, False)
    assert waits(waiting, legal, NOON) == []


def test_what_is_not_disputed_is_not_decided():
    view, (room, _) = taken(), a_room()
    legal = an_actor("legal_supervision")
    with pytest.raises(NotFound):
        verbs.decide_site(report=view.number, to_site=room.code, by=legal, at=NOON)


def test_one_site_is_asked_at_a_time_and_never_the_own():
    by, (room, other) = receptionist(), a_room()
    view = taken(by)
    common = {"report": view.number, "why": "辖区", "by": by, "at": NOON}
    with pytest.raises(verbs.SameSite):
        verbs.offer_report(to_site="reception-centre", **common)
    verbs.offer_report(to_site=room.code, **common)
    with pytest.raises(verbs.OnItsWay):
        verbs.offer_report(to_site=room.code, **common)
    verbs.withdraw_report(report=view.number, by=by, at=NOON)
    with pytest.raises(NotFound):
        verbs.accept_report(report=view.number, by=other, at=NOON)


def test_only_the_asked_site_answers():
    by, (room, _), (_, third) = receptionist(), a_room(), a_room("hulun")
    view = taken(by)
    verbs.offer_report(report=view.number, to_site=room.code, why="辖区", by=by, at=NOON)
    for answer in (verbs.accept_report, lambda **c: verbs.decline_report(why="x", **c)):
        with pytest.raises(Denied):
            answer(report=view.number, by=third, at=NOON)
