"""Calls: anonymous or not, joined only when somebody asks, handed over with the caller's yes."""

from datetime import timedelta

import pytest
from tests.builders.incidents import an_incident, fresh
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot

from quanju.domains.dispatch.actions.calls import answer_call, hand_over_call, link_call
from quanju.domains.dispatch.actions.cancelling import cancel_incident
from quanju.domains.dispatch.actions.take_call import take_call
from quanju.domains.dispatch.models import Call, Incident
from quanju.domains.dispatch.queries.incidents import calls_of, calls_since, similar_open_incidents
from quanju.domains.dispatch.queries.places import exactly
from quanju.domains.kernel.types import Denied, Refused

pytestmark = pytest.mark.django_db

WITHIN_MIN = 15


@pytest.fixture
def desk(town):
    return an_actor("dispatcher")


def take(desk, *, at=NOON, where=(3, 2), said="有人打架", **more):
    lon, lat = spot(*where)
    return take_call(type_code="fight", said=said, lon=lon, lat=lat, by=desk, at=at, **more)


def test_a_second_call_about_the_same_makes_its_own_incident_unless_joined(desk):
    first = take(desk)
    second = take(desk, at=NOON + timedelta(seconds=30))
    assert second.number != first.number
    joined = take(desk, at=NOON + timedelta(seconds=60), join=first.number)
    assert joined == first
    assert Incident.objects.count() == 2
    assert Call.objects.filter(incident=first).count() == 2


def test_joining_an_incident_that_has_ended_is_refused_and_nothing_is_stored(desk):
    first = take(desk)
    cancel_incident(incident=first.number, reason="entered_twice", by=desk, at=NOON)
    calls = Call.objects.count()
    with pytest.raises(Refused) as refusal:
        take(desk, join=first.number)
    assert refusal.value.code == "INCIDENT_NOT_OPEN"
    assert Call.objects.count() == calls


def test_an_anonymous_callers_number_is_not_kept(desk):
    row = take(desk, caller_number="0470-123", is_anonymous=True)
    (call,) = calls_of(row.number, actor=desk)
    assert (call.is_anonymous, call.caller_number) == (True, "")
    assert not Call.objects.exclude(caller_number="").exists()


def similar(text, at=NOON, **more):
    found = similar_open_incidents(
        place=exactly(spot(3, 2)), class_code="public_order", text=text, at=at, **more
    )
    return [(view.number, common) for view, _, common in found]


def test_words_in_common_put_the_likelier_one_first(desk):
    far = take(desk, where=(3.3, 2), said="夜市有人喝醉打架")
    near = take(desk, said="邻居吵闹")
    assert [n for n, _ in similar("夜市喝醉打架")] == [far.number, near.number]
    assert [n for n, _ in similar("邻居吵闹")] == [near.number, far.number]
    assert [n for n, _ in similar("")] == [near.number, far.number]


def test_only_open_incidents_are_offered_and_not_the_incident_itself(desk):
    row = take(desk)
    assert similar("", besides=row.number) == []
    cancel_incident(incident=row.number, reason="entered_twice", by=desk, at=NOON)
    assert similar("") == []


def test_offered_until_the_limit_of_time(desk):
    row = take(desk)
    limit = NOON + timedelta(minutes=WITHIN_MIN)
    assert [n for n, _ in similar("", at=limit)] == [row.number]
    assert similar("", at=limit + timedelta(seconds=1)) == []


def test_the_callers_clock_starts_with_the_first_call_about_it(desk):
    row = an_incident(by=desk, at=NOON)
    rang = NOON - timedelta(seconds=40)
    call = answer_call(ringing_at=rang, by=desk, at=NOON)
    link_call(call=call.number, incident=row.number, by=desk, at=NOON)
    assert fresh(row).received_at == rang


def test_handing_over_asks_for_the_callers_yes_or_no(desk):
    call = answer_call(caller_number="0470-123", by=desk, at=NOON)
    over = {"call": call.number, "target": "hotline_12345", "by": desk, "at": NOON}
    with pytest.raises(Refused) as refusal:
        hand_over_call(**over, has_consent=None)
    assert refusal.value.code == "CONSENT_MISSING"
    assert hand_over_call(**over, has_consent=False).state == "handed_over"


@pytest.mark.parametrize("role", ["patrol_unit", "station_command", "reception_officer", "auditor"])
def test_only_the_desk_takes_calls_and_sees_them(town, role):
    with pytest.raises(Denied):
        answer_call(by=an_actor(role), at=NOON)
    with pytest.raises(Denied):
        calls_since(an_actor(role), NOON)
