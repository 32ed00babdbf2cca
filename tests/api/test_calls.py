"""The telephone's contract: a key of its own, events in any order, bad input told, not stored."""

from datetime import timedelta

import pytest
from tests.builders.lines import System
from tests.builders.people import an_appointment, sign_in

from quanju.domains.dispatch.models import Bridge, Call
from quanju.domains.kernel import clock

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@pytest.fixture
def system(town):
    return System(at=clock.now())


def tell(client, system, event="ringing", *, key=KEY, device="", **more):
    body = {"idempotency_key": key, "event": event, "at": clock.now().isoformat(), "call": "c-1"}
    return client.post(
        "/api/v1/calls",
        body | more,
        content_type="application/json",
        headers={"authorization": f"Bearer {device or system.key}"},
    )


def test_a_line_rings_and_ends_without_any_session(client, system):
    assert tell(client, system).json()["state"] == "ringing"
    answer = tell(client, system, "abandoned", key=KEY + "2")
    assert answer.json()["state"] == "abandoned"
    assert answer.json()["number"] == Call.objects.get().number


def test_a_heartbeat_is_about_no_call(client, system):
    assert tell(client, system, "heartbeat", call="").json() == {"number": "", "state": ""}
    assert Bridge.objects.get().heard_at is not None
    assert not Call.objects.exists()


def test_the_same_key_twice_is_one_event_and_another_body_is_refused(client, system):
    at = clock.now().isoformat()
    assert tell(client, system, at=at).json() == tell(client, system, at=at).json()
    answer = tell(client, system, at=at, line="7")
    assert (answer.status_code, answer.json()["code"]) == (409, "KEY_USED_FOR_ANOTHER")


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic eDp5"])
def test_without_a_key_of_ours_nothing_is_taken(client, system, header):
    answer = client.post(
        "/api/v1/calls", {}, content_type="application/json", headers={"authorization": header}
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "KEY_NOT_KNOWN")
    assert not Call.objects.exists()


def test_a_session_is_no_key(client, system):
    sign_in(client, an_appointment("system_admin"))
    answer = client.post("/api/v1/calls", {}, content_type="application/json")
    assert answer.status_code == 401


def test_a_key_opens_nothing_else(client, system):
    bearer = {"authorization": f"Bearer {system.key}"}
    assert client.get("/api/v1/incidents", headers=bearer).status_code == 401
    assert client.get("/dispatch/", headers=bearer).status_code == 302


def test_another_systems_call_of_the_same_name_is_another_call(client, system):
    other = System("second", at=clock.now())
    tell(client, system)
    tell(client, other)
    assert Call.objects.count() == 2


def test_a_form_is_no_json(client, system):
    answer = client.post(
        "/api/v1/calls", {"event": "ringing"}, headers={"authorization": f"Bearer {system.key}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "NOT_JSON")


LONG_AGO = (clock.now() - timedelta(days=2)).isoformat()


@pytest.mark.parametrize(
    "body",
    [
        {"event": "answered"},
        {"event": ""},
        {"call": ""},
        {"call": "a b"},
        {"call": "x" * 81},
        {"at": "2026-11-23T21:00:00"},
        {"at": "1970-01-01T00:00:00Z"},
        {"at": LONG_AGO},
        {"at": "9999-12-31T23:59:59+00:00"},
        {"caller_number": "张三"},
        {"caller_number": "1" * 31},
        {"line": "x" * 21},
        {"recording": "../../etc/passwd"},
        {"recording": "x" * 121},
        {"place": {"lon": 200, "lat": 0}},
        {"place": {"lon": 119.7, "lat": 49.2, "radius_m": -1}},
        {"place": {"lon": "NaN", "lat": 49.2}},
        {"idempotency_key": "short"},
    ],
)
def test_bad_input_is_told_and_nothing_is_stored(client, system, body):
    answer = tell(client, system, **body)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert not Call.objects.exists()


@pytest.mark.parametrize("place", [{"lon": 0, "lat": 0}, {"lon": 2.35, "lat": 48.85}])
def test_no_call_is_lost_for_a_place_that_cannot_be(client, system, place):
    assert tell(client, system, place=place).status_code == 200
    assert Call.objects.get().caller_lon is None


def test_the_other_way_round_it_contradicts_itself(client, system):
    now = clock.now()
    tell(client, system, at=now.isoformat())
    early = (now - timedelta(seconds=5)).isoformat()
    answer = tell(client, system, "claimed", key=KEY + "3", at=early)
    assert (answer.status_code, answer.json()["code"]) == (422, "MOMENTS_CROSS")
    assert answer.json()["field"] == "at"
