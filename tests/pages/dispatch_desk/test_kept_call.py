"""A call that the desk took without a line: its true moment, once, and refused in words."""

from datetime import timedelta

import pytest
from tests.builders.people import an_appointment, sign_in

from quanju.domains.dispatch.models import Incident
from quanju.domains.kernel.clock import now

pytestmark = pytest.mark.django_db


def send(client, *, ago=600, key="c" * 32, **more):
    body = {
        "type_code": "theft",
        "said": "自行车被撬",
        "address": "老桥西头",
        "answered_at": (now() - timedelta(seconds=ago)).isoformat(),
        "idempotency_key": key,
    }
    return client.post("/dispatch/call/kept", body | more, headers={"HX-Request": "true"})


def test_it_stands_at_the_moment_of_the_answer_and_its_place_in_words(desk):
    then = {"answered_at": (now() - timedelta(seconds=600)).isoformat()}
    for _ in range(2):
        answer = send(desk, **then)
        assert (answer.status_code, answer["X-Quanju-Decided"]) == (204, "c" * 32)
    row = Incident.objects.get()
    assert (row.place_kind, row.address) == ("unknown", "老桥西头")
    assert (row.created_at - row.answered_at).total_seconds() == pytest.approx(600, abs=5)


def test_a_moment_ahead_of_ours_is_now(desk):
    send(desk, ago=-3600)
    row = Incident.objects.get()
    assert row.answered_at <= row.created_at


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"type_code": "x"}, "type_code"), ({"address": ""}, "address"), ({"answered_at": "x"}, "")],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_entered(desk, wrong, field):
    answer = send(desk, **wrong)
    assert answer.status_code == 422
    assert (f'data-field="{field}"' if field else "refusal-why") in answer.content.decode()
    assert not Incident.objects.exists()


def test_a_station_takes_no_calls(client, town):
    sign_in(client, an_appointment("station_command"))
    assert send(client).status_code == 403
