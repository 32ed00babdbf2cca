"""What a telephone system tells: twice, late, in any order; each moment of a call is its own."""

from datetime import timedelta
from itertools import permutations

import pytest
from tests.builders.lines import System, after
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot

from quanju.domains.dispatch.actions import telephone
from quanju.domains.dispatch.actions.bridges import add_bridge, withdraw_bridge
from quanju.domains.dispatch.actions.lines import take_line
from quanju.domains.dispatch.actions.take_call import settle_call, take_call
from quanju.domains.dispatch.jobs import raise_due_alerts
from quanju.domains.dispatch.models import Alert, Bridge, Call, Incident
from quanju.domains.dispatch.queries.lines import bridge_of
from quanju.domains.dispatch.queries.measures import measures
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, Refused

pytestmark = pytest.mark.django_db
SKEW_S, OLDEST_MIN, SILENT_S = 5, 120, 60
PLACE = (119.76, 49.21, 35.0)


@pytest.fixture
def system(town):
    return System()


@pytest.fixture
def desk(town):
    return an_actor("dispatcher")


def incident_of(call, by, at=None, **more):
    lon, lat = spot(3, 2)
    facts = {"type_code": "fight", "said": "打架", "lon": lon, "lat": lat} | more
    return take_call(call=call, **facts, by=by, at=at or after(60))


# --- every cell: the state of the call, and what the telephone tells ------------------------------

STATES = {
    "none": (),
    "ringing": (("ringing", 0),),
    "claimed": (("ringing", 0), ("claimed", 9)),
    "abandoned": (("ringing", 0), ("abandoned", 8)),
    "linked": (("ringing", 0), ("claimed", 9), "link"),
    "closed": (("ringing", 0), ("claimed", 9), ("ended", 40), "link"),
}
CELLS = """
    none: ringing > ringing, claimed > answered, ended > answered, abandoned > abandoned
    ringing: ringing > ringing, claimed > answered, ended > answered, abandoned > abandoned
    claimed: ringing > answered, claimed > answered, ended > answered, abandoned > -
    abandoned: ringing > abandoned, claimed > -, ended > abandoned, abandoned > abandoned
    linked: ringing > incident_linked, claimed > incident_linked, ended > closed, abandoned > -
    closed: ringing > closed, claimed > closed, ended > closed, abandoned > -
"""


def cells():
    for line in CELLS.strip().splitlines():
        state, _, moves = line.strip().partition(": ")
        for move in moves.split(", "):
            event, _, then = move.partition(" > ")
            yield state, event, then


@pytest.mark.parametrize(("state", "event", "then"), list(cells()))
def test_every_state_hears_every_event(system, desk, state, event, then):
    for step in STATES[state]:
        if step == "link":
            incident_of(take_line(by=desk, at=after(41)).number, desk)
        else:
            system.tells(step[0], after(step[1]))
    if then == "-":
        with pytest.raises(Refused) as refusal:
            system.tells(event, after(45))
        assert refusal.value.code == "NOT_IN_THIS_STATE"
        return
    when = {"ringing": 0, "claimed": 9}.get(event, 45)
    assert system.tells(event, after(when)).state == then
    assert Call.objects.count() == 1


@pytest.mark.parametrize("order", list(permutations(["ringing", "claimed", "ended"])))
def test_in_any_order_the_moments_are_the_same(system, order):
    moments = {"ringing": after(0), "claimed": after(7), "ended": after(50)}
    for event in order:
        system.tells(event, moments[event])
    call = Call.objects.get()
    assert (call.ringing_at, call.answered_at, call.hung_up_at) == tuple(moments.values())
    assert (call.state, call.has_ring) == ("answered", True)


def test_news_told_twice_is_one_entry(system):
    system.tells("ringing", NOON)
    entries = Entry.objects.count()
    system.tells("ringing", NOON)
    assert Entry.objects.count() == entries


@pytest.mark.parametrize(
    "news",
    [
        (("ringing", 10), ("claimed", 9)),
        (("claimed", 9), ("ringing", 10)),
        (("ringing", 10), ("abandoned", 9)),
        (("claimed", 9), ("ended", 8)),
        (("ended", 8), ("claimed", 9)),
    ],
)
def test_moments_that_contradict_each_other_are_refused(system, news):
    (first, one), (second, other) = news
    system.tells(first, after(one))
    with pytest.raises(Refused) as refusal:
        system.tells(second, after(other))
    assert (refusal.value.code, refusal.value.field) == ("MOMENTS_CROSS", "at")


@pytest.mark.parametrize(
    ("ahead_s", "is_taken"),
    [(SKEW_S, True), (SKEW_S + 1, False), (-60 * OLDEST_MIN, True), (-60 * OLDEST_MIN - 1, False)],
)
def test_a_moment_is_believed_within_the_table(system, ahead_s, is_taken):
    if not is_taken:
        with pytest.raises(Refused) as refusal:
            system.tells("ringing", after(ahead_s), now=NOON)
        assert refusal.value.code == "MOMENT_NOT_BELIEVED"
        return
    row = system.tells("ringing", after(ahead_s), now=NOON)
    assert row.ringing_at == min(after(ahead_s), NOON), "ahead of our clock counts as now"


# --- true moments ---------------------------------------------------------------------------------


def test_a_call_that_rang_has_true_moments(system, desk):
    system.tells("ringing", NOON)
    taken = take_line(by=desk, at=after(12))
    row = incident_of(taken.number, desk, at=after(75))
    moments = (row.received_at, row.answered_at, row.created_at)
    assert moments == (NOON, after(12), after(75))
    assert row.has_ring


def test_the_receiver_tells_the_answer_better_than_the_key(system, desk):
    system.tells("ringing", NOON)
    row = incident_of(take_line(by=desk, at=after(12)).number, desk, at=after(40))
    system.tells("claimed", after(9))
    assert Incident.objects.get(pk=row.pk).answered_at == after(9)


def test_without_a_telephone_the_key_is_the_answer_and_no_ring_is_invented(desk):
    row = incident_of("", desk, at=after(75), answered_at=after(10))
    assert (row.received_at, row.answered_at, row.created_at) == (after(10), after(10), after(75))
    assert not row.has_ring


def test_answer_time_counts_what_rang_and_says_what_did_not(system, desk):
    for n, waited in enumerate((15, 16)):
        system.tells("ringing", NOON, call=str(n))
        incident_of(take_line(by=desk, at=after(waited)).number, desk)
    incident_of("", desk)
    found = measures(from_at=NOON, until_at=after(600))[0]
    assert (found.code, found.n, found.value, found.missing) == ("RT-1", 2, 50, 1)


# --- who has the line in hand ---------------------------------------------------------------------


def test_two_desks_get_a_line_each_the_longest_ringing_first(system, desk):
    system.tells("ringing", after(5), call="young")
    system.tells("ringing", NOON, call="old")
    other = an_actor("dispatcher")
    first, second = (take_line(by=who, at=after(9)) for who in (desk, other))
    assert [first.ringing_at, second.ringing_at] == [NOON, after(5)]
    assert take_line(by=desk, at=after(10)) is None


def test_a_line_that_another_desk_has_is_refused(system, desk):
    system.tells("ringing", NOON)
    number = take_line(by=desk, at=after(9)).number
    other = an_actor("dispatcher")
    for act in (
        lambda: take_line(call=number, by=other, at=after(10)),
        lambda: incident_of(number, other),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "LINE_TAKEN"


@pytest.mark.parametrize("role", ["patrol_unit", "station_command", "system_admin", "auditor"])
def test_only_the_desk_takes_lines(system, role):
    system.tells("ringing", NOON)
    with pytest.raises(Denied):
        take_line(by=an_actor(role), at=after(9))


def test_a_line_settled_after_it_fell_silent_is_closed(system, desk):
    system.tells("ringing", NOON)
    number = take_line(by=desk, at=after(9)).number
    system.tells("ended", after(30))
    settle_call(ending="inform", topic="law", call=number, by=desk, at=after(50))
    assert Call.objects.get().state == "closed"


# --- a place that came with the call --------------------------------------------------------------


def test_a_place_goes_with_the_outcome_and_stands_in_no_entry(system, desk):
    system.tells("ringing", NOON, place=PLACE)
    taken = take_line(by=desk, at=after(9))
    assert (taken.place.lon, taken.place.radius_m) == (PLACE[0], PLACE[2])
    row = incident_of(taken.number, desk)
    call = Call.objects.get()
    assert (call.caller_lon, call.caller_lat, call.caller_radius_m) == (None, None, None)
    assert (row.lon, row.lat) == spot(3, 2), "where it happened is for a person to say"
    assert not [e for e in Entry.objects.all() if str(PLACE[0]) in str(e.facts)]


def test_one_call_has_one_place_and_nobody_follows_a_telephone(system):
    system.tells("ringing", NOON, place=PLACE)
    system.tells("claimed", after(5), place=(119.9, 49.3, 10.0))
    assert Call.objects.get().caller_lon == PLACE[0]


# --- keys and silence -----------------------------------------------------------------------------


def test_a_key_is_kept_as_a_hash_and_opens_nothing_once_withdrawn(system):
    assert system.key not in str(Bridge.objects.values())
    assert bridge_of(system.key).pk == system.row.pk
    withdraw_bridge(bridge=system.row.pk, by=an_actor("system_admin"), at=after(1))
    assert bridge_of(system.key) is None
    with pytest.raises(Denied):
        system.tells("ringing", NOON)


def test_one_name_has_one_key_at_a_time(system):
    with pytest.raises(Refused) as refusal:
        add_bridge(name="110", by=an_actor("system_admin"), at=after(1))
    assert (refusal.value.code, refusal.value.field) == ("BRIDGE_KNOWN", "name")


@pytest.mark.parametrize("role", ["dispatcher", "branch_leader", "auditor"])
def test_only_an_administrator_makes_and_withdraws_keys(system, role):
    with pytest.raises(Denied):
        add_bridge(name="other", by=an_actor(role), at=NOON)
    with pytest.raises(Denied):
        withdraw_bridge(bridge=system.row.pk, by=an_actor(role), at=NOON)


def silent():
    return list(Alert.objects.filter(kind="bridge_silent", closed_at=None))


def test_a_silent_system_is_told_once_and_until_it_is_heard_again(system):
    def beat(at):
        telephone.beat(bridge=system.row.pk, by=system.by, at=at)

    beat(NOON)
    raise_due_alerts(after(SILENT_S))
    assert silent() == []
    raise_due_alerts(after(SILENT_S + 1))
    raise_due_alerts(after(SILENT_S + 6))
    assert len(silent()) == 1
    beat(after(SILENT_S + 10))
    assert silent() == []
    raise_due_alerts(after(2 * SILENT_S + 11))
    assert len(silent()) == 1, "another silence is another cause"
    assert silent()[0].raised_at - silent()[0].since_at == timedelta(seconds=SILENT_S + 1)
