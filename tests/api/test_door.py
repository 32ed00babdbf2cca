"""Who may change something over the machine face, and how a door that stays shut says so."""

import json

import pytest
from django.test import Client
from tests.builders.people import an_appointment, sign_in
from tests.builders.town import spot

pytestmark = pytest.mark.django_db
LON, LAT = spot(3, 2)
BODY = {"idempotency_key": "0123456789abcdef", "type_code": "fight", "lon": LON, "lat": LAT}
HERE = {"Origin": "http://testserver"}
JSON = "application/json"


@pytest.fixture
def machine(town):
    """A client that is held to the rules a browser is held to."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    sign_in(client, an_appointment("dispatcher"))
    return client


@pytest.fixture
def token(machine):
    machine.get("/account/", headers={"Accept": "text/html"})
    return machine.cookies["csrftoken"].value


def enter(machine, token="", kind=JSON, **headers):
    if token:
        headers["X-CSRFToken"] = token
    return machine.post("/api/v1/incidents", json.dumps(BODY), content_type=kind, headers=headers)


def entered(machine):
    return len(machine.get("/api/v1/incidents").json())


def test_with_the_token_of_the_session_a_change_is_made(machine, token):
    assert enter(machine, token, **HERE).status_code == 200
    assert entered(machine) == 1


def test_a_program_sends_no_origin_and_brings_the_token(machine, token):
    assert enter(machine, token).status_code == 200


@pytest.mark.parametrize("kept", ["", "x" * 32, "x" * 64, "令牌"])
def test_without_the_token_nothing_is_changed(machine, token, kept):
    answer = machine.post(
        "/api/v1/incidents", json.dumps(BODY), content_type=JSON, HTTP_X_CSRFTOKEN=kept
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "TOKEN_MISSING")
    assert entered(machine) == 0


@pytest.mark.parametrize(
    "origin", ["http://testserver:8001", "https://testserver", "http://evil.example", "null"]
)
def test_another_origin_is_refused_even_with_the_token(machine, token, origin):
    answer = enter(machine, token, Origin=origin)
    assert (answer.status_code, answer.json()["code"]) == (403, "TOKEN_MISSING")
    assert entered(machine) == 0


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_what_any_page_could_send_unasked_is_refused(machine, token, kind):
    answer = enter(machine, token, kind=kind)
    assert (answer.status_code, answer.json()["code"]) == (415, "NOT_JSON")
    assert entered(machine) == 0


def test_reading_needs_no_token(machine):
    assert machine.get("/api/v1/units").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nothing-here", 404),
        ("get", "/api/v2/incidents", 404),
        ("get", "/api/v1/incidents/99999999-0001", 404),
        ("delete", "/api/v1/incidents", 405),
        ("put", "/api/v1/units", 405),
        ("get", "/api/v1/measures", 422),
        ("get", "/api/v1/incidents?limit=99999", 422),
    ],
)
def test_whatever_goes_wrong_is_a_problem_document(machine, method, path, status):
    answer = getattr(machine, method)(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    told = answer.json()
    assert told["status"] == status
    assert told["code"]
    assert told["title"] != told["title_zh"]


def test_a_wrong_method_says_which_are_right(machine):
    assert "POST" in machine.delete("/api/v1/incidents")["Allow"]


@pytest.mark.parametrize("body", ["{", "[1", "\x00", "null", "[]", '"x"', "9" * 5000, "[" * 9000])
def test_a_broken_body_is_a_problem_document(machine, token, body):
    answer = machine.post(
        "/api/v1/incidents", body, content_type=JSON, headers={"X-CSRFToken": token}
    )
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_a_fault_of_ours_is_a_problem_document_that_gives_nothing_away(machine, monkeypatch):
    def breaks(*args, **kwargs):
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("quanju.api.map.unit_board", breaks)
    answer = machine.get("/api/v1/units")
    assert (answer.status_code, answer.json()["code"]) == (500, "FAULT")
    assert "secret" not in answer.content.decode()


def test_a_stranger_is_told_to_sign_in(town):
    answer = Client().get("/api/v1/units")
    assert (answer.status_code, answer.json()["code"]) == (401, "NOT_SIGNED_IN")


@pytest.mark.parametrize(
    "path", ["/", "/dispatch/", "/api/v1/units", "/geo/layers/zones", "/live/stream"]
)
def test_head_is_get_without_a_body(machine, path):
    got = machine.get(path, headers={"Accept": "text/html"})
    head = machine.head(path, headers={"Accept": "text/html"})
    assert head.status_code == got.status_code
    assert head["Content-Type"] == got["Content-Type"]
    assert head.content == b""
