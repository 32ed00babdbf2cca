"""The panel's part for other services and bodies, the one line, the crew's phone."""

import re

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.incidents import an_incident

from quanju.domains.dispatch.models import Incident, IncidentHandover, ServiceRequest
from quanju.domains.kernel.clock import now
from quanju.domains.patrol.models import Unit

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


def post(desk, row, act, **sent):
    return desk.post(
        f"/dispatch/incidents/{row.number}/{act}", {"idempotency_key": KEY + act, **sent}
    )


def test_an_ambulance_is_asked_from_the_panel_once(desk, unit):
    row = an_incident(by=desk.me, at=now())
    page = desk.get(f"/dispatch/panel/{row.number}").content.decode()
    assert "120 急救" in page
    assert "拖车·北城拖车" in page
    for _ in range(2):
        assert post(desk, row, "ask_service", service="medical").status_code == 204
    made = ServiceRequest.objects.get()
    page = desk.get(f"/dispatch/panel/{row.number}").content.decode()
    assert "已请求，等答复" in page
    sent = {"request": made.number, "verb": "take", "told_by": "service", "reference": "0421"}
    assert post(desk, row, "tell_service", **sent).status_code == 204
    page = desk.get(f"/dispatch/incidents/{row.number}").content.decode()
    assert "0421" in page
    assert "对方来电" in page


def test_four_keys_ask_for_an_ambulance(desk, unit):
    row = an_incident(by=desk.me, at=now())
    shown = {"words": "jj", "incident": row.number}
    text = desk.get("/dispatch/line", shown).content.decode()
    assert re.search(rf'data-incident="{row.number}"\s+data-ready', text)
    assert "120 急救" in text
    answer = desk.post("/dispatch/line/tell", {"idempotency_key": KEY, **shown})
    assert answer.status_code == 200
    assert ServiceRequest.objects.get().incident_id == row.pk


def test_without_a_chosen_incident_the_line_asks_nobody(desk, unit):
    answer = desk.post("/dispatch/line/tell", {"idempotency_key": KEY, "words": "jj"})
    assert answer.status_code == 422
    assert not ServiceRequest.objects.exists()


def test_what_may_be_a_unit_or_a_service_is_never_armed(desk, unit):
    row = an_incident(by=desk.me, at=now())
    other, _ = on_duty(a_unit("P12"), where=(3, 3), at=now())
    Unit.objects.filter(pk=other.pk).update(status="break")
    shown = {"words": "120", "incident": row.number}
    text = desk.get("/dispatch/line", shown).content.decode()
    assert "data-ready" not in text
    assert 'data-words="jj"' in text
    assert desk.post("/dispatch/line/tell", {"idempotency_key": KEY, **shown}).status_code == 422


def test_a_handover_is_offered_and_accepted_at_the_panel(desk, unit):
    row = an_incident(by=desk.me, at=now())
    answer = post(desk, row, "offer_handover", body="traffic", reason="事故", has_consent="no")
    assert answer.status_code == 204
    page = desk.get(f"/dispatch/panel/{row.number}").content.decode()
    assert "等对方接收" in page
    assert "只告知以上各项" in page
    sent = {"handover": IncidentHandover.objects.get().number, "verb": "accept", "reference": "J-1"}
    assert post(desk, row, "answer_handover", **sent).status_code == 204
    assert Incident.objects.get().state == "cancelled"
    page = desk.get(f"/dispatch/incidents/{row.number}").content.decode()
    assert "J-1" in page
    assert "移交其他部门" in page
