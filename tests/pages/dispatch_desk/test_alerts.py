"""The strip of what must be looked at now: calls for help, and what a camera showed."""

import re
from datetime import timedelta

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.incidents import an_incident, an_order
from tests.builders.people import an_actor, an_appointment, sign_in
from tests.builders.town import spot
from tests.domains.dispatch.test_camera_events import a_timetable

from quanju.domains.dispatch.models import Incident
from quanju.domains.geo.queries.addresses import describe
from quanju.domains.kernel.clock import now
from quanju.domains.patrol.actions import emergency
from quanju.domains.patrol.queries import help, units

pytestmark = pytest.mark.django_db


def strip(desk) -> str:
    answer = desk.get("/dispatch/alerts")
    assert answer.status_code == 200
    return answer.content.decode()


def called(unit) -> None:
    emergency.panic(unit=unit.pk, by=an_actor("dispatcher"), at=now())


def test_a_call_for_help_says_who_where_and_who_was_told(desk, unit):
    on_duty(a_unit("P5"), where=(3, 2), at=now())
    assert "紧急求助" not in strip(desk)
    called(unit)
    text = strip(desk)
    assert "P3 紧急求助" in text
    assert str(describe(*spot(2, 2), at=now())) in text
    assert "P5" in text.split("已通知最近班组")[1]
    assert f"/dispatch/units/{unit.pk}/end_emergency" in text
    assert "P3 紧急求助" in desk.get("/dispatch/").content.decode()


def test_help_asked_for_by_radio_is_sent_by_the_desk(desk, unit):
    assert "电台求助" in desk.get("/dispatch/units").content.decode()
    assert desk.post("/dispatch/units/call_for_help", {"unit": unit.pk}).status_code == 204
    assert "P3 紧急求助" in strip(desk)
    for wrong in ("", "x", "-1", "99999"):
        answer = desk.post("/dispatch/units/call_for_help", {"unit": wrong})
        assert 400 <= answer.status_code < 500
        assert answer.content.strip()


def test_without_a_position_it_says_so(desk, town):
    unit, _ = on_duty(a_unit("P3"), at=now())
    called(unit)
    text = strip(desk)
    assert "没有位置：请用电台问。" in text
    assert "没有可通知的班组。" in text
    assert "立警派增援" not in text


def test_a_crew_on_a_job_leads_to_its_incident_and_others_to_a_new_call(desk, unit):
    called(unit)
    assert "立警派增援" in strip(desk)
    emergency.end_emergency(unit=unit.pk, by=desk.me, at=now())
    incident = an_incident(by=an_actor("dispatcher"), at=now() - timedelta(seconds=60))
    an_order(incident, unit.pk, at=now() - timedelta(seconds=30))
    called(unit)
    text = strip(desk)
    assert f"?incident={incident.number}" in text
    assert "立警派增援" not in text


def test_the_new_call_begins_at_the_place(desk, unit):
    called(unit)
    address = strip(desk).split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    text = desk.get(address).content.decode()
    here = units.unit_view(unit.pk).position
    assert f'value="{here.lon}"' in text
    assert str(describe(*spot(2, 2), at=now())) in text


def test_the_desk_ends_it_and_nobody_else(desk, unit, client):
    called(unit)
    answer = desk.post(f"/dispatch/units/{unit.pk}/end_emergency")
    assert answer.status_code == 204
    assert help.help_calls() == []
    assert "紧急求助" not in strip(desk)
    again = desk.post(f"/dispatch/units/{unit.pk}/end_emergency")
    assert again.status_code == 409
    called(unit)
    sign_in(client, an_appointment("branch_leader"))
    assert client.post(f"/dispatch/units/{unit.pk}/end_emergency").status_code == 403
    assert len(help.help_calls()) == 1


def test_what_a_camera_showed_leads_to_its_round(desk, town):
    wish = a_timetable(desk.me, place=None, at=now())
    answer = desk.post(
        f"/patrol/rounds/{wish['round']}/checkpoints/{wish['checkpoint']}/visit",
        {"outcome": "event", "note": "有人推搡"},
    )
    assert answer.status_code == 302
    text = strip(desk)
    assert "视频轮巡发现情况" in text
    assert f'href="/patrol/rounds/{wish["round"]}"' in text


def button(text) -> str:
    """What the button that sends help says, and its key."""
    form = text[text.index("/send_help") :]
    form = form[form.index(">") + 1 : form.index("</form>")]
    return " ".join(re.sub(r"<[^>]+>", " ", form).split()) + (" ⏎" if "data-key" in form else "")


def test_enter_sends_help_before_all_else_and_opens_its_incident(desk, unit):
    near, _ = on_duty(a_unit("P5"), where=(3, 2), at=now())
    an_incident(at=now(), where=(7, 2))
    called(unit)
    text = strip(desk)
    assert button(text).startswith("派 P5")
    assert button(text).endswith("⏎")
    sent = {"unit": [near.pk], "receipt": re.search(r'name="receipt" value="([^"]+)"', text)[1]}
    answer = desk.post(
        f"/dispatch/units/{unit.pk}/send_help", {**sent, "idempotency_key": "k" * 16}
    )
    row = Incident.objects.get(type_code="officer_help")
    assert answer["HX-Redirect"] == f"/dispatch/?incident={row.number}"
    text = strip(desk)
    assert "指挥台已看到" in text
    assert f"?incident={row.number}" in text
    assert 'data-key="Enter"' not in text


def test_the_receipt_of_one_crew_sends_nobody_to_another(desk, unit):
    near, _ = on_duty(a_unit("P5"), where=(3, 2), at=now())
    other, _ = on_duty(a_unit("P6"), where=(5, 2), at=now())
    called(unit)
    receipt = re.search(r'name="receipt" value="([^"]+)"', strip(desk))[1]
    called(other)
    answer = desk.post(
        f"/dispatch/units/{other.pk}/send_help", {"unit": [near.pk], "receipt": receipt}
    )
    assert answer.status_code == 409
    assert not Incident.objects.exists()


def test_the_desk_reads_which_of_the_told_crews_have_seen_it(desk, unit):
    near, crew = on_duty(a_unit("P5"), where=(3, 2), at=now())
    called(unit)
    assert "未回应" in strip(desk)
    emergency.see_help(unit=unit.pk, crew=near.pk, by=crew[0], at=now())
    text = strip(desk).split("已通知最近班组")[1]
    assert "已看到" in text.split("</ul>")[0]
    assert desk.post(f"/dispatch/units/{unit.pk}/see_help").status_code == 204
    assert "指挥台已看到" in strip(desk)
