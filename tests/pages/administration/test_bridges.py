"""Telephone systems: a key is shown once, and opens nothing once it is withdrawn."""

import pytest
from tests.builders.people import an_appointment, sign_in

from quanju.domains.dispatch.models import Bridge
from quanju.domains.dispatch.queries.lines import bridge_of
from quanju.domains.journal.models import Entry

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
ADD = "/administration/bridges/add"


@pytest.fixture
def admin(client):
    sign_in(client, an_appointment("system_admin"))
    return client


def added(client, name="110 交换机", key=KEY):
    return client.post(ADD, {"idempotency_key": key, "name": name})


def key_in(answer):
    return answer.content.decode().split('id="device-key">')[1].split("<")[0]


def test_the_key_is_shown_once(admin):
    key = key_in(added(admin))
    assert bridge_of(key).name == "110 交换机"
    assert key not in admin.get("/administration/bridges").content.decode()
    assert added(admin).status_code == 302, "the same form again has no key to show"
    assert Bridge.objects.count() == 1


@pytest.mark.parametrize("name", ["", " ", "x" * 61])
def test_a_name_that_is_none_is_told_at_its_field(admin, name):
    assert added(admin, name).status_code == 422
    assert not Bridge.objects.exists()


def test_the_same_name_twice_is_refused_until_the_first_is_withdrawn(admin):
    key = key_in(added(admin))
    assert "先收回" in added(admin, key=KEY + "2").content.decode()
    pk = Bridge.objects.get().pk
    body = {"idempotency_key": KEY + "3"}
    assert admin.post(f"/administration/bridges/{pk}/withdraw", body).status_code == 302
    assert bridge_of(key) is None
    assert "device-key" in added(admin, key=KEY + "4").content.decode()
    told = Entry.objects.filter(event__startswith="dispatch.bridge").values_list("event", flat=True)
    assert sorted(told) == ["dispatch.bridge_added"] * 2 + ["dispatch.bridge_withdrawn"]


def test_a_leader_makes_no_key(client):
    sign_in(client, an_appointment("branch_leader"))
    assert client.get("/administration/bridges").status_code == 403
    assert added(client).status_code == 403
