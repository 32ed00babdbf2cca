"""Callers who hung up or said nothing: on one row, called back, every way it can end."""

from datetime import timedelta

import pytest
from tests.builders.lines import System, after
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot

from quanju.domains.dispatch import waiting
from quanju.domains.dispatch.actions import telephone
from quanju.domains.dispatch.actions.lines import take_line
from quanju.domains.dispatch.actions.lost_calls import call_back
from quanju.domains.dispatch.actions.take_call import settle_call, take_call
from quanju.domains.dispatch.jobs import raise_due_alerts
from quanju.domains.dispatch.models import Alert, Call, LostCall
from quanju.domains.dispatch.queries.lost_calls import called_back_in_time, calls_to_make
from quanju.domains.dispatch.workflow import LOST_CALL
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, Refused

pytestmark = pytest.mark.django_db
BACK_S, JOIN_S = 180, 600
NUMBER, OTHER = "13900001234", "13900009999"


@pytest.fixture
def system(town):
    return System()


@pytest.fixture
def desk(town):
    return an_actor("dispatcher")


def lost(system, at=0, call="a", number=NUMBER):
    """A call that rang for five seconds and was given up at this second."""
    now = after(at + 1)
    system.tells("ringing", after(at - 5), call=call, caller_number=number, now=now)
    return system.tells("abandoned", after(at), call=call, now=now)


def row():
    return LostCall.objects.get()


def test_who_hung_up_is_to_be_called_back_since_that_moment(system, desk):
    lost(system)
    (one,) = calls_to_make(desk, at=after(5))
    assert (one.since_at, one.due_at) == (NOON, after(BACK_S))
    assert one.caller_number == NUMBER


def test_who_says_nothing_is_put_on_the_list_by_the_desk(system, desk):
    system.tells("ringing", NOON, caller_number=NUMBER)
    taken = take_line(by=desk, at=after(5))
    settle_call(ending="lost", call=taken.number, caller_number=NUMBER, by=desk, at=after(20))
    assert (Call.objects.get().state, row().state, row().since_at) == (
        "abandoned",
        "waiting",
        after(20),
    )


# --- one row a caller -----------------------------------------------------------------------------


@pytest.mark.parametrize(("again_s", "rows"), [(JOIN_S, 1), (JOIN_S + 1, 2)])
def test_the_same_number_again_joins_within_the_minutes_of_the_table(system, again_s, rows):
    lost(system)
    lost(system, again_s, "b", "+86 139-0000-1234")
    assert LostCall.objects.count() == rows


def test_the_first_moment_stays_and_the_last_one_carries_the_minutes_on(system, desk):
    lost(system)
    lost(system, JOIN_S, "b")
    lost(system, 2 * JOIN_S, "c")
    assert row().since_at == NOON
    assert len(calls_to_make(desk, at=after(2 * JOIN_S))[0].calls) == 3


def test_another_number_and_no_number_are_rows_of_their_own(system):
    lost(system)
    lost(system, 10, "b", OTHER)
    lost(system, 20, "c", "")
    lost(system, 30, "d", "")
    assert LostCall.objects.count() == 4


def test_a_number_that_comes_late_is_known_then(system, desk):
    system.tells("abandoned", NOON)
    assert row().mark == ""
    system.tells("ringing", after(-5), caller_number=NUMBER)
    lost(system, 60, "b")
    assert len(calls_to_make(desk, at=after(61))[0].calls) == 2


def test_the_number_is_compared_and_stands_nowhere_once_it_has_its_outcome(system, desk):
    lost(system)
    mark = row().mark
    assert mark
    assert NUMBER not in mark
    end(desk, "nothing_needed")
    assert row().mark == ""
    assert calls_to_make(desk, at=after(99)) == []
    assert NUMBER not in str([entry.facts for entry in Entry.objects.all()])


# --- how it ends ----------------------------------------------------------------------------------


def end(desk, ending, back_s=60, **more):
    call = call_back(lost_call=row().pk, by=desk, at=after(back_s))
    if ending in ("incident", "danger"):
        lon, lat = spot(3, 2)
        facts = {"type_code": "fight", "said": "打架", "lon": lon, "lat": lat}
        is_reached = ending == "incident"
        return take_call(
            call=call.number, **facts, is_reached=is_reached, by=desk, at=after(back_s + 30)
        )
    return settle_call(ending=ending, call=call.number, by=desk, at=after(back_s + 30), **more)


@pytest.mark.parametrize(
    ("ending", "more", "state"),
    [
        ("incident", {}, "incident"),
        ("danger", {}, "danger"),
        ("nothing_needed", {}, "nothing_needed"),
        ("inform", {"topic": "law"}, "nothing_needed"),
        ("hand_over", {"target": "grid", "has_consent": False}, "nothing_needed"),
        ("nuisance", {"reason": "反复拨打"}, "nothing_needed"),
        ("lost", {}, "not_reached"),
    ],
)
def test_each_way_a_call_back_ends(system, desk, ending, more, state):
    lost(system)
    lost(system, 10, "b")
    made = end(desk, ending, **more)
    assert (row().state, row().called_back_at) == (state, after(60))
    assert {call.state for call in Call.objects.all()} == {"closed"}
    assert (row().incident == made) if state in ("incident", "danger") else not row().incident


def test_who_rings_again_and_is_answered_needs_no_call_back(system, desk):
    lost(system)
    system.tells("ringing", after(40), call="b", caller_number=NUMBER, now=after(41))
    taken = take_line(by=desk, at=after(45))
    body = {"call": taken.number, "caller_number": NUMBER}
    settle_call(ending="inform", topic="law", **body, by=desk, at=after(90))
    assert (row().state, row().called_back_at) == ("rang_again", after(45))


@pytest.mark.parametrize("state", LOST_CALL.states)
def test_only_who_waits_is_called(system, desk, state):
    lost(system)
    entered = take_call(
        type_code="fight", said="", lon=spot(3, 2)[0], lat=spot(3, 2)[1], by=desk, at=NOON
    )
    LostCall.objects.update(state=state, mark="", incident=entered)
    if state == "waiting":
        assert call_back(lost_call=row().pk, by=desk, at=after(9)).state == "answered"
        return
    with pytest.raises(Refused) as refusal:
        call_back(lost_call=row().pk, by=desk, at=after(9))
    assert refusal.value.code == "NOT_IN_THIS_STATE"


def test_two_desks_press_and_one_calls(system, desk):
    lost(system)
    call_back(lost_call=row().pk, by=desk, at=after(9))
    with pytest.raises(Refused):
        call_back(lost_call=row().pk, by=an_actor("dispatcher"), at=after(9))


@pytest.mark.parametrize("role", ["patrol_unit", "station_command", "auditor"])
def test_only_the_desk_sees_and_calls_them(system, role):
    lost(system)
    with pytest.raises(Denied):
        calls_to_make(an_actor(role), at=after(9))
    with pytest.raises(Denied):
        call_back(lost_call=row().pk, by=an_actor(role), at=after(9))


# --- its minutes ----------------------------------------------------------------------------------


def told():
    return Alert.objects.filter(kind="call_back_due")


def test_the_desk_is_told_once_and_until_somebody_calls(system, desk):
    lost(system)
    raise_due_alerts(after(BACK_S))
    assert not told().exists()
    raise_due_alerts(after(BACK_S + 1))
    raise_due_alerts(after(BACK_S + 30))
    assert told().filter(closed_at=None).count() == 1
    call_back(lost_call=row().pk, by=desk, at=after(BACK_S + 40))
    raise_due_alerts(after(BACK_S + 60))
    assert not told().filter(closed_at=None).exists()
    assert told().count() == 1


def test_it_waits_for_the_desk_alone_from_the_first_second(system, desk):
    lost(system)
    (one,) = waiting.waiting_for(desk, at=after(1), until=after(600))
    assert (one.since, one.due_at, one.is_danger) == (NOON, after(BACK_S), True)
    assert [verb.name for verb in one.verbs] == ["dispatch.call_back"]
    telephone.beat(bridge=system.row.pk, by=system.by, at=after(BACK_S))
    raise_due_alerts(after(BACK_S + 1))
    assert len(waiting.waiting_for(desk, at=after(BACK_S + 2), until=after(600))) == 1
    room = an_actor("station_command")
    assert waiting.waiting_for(room, at=after(1), until=after(600)) == []
    end(desk, "nothing_needed", BACK_S + 9)
    assert waiting.waiting_for(desk, at=after(300), until=after(600)) == []


def test_called_back_in_time_is_counted_on_both_sides_of_its_limit(system, desk):
    for n, back_s in enumerate((BACK_S, BACK_S + 1)):
        lost(system, 0, str(n), f"1390000000{n}")
        one = LostCall.objects.get(state="waiting")
        call_back(lost_call=one.pk, by=desk, at=after(back_s))
    lost(system, 0, "late", OTHER)
    figure = called_back_in_time(from_at=NOON, until_at=NOON + timedelta(hours=1))
    assert (figure.n, figure.missing, round(figure.value)) == (3, 1, 33)
    assert figure.p95 == BACK_S + 1
