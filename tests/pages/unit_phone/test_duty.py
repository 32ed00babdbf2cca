"""Signing on and off, activity, position, the way; for those who ride only."""

import json
from datetime import timedelta

import pytest
from tests.builders.people import an_actor, an_appointment, sign_in
from tests.builders.town import spot
from tests.pages.unit_phone.conftest import ago

from quanju.domains.dispatch.actions import steps
from quanju.domains.dispatch.actions.steps import acknowledge_order
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.roles import RIDERS, ROLES, VOLUNTEERS
from quanju.domains.patrol.models import Unit, UnitPosition
from quanju.domains.people.models import Person

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


def status(phone) -> str:
    return Unit.objects.get(pk=phone.unit.pk).status


def post(phone, verb: str, **fields):
    return phone.client.post(f"/unit/{verb}", fields, headers=HX)


@pytest.mark.parametrize("role", list(ROLES))
def test_only_those_who_ride_enter(client, role):
    sign_in(client, an_appointment(role))
    allowed = role in RIDERS | VOLUNTEERS
    for path in ("", "job"):
        assert client.get(f"/unit/{path}").status_code == (200 if allowed else 403)
    assert client.post("/unit/step", {"verb": "done"}).status_code == (409 if allowed else 403)


def test_a_stranger_gets_the_empty_shell_and_nothing_else(client):
    assert client.get("/unit/").status_code == 302
    shell = client.get("/unit/shell")
    assert shell.status_code == 200
    assert "data-person" not in shell.content.decode()
    worker = client.get("/unit/worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "/unit/shell" in worker.content.decode()
    assert json.loads(client.get("/unit/app.webmanifest").content)["scope"] == "/unit/"


def test_a_crew_signs_on_stages_and_signs_off(phone):
    assert "上勤 巡-01" in " ".join(phone.page().split())
    page = post(phone, "sign-on", unit=phone.unit.pk, crew=phone.mate.person_id)
    assert page.status_code == 200, page.content.decode()
    assert "没有指令" in page.content.decode()
    assert post(phone, "activity", activity="staging").status_code == 200
    assert status(phone) == "staging"
    assert post(phone, "activity", activity="staging").status_code == 200
    assert post(phone, "activity", activity="flying").status_code == 404
    refused = post(phone, "sign-off")
    assert refused.status_code == 409
    assert "没有可用警力" in refused.content.decode()
    assert post(phone, "sign-off", confirmed="yes").status_code == 200
    assert status(phone) == "off_duty"


def test_signing_on_twice_with_one_key_is_one_shift(phone):
    for _ in range(2):
        fields = {"unit": phone.unit.pk, "crew": phone.mate.person_id}
        answer = post(phone, "sign-on", idempotency_key="b" * 32, **fields)
        assert answer.status_code == 200
    assert status(phone) == "available"


def test_alone_is_too_few_and_what_is_nobody_is_told(phone):
    alone = post(phone, "sign-on", unit=phone.unit.pk)
    assert (alone.status_code, "至少" in alone.content.decode()) == (422, True)
    assert post(phone, "sign-on", unit=phone.unit.pk, crew="nobody").status_code == 422
    for unit in ("", "x", "9" * 30, "-1", "²"):
        assert post(phone, "sign-on", unit=unit).status_code == 422
    assert status(phone) == "off_duty"


def test_a_colleague_of_the_house_is_chosen_from_a_list(phone):
    third = an_actor("patrol_unit", name="third")
    stranger = an_actor("resident", name="somebody-else")
    page = phone.page()
    assert f'<option value="{third.person_id}">' in page
    assert stranger.name not in page
    assert post(phone, "sign-on", unit=phone.unit.pk, crew=phone.mate.person_id).status_code == 200
    members = {"crew": [phone.mate.person_id, third.person_id]}
    assert phone.client.post("/unit/crew", members, headers=HX).status_code == 200
    assert third.name in phone.page()


def test_the_position_is_taken_with_its_own_moment(on_shift):
    lon, lat = spot(3, 2)
    measured = now() + timedelta(seconds=2)
    body = {"lon": lon, "lat": lat, "accuracy_m": 8, "measured_at": measured.isoformat()}
    answer = on_shift.client.post("/unit/position", body)
    assert answer.json()["is_kept"] is True
    assert UnitPosition.objects.get(unit=on_shift.unit.pk).lon == pytest.approx(lon)
    older = {**body, "measured_at": ago(300).isoformat()}
    assert on_shift.client.post("/unit/position", older).json()["is_kept"] is False


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"lon": "x", "lat": "49"},
        {"lon": "nan", "lat": "49"},
        {"lon": "500", "lat": "49"},
        {"lon": "119.7", "lat": "49.2", "datum": "MARS"},
        {"lon": "119.7", "lat": "49.2", "accuracy_m": "90000"},
        {"lon": "119.7", "lat": "49.2", "measured_at": "2999-01-01T00:00:00Z"},
    ],
)
def test_a_position_that_cannot_be_is_refused(on_shift, body):
    assert on_shift.client.post("/unit/position", body).status_code == 422


def test_the_way_has_minutes_and_streets(on_shift, ordered):
    way = on_shift.client.get("/unit/route.geojson").json()
    assert way["features"][0]["properties"] == {"kind": "main"}
    assert way["metres"] > 0
    UnitPosition.objects.all().delete()
    way = on_shift.client.get("/unit/route.geojson").json()
    assert way["features"] == []
    assert way["why"]


def test_the_shift_and_the_report_that_is_still_due(on_shift, ordered):
    for step in (
        acknowledge_order,
        steps.depart,
        steps.arrive,
        steps.clear,
        steps.done,
    ):
        step(incident=ordered.number, unit=on_shift.unit.pk, by=on_shift.me, at=now())
    assert "等您反馈" in on_shift.page()
    assert ordered.number[4:] in on_shift.client.get("/unit/shift").content.decode()
    page = on_shift.client.get(f"/unit/feedback/{ordered.number}").content.decode()
    assert "提交反馈" in page
    body = {"disposition": "mediated", "type_code": "fight"}
    assert on_shift.press("feedback", incident=ordered.number, **body).status_code == 200
    assert "等您反馈" not in on_shift.page()
    assert on_shift.client.get("/unit/feedback/20200101-0001").status_code == 404


def test_a_volunteer_sees_the_unit_but_no_incident(client, on_shift, ordered):
    held = an_appointment("volunteer", name="helper")
    sign_in(client, held)
    page = client.get("/unit/").content.decode()
    assert ordered.title not in page
    assert client.get("/unit/route.geojson").status_code == 403


def test_english_is_complete_without_an_order(phone):
    Person.objects.update(language="en", display_name="Demo")
    own = str.maketrans("", "", "中文演示巡派出所")
    assert not any("\u4e00" <= c <= "\u9fff" for c in _body(phone).translate(own))
    post(phone, "sign-on", unit=phone.unit.pk, crew=phone.mate.person_id)
    assert not any("\u4e00" <= c <= "\u9fff" for c in _body(phone).translate(own))


def _body(phone) -> str:
    return phone.page().split("<div id=", 1)[1]
