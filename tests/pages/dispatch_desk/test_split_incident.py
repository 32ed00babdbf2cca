"""The page that makes two incidents of one."""

import pytest
from tests.builders.incidents import an_incident, an_order
from tests.builders.people import an_appointment, sign_in
from tests.builders.town import spot

from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.kernel.clock import now

pytestmark = pytest.mark.django_db
LON, LAT = spot(4, 2)


@pytest.fixture
def row(desk, unit):
    made = an_incident(at=now())
    an_order(made, unit.pk, at=now())
    return made


def the_second(**more):
    facts = {"address": "胜利街口", "lon": LON, "lat": LAT, "type_code": "theft"}
    return {**facts, "reason": "另有一起盗窃", "idempotency_key": "0123456789abcdef", **more}


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "拆分理由"), ("en", "Why it is split")]
)
def test_the_form_offers_the_units_at_work_in_the_readers_language(desk, row, language, words):
    desk.cookies["django_language"] = language
    text = desk.get(f"/dispatch/incidents/{row.number}/split_incident").content.decode()
    assert words in text
    assert "P3 · " in text
    assert f'value="{row.address}"' in text


def test_the_second_is_entered_with_its_unit_and_its_page_names_the_first(desk, row, unit):
    address = f"/dispatch/incidents/{row.number}/split_incident"
    answer = desk.post(address, the_second(units=[unit.pk]))
    second = row.split_into.get()
    assert (answer.status_code, answer.url) == (302, f"/dispatch/incidents/{second.number}")
    assert Assignment.objects.get().incident == second
    assert row.number in desk.get(answer.url).content.decode()
    assert second.number in desk.get(f"/dispatch/incidents/{row.number}").content.decode()
    again = desk.post(address, the_second(units=[unit.pk]))
    assert again.url == answer.url  # the same form sent twice is one
    assert Incident.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [
        ({"reason": ""}, 422, "field-error"),
        ({"type_code": ""}, 422, "field-error"),
        ({"units": ["99999"]}, 422, "field-error"),
        ({"grade": "4"}, 422, "LOWERING_NEEDS_REASON"),
        ({"lon": "0", "lat": "0"}, 422, "refusal"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(desk, row, wrong, status, words):
    address = f"/dispatch/incidents/{row.number}/split_incident"
    answer = desk.post(address, the_second(said="手机不见了", **wrong))
    text = answer.content.decode()
    assert answer.status_code == status
    assert words in text
    assert "手机不见了" in text
    assert Incident.objects.count() == 1


def test_legal_supervision_splits_but_sends_no_unit_along(client, row, unit):
    sign_in(client, an_appointment("legal_supervision"))
    address = f"/dispatch/incidents/{row.number}/split_incident"
    assert client.post(address, the_second(units=[unit.pk])).status_code == 302
    assert Assignment.objects.get().incident == row
