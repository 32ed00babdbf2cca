"""The strip of ringing lines, N, and whose call it is."""

import re
from datetime import timedelta

import pytest
from tests.builders.lines import System
from tests.builders.people import an_appointment, sign_in
from tests.builders.town import spot

from quanju.domains.dispatch.actions.lines import take_line
from quanju.domains.dispatch.models import Call, Incident, LostCall
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.clock import now

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
NUMBER = "13900001234"


@pytest.fixture
def system(town):
    return System(at=now())


def rings(system, ago=10, **more):
    at = now() - timedelta(seconds=ago)
    return system.tells("ringing", at, now=now(), **more)


def press_n(client, key=KEY, **more):
    return client.post("/dispatch/call/answer", {"idempotency_key": key, **more})


def opened(text):
    return text.split('name="opened" value="')[1].split('"')[0]


def save(client, key=KEY + "s", **more):
    lon, lat = spot(3, 2)
    body = {"idempotency_key": key, "address": "夜市", "lon": lon, "lat": lat, "type_code": "fight"}
    return client.post("/dispatch/call", body | more)


def test_the_strip_shows_what_rings_and_its_number(desk, system):
    row = rings(system, caller_number=NUMBER, line="110")
    text = desk.get("/dispatch/lines").content.decode()
    assert row.number in text
    assert NUMBER in text
    assert desk.get("/dispatch/").content.decode().count(f'data-line="{row.number}"') == 1


def test_n_takes_the_oldest_and_saving_keeps_its_moments(desk, system):
    young, old = rings(system, 4, call="young"), rings(system, 30, call="old")
    text = press_n(desk, expected=old.number).content.decode()
    assert f'name="call" value="{old.number}"' in text
    assert save(desk, call=old.number, opened=opened(text)).status_code == 204
    incident = Incident.objects.get()
    assert incident.received_at == old.ringing_at
    assert incident.received_at < incident.answered_at <= incident.created_at
    assert incident.has_ring
    assert Call.objects.get(pk=young.pk).state == "ringing"


def test_the_same_press_twice_takes_one_line(desk, system):
    rings(system, call="a")
    rings(system, call="b")
    for _ in range(2):
        press_n(desk)
    assert Call.objects.filter(state="answered").count() == 1


def test_who_was_second_is_told_and_gets_the_next(desk, system, client_of_another_desk):
    first, second = rings(system, 9, call="a"), rings(system, 5, call="b")
    press_n(client_of_another_desk, expected=first.number)
    text = press_n(desk, expected=first.number).content.decode()
    assert first.number[4:] in text
    assert "已由另一席位接听，这是下一通" in text
    assert f'name="call" value="{second.number}"' in text
    text = press_n(desk, KEY + "3", expected=second.number).content.decode()
    assert "现在没有别的来电" in text
    assert 'name="call" value=' not in text


@pytest.fixture
def client_of_another_desk(town):
    from django.test import Client

    other = Client()
    sign_in(other, an_appointment("dispatcher"))
    return other


def test_without_a_telephone_n_is_the_answer(desk):
    text = press_n(desk).content.decode()
    pressed = now()
    assert save(desk, opened=opened(text)).status_code == 204
    incident = Incident.objects.get()
    assert incident.received_at == incident.answered_at <= pressed
    assert not incident.has_ring


@pytest.mark.parametrize("forged", ["", "2020-01-01T00:00:00+00:00", "x:y:z"])
def test_nobody_types_a_moment(desk, forged):
    before = now()
    assert save(desk, opened=forged).status_code == 204
    assert Incident.objects.get().answered_at >= before


def test_a_form_that_is_refused_keeps_its_line(desk, system):
    row = rings(system, caller_number=NUMBER)
    press_n(desk)
    answer = save(desk, call=row.number, type_code="")
    assert answer.status_code == 422
    assert f'name="call" value="{row.number}"' in answer.content.decode()


def test_a_call_in_hand_is_opened_again_by_its_own_desk_alone(desk, system, client_of_another_desk):
    row = rings(system)
    press_n(desk)
    address = f"/dispatch/calls/{row.number}/form"
    assert f'name="call" value="{row.number}"' in desk.get(address).content.decode()
    assert client_of_another_desk.get(address).status_code == 404
    assert row.number in desk.get("/dispatch/lines").content.decode()
    assert row.number not in client_of_another_desk.get("/dispatch/lines").content.decode()


def test_a_line_ends_without_an_incident(desk, system):
    row = rings(system)
    press_n(desk)
    body = {"ending": "inform", "topic": "law", "call": row.number, "idempotency_key": KEY + "4"}
    assert desk.post("/dispatch/call/settle", body).status_code == 204
    assert [one.state for one in Call.objects.all()] == ["closed"]


def test_a_masked_number_is_shown_on_a_recorded_press(desk, system):
    row = rings(system, caller_number=NUMBER)
    press_n(desk)
    save(desk, call=row.number)
    page = f"/dispatch/incidents/{Incident.objects.get().number}"
    assert NUMBER not in desk.get(page).content.decode()
    assert NUMBER in desk.post(f"/dispatch/calls/{row.number}/caller").content.decode()
    assert Entry.objects.filter(event="dispatch.caller_seen").count() == 1


def test_the_recording_is_played_elsewhere(desk, system, settings):
    settings.RECORDER = "https://recorder.example/{recording}"
    row = rings(system, recording="rec-7")
    press_n(desk)
    save(desk, call=row.number)
    answer = desk.get(f"/dispatch/calls/{row.number}/recording")
    assert (answer.status_code, answer["Location"]) == (302, "https://recorder.example/rec-7")


def test_a_silent_telephone_is_said_at_the_desk(desk, system):
    assert "没有消息，听不到振铃" not in desk.get("/dispatch/lines").content.decode()
    type(system.row).objects.update(heard_at=now() - timedelta(seconds=61))
    assert "没有消息，听不到振铃" in desk.get("/dispatch/lines").content.decode()


def test_a_command_room_sees_the_desk_and_no_lines(client, system):
    row = rings(system)
    sign_in(client, an_appointment("station_command"))
    assert row.number not in client.get("/dispatch/lines").content.decode()
    assert press_n(client).status_code == 403


def test_a_place_of_the_network_is_offered_and_not_taken_by_itself(desk, system):
    lon, lat = spot(3, 2)
    row = rings(system, place=(lon, lat, 40.0))
    text = press_n(desk).content.decode()
    assert "data-caller-place" in text
    assert 'name="lon" value=' not in text
    assert take_line(by=desk.me, at=now()) is None
    assert row.number in text


def test_a_lost_caller_is_called_back_from_the_strip(desk, system):
    row = rings(system, caller_number=NUMBER)
    system.tells("abandoned", now(), now=now())
    text = desk.get("/dispatch/lines").content.decode()
    assert "待回拨" in text
    assert NUMBER in text
    pk = LostCall.objects.get().pk
    body = {"idempotency_key": KEY}
    text = desk.post(f"/dispatch/lost_calls/{pk}/call_back", body).content.decode()
    assert "正在回拨" in text
    assert f'name="call" value="{row.number}"' in text
    sent = {"ending": "nothing_needed", "call": row.number, "idempotency_key": KEY + "2"}
    assert desk.post("/dispatch/call/settle", sent).status_code == 204
    assert LostCall.objects.get().state == "nothing_needed"
    listed = desk.get("/dispatch/lost_calls").content.decode()
    assert "接通，无事" in listed
    assert NUMBER not in listed
    assert "待回拨" not in desk.get("/dispatch/lines").content.decode()


def test_not_reached_but_in_danger_is_an_incident(desk, system):
    row = rings(system, caller_number=NUMBER)
    system.tells("abandoned", now(), now=now())
    pk = LostCall.objects.get().pk
    desk.post(f"/dispatch/lost_calls/{pk}/call_back", {"idempotency_key": KEY})
    assert save(desk, call=row.number, is_unreached="on").status_code == 204
    lost = LostCall.objects.get()
    assert (lost.state, lost.incident) == ("danger", Incident.objects.get())
    assert lost.incident.received_at == row.ringing_at


def test_the_card_of_the_type_is_asked_shown_and_kept(desk):
    text = desk.get("/dispatch/call/card?type_code=fight").content.decode()
    assert 'name="card.weapon"' in text
    assert "请离开现场" in text
    assert "data-card" not in desk.get("/dispatch/call/card?type_code=advice").content.decode()
    lon, lat = spot(3, 2)
    body = {"type_code": "fight", "lon": lon, "lat": lat, "card.weapon": "yes"}
    shown = desk.post("/dispatch/call/preview", body).content.decode()
    assert "有刀棍等凶器吗？有" in shown
    assert save(desk, **{"card.weapon": "yes"}).status_code == 204
    incident = Incident.objects.get()
    assert (incident.grade, incident.card[0][:2]) == (1, ["weapon", "yes"])
    page = desk.get(f"/dispatch/incidents/{incident.number}").content.decode()
    assert "有刀棍等凶器吗？" in page


def test_a_form_that_is_refused_keeps_the_answers(desk):
    answer = save(desk, address="", **{"card.weapon": "yes"})
    assert answer.status_code == 422
    assert re.search(r'name="card.weapon"\s+value="yes"\s+checked', answer.content.decode())
