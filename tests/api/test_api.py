"""The machine face: the same verbs, the same rights, problems instead of pages."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import NOON, an_appointment, sign_in
from tests.builders.town import spot

from quanju.domains.dispatch.models import Note
from quanju.domains.kernel import clock

pytestmark = pytest.mark.django_db
LON, LAT = spot(3, 2)
KEY = "0123456789abcdef"


@pytest.fixture
def desk(client, town):
    sign_in(client, an_appointment("dispatcher"))
    return client


def enter(client, **more):
    body = {"idempotency_key": KEY, "type_code": "fight", "lon": LON, "lat": LAT, **more}
    return client.post("/api/v1/incidents", body, content_type="application/json")


def test_an_incident_is_entered_and_the_right_unit_sent(desk):
    unit, _ = on_duty(a_unit("特-01"), where=(2, 2), at=clock.now())
    number = enter(desk, text="夜市斗殴").json()["number"]
    shown = desk.get(f"/api/v1/incidents/{number}/recommendation").json()
    assert [c["call_sign"] for c in shown["candidates"] if c["is_proposed"]] == [unit.call_sign]
    order = {
        "idempotency_key": KEY + "2",
        "receipt": shown["receipt"],
        "call_signs": [unit.call_sign],
    }
    sent = desk.post(
        f"/api/v1/incidents/{number}/orders", order, content_type="application/json"
    ).json()
    assert sent["state"] == "dispatched"
    step = desk.post(
        f"/api/v1/incidents/{number}/units/{unit.call_sign}/acknowledge",
        {"idempotency_key": KEY + "4"},
        content_type="application/json",
    ).json()
    assert step["assignments"][0]["state"] == "acknowledged"


def test_the_same_key_twice_is_one_incident(desk):
    assert enter(desk).json()["number"] == enter(desk).json()["number"]


def test_a_refusal_is_a_problem_with_both_sentences(desk):
    answer = enter(desk, lon=LAT, lat=LON)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["title"] != problem["title_zh"]


def test_a_receipt_that_is_not_ours_is_refused(desk):
    number = enter(desk).json()["number"]
    order = {"idempotency_key": KEY + "3", "receipt": "forged", "call_signs": ["特-01"]}
    answer = desk.post(f"/api/v1/incidents/{number}/orders", order, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "RECEIPT_NOT_USABLE")


@pytest.mark.parametrize(
    "body",
    [
        {"text": "x" * 5000},
        {"grade": 9},
        {"lon": "east"},
        {"idempotency_key": "short"},
        {"received_at": "2026-11-23T21:00:00"},
        {"received_at": "0001-01-01T00:00:00Z"},
        {"received_at": "1970-01-01T00:00:00Z"},
        {"received_at": "9999-12-31T23:59:59+00:00"},
        {"received_at": "2026-02-30T00:00:00Z"},
        {"datum": "BD-09"},
    ],
)
def test_bad_input_is_told_and_nothing_is_stored(desk, body):
    assert enter(desk, **body).status_code == 422
    assert desk.get("/api/v1/incidents").json() == []


@pytest.mark.parametrize(("days", "status"), [(30, 200), (32, 422), (-1, 422)])
def test_a_call_is_entered_within_the_days_of_the_table(desk, days, status):
    came = clock.now() - timedelta(days=days)
    assert enter(desk, received_at=came.isoformat()).status_code == status


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59Z", "1999-12-31", "x"])
def test_a_span_of_another_age_is_told(desk, at):
    for path, name in (
        ("incidents", "from_at"),
        ("incidents", "until_at"),
        ("measures", "from_at"),
    ):
        span = {"until_at": NOON.isoformat(), name: at}
        answer = desk.get(f"/api/v1/{path}", span)
        assert (answer.status_code, answer.json()["code"]) == (422, "INVALID")


def test_a_stranger_and_another_role_are_refused(client, town):
    assert client.get("/api/v1/incidents").status_code in {401, 403}
    sign_in(client, an_appointment("volunteer"))
    answer = client.get("/api/v1/incidents")
    assert (answer.status_code, answer.json()["code"]) == (403, "DENY_ROLE")


def test_measures_say_when_there_is_not_enough(desk):
    span = {"from_at": (NOON - timedelta(days=1)).isoformat(), "until_at": NOON.isoformat()}
    found = desk.get("/api/v1/measures", span).json()
    assert {m["code"] for m in found} >= {"RT-1", "RT-3/1", "RT-3/5", "RT-10"}
    assert all(m["value"] is None and not m["is_enough"] for m in found)


def test_the_description_names_every_route(desk):
    described = desk.get("/api/v1/openapi.json").json()
    assert "/api/v1/incidents/{number}/orders" in described["paths"]


def noted(desk, number, text="有人受伤", key=KEY + "n"):
    body = {"idempotency_key": key, "text": text}
    path = f"/api/v1/incidents/{number}/notes"
    return desk.post(path, body, content_type="application/json")


def notes_of(number):
    return Note.objects.filter(incident__number=number).count()


def test_a_note_sent_again_after_a_lost_answer_stands_once(desk):
    number = enter(desk).json()["number"]
    assert noted(desk, number).json() == noted(desk, number).json()
    assert notes_of(number) == 1


def test_a_key_with_another_body_is_refused_and_nothing_is_lost_silently(desk):
    number = enter(desk).json()["number"]
    noted(desk, number)
    answer = noted(desk, number, text="另一句话")
    assert (answer.status_code, answer.json()["code"]) == (409, "KEY_USED_FOR_ANOTHER")
    assert notes_of(number) == 1


def test_a_key_used_at_one_incident_does_not_serve_at_another(desk):
    first = enter(desk).json()["number"]
    second = enter(desk, idempotency_key=KEY + "second").json()["number"]
    noted(desk, first)
    assert noted(desk, second).status_code == 409
    assert notes_of(second) == 0


def test_every_change_asks_for_a_key_or_says_why_not(desk):
    described = desk.get("/api/v1/openapi.json").json()
    schemas = described["components"]["schemas"]
    without = []
    for path, methods in described["paths"].items():
        for method in methods.keys() - {"get"}:
            body = methods[method]["requestBody"]["content"]["application/json"]["schema"]
            if "idempotency_key" not in schemas[body["$ref"].rpartition("/")[2]]["required"]:
                without.append(path)
    assert without == [
        "/api/v1/units/{call_sign}/position"
    ]  # a sample: sent twice it says the same
