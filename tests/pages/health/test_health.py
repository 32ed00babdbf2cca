"""What a proxy and a monitor are told, without signing in and without a secret."""

import json

import pytest
from tests.builders.people import an_appointment, sign_in

from quanju.domains.kernel.clock import now
from quanju.domains.operation import actions, queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(settings):
    settings.DISK_FREE_MIN_MB = 0.0
    queries.forget()
    yield
    queries.forget()


def test_a_process_that_answers_is_live(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"live": True})
    assert answer["Cache-Control"] == "no-store"


def test_without_a_worker_it_is_live_but_not_ready(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"] == "silent"
    assert client.get("/health/live").status_code == 200


def test_with_all_that_it_needs_it_is_ready(client):
    actions.beat(at=now(), worker="w/1")
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "live": True,
        "ready": True,
        "checks": dict.fromkeys(("database", "worker", "seals", "disk", "clock"), "ok"),
    }


def test_what_a_stranger_is_told_holds_no_name_and_no_address(client, settings):
    actions.beat(at=now(), worker="secret-host/4711")
    told = json.dumps(client.get("/health").json())
    for secret in ("secret-host", "4711", str(settings.HOME), settings.SECRET_KEY):
        assert secret not in told


def test_a_page_shows_what_does_not_run(client):
    sign_in(client, an_appointment("dispatcher"))
    assert 'role="alert" hidden' in client.get("/account/").content.decode()
    client.get("/health")
    page = client.get("/account/").content.decode()
    assert "后台任务没有运行" in page
    assert 'role="alert" hidden' not in page
