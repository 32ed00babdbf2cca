"""Calls that make no incident, and what is put right about those that did."""

import pytest
from tests.builders.incidents import an_incident
from tests.builders.people import an_actor, an_appointment, sign_in
from tests.builders.town import spot

from quanju.domains.dispatch.actions.calls import answer_call
from quanju.domains.dispatch.models import Call, Incident, Note, Reservation
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.clock import now
from quanju.pages.shared.listing import PAGE

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


def settle(client, ending, **more):
    body = {"ending": ending, "said": "路灯不亮", "caller_number": "0470-123", **more}
    return client.post("/dispatch/call/settle", {"idempotency_key": KEY, **body})


@pytest.mark.parametrize(
    ("ending", "fields", "kept"),
    [
        ("hand_over", {"target": "hotline_12345", "has_consent": "no"}, {"has_consent": False}),
        ("hand_over", {"target": "grid", "has_consent": "yes"}, {"handed_to": "grid"}),
        ("inform", {"topic": "law"}, {"closing_code": "law"}),
        ("nuisance", {"reason": "反复拨打不说话"}, {"closing_code": "nuisance"}),
    ],
)
def test_a_call_ends_without_an_incident(desk, ending, fields, kept):
    assert settle(desk, ending, **fields).status_code == 204
    row = Call.objects.get()
    assert row.state == "closed"
    assert {name: getattr(row, name) for name in kept} == kept
    assert Incident.objects.count() == 0


@pytest.mark.parametrize(
    ("ending", "fields", "code"),
    [
        ("hand_over", {"target": "grid"}, "CONSENT_MISSING"),
        ("hand_over", {"target": "mars", "has_consent": "yes"}, "CODE_UNKNOWN"),
        ("inform", {"topic": ""}, "CODE_UNKNOWN"),
        ("nuisance", {"reason": " "}, ""),
        ("forget", {}, "ENDING_UNKNOWN"),
    ],
)
def test_or_nothing_of_it_is_stored(desk, ending, fields, code):
    answer = settle(desk, ending, **fields)
    assert 400 <= answer.status_code < 500
    assert code in answer.content.decode()
    assert Call.objects.count() == 0
    assert not Entry.objects.filter(event__startswith="dispatch.call").exists()


def test_sent_twice_it_is_one_call(desk):
    for _ in range(2):
        assert settle(desk, "inform", topic="law").status_code == 204
    assert Call.objects.count() == 1


def test_a_second_mark_within_the_month_asks_for_the_supervisor(desk):
    settle(desk, "nuisance", reason="反复拨打")
    again = settle(desk, "nuisance", reason="又来", idempotency_key=KEY[::-1])
    assert "SUPERVISOR_NEEDED" in again.content.decode()
    settle(desk, "nuisance", reason="又来", supervisor="值班长", idempotency_key=KEY[::-1])
    assert Call.objects.count() == 2


def test_the_list_of_the_day_says_what_became_of_each_and_no_number(desk):
    assert "今天还没有来电" in desk.get("/dispatch/calls").content.decode()
    settle(desk, "hand_over", target="grid", has_consent="yes")
    text = desk.get("/dispatch/calls").content.decode()
    assert "社区网格" in text
    assert "路灯不亮" in text
    assert "0470-123" not in text


def test_the_list_goes_on_to_the_first_call_of_the_day(desk):
    first, *_ = [answer_call(by=desk.me, at=now()) for _ in range(PAGE + 1)]
    text = desk.get("/dispatch/calls").content.decode()
    assert first.number not in text
    older = text.split('href="?before=')[1].split('"')[0]
    assert first.number in desk.get(f"/dispatch/calls?before={older}").content.decode()


def test_only_the_desk_settles_calls_and_lists_them(client, town):
    sign_in(client, an_appointment("station_command"))
    assert settle(client, "inform", topic="law").status_code == 403
    assert client.get("/dispatch/calls").status_code == 403


# --- putting right -------------------------------------------------------------------------------


@pytest.fixture
def incident(desk):
    return an_incident(by=an_actor("dispatcher"), at=now())


def act(client, incident, verb, **fields):
    headers = {"HX-Request": "true"}
    return client.post(f"/dispatch/incidents/{incident.number}/{verb}", fields, headers=headers)


def test_the_forms_to_put_place_and_type_right(desk, incident):
    text = desk.get(f"/dispatch/incidents/{incident.number}/correct").content.decode()
    assert f'value="{incident.lon}"' in text
    assert incident.address in text


def test_another_place_moves_zone_and_address(desk, incident):
    lon, lat = spot(7, 5)
    answer = act(desk, incident, "move_incident", lon=lon, lat=lat, address="新桥街口")
    assert answer.status_code == 204
    before, incident = incident.zone, Incident.objects.get(pk=incident.pk)
    assert (incident.lon, incident.lat, incident.address) == (lon, lat, "新桥街口")
    assert incident.zone != before


@pytest.mark.parametrize("lon", ["", "x", "nan", "200"])
def test_a_place_that_is_none_is_refused_in_words(desk, incident, lon):
    answer = act(desk, incident, "move_incident", lon=lon, lat="49.2", address="x")
    assert 400 <= answer.status_code < 500
    assert "refusal" in answer.content.decode()
    assert Incident.objects.get(pk=incident.pk).lon == incident.lon


def test_another_type_is_kept_with_its_reason(desk, incident):
    assert (
        act(desk, incident, "reclassify_incident", type_code="theft", reason="丢了车").status_code
        == 204
    )
    assert Incident.objects.get(pk=incident.pk).type_code == "theft"


def test_a_unit_is_kept_free_and_let_go(desk, unit, incident):
    assert act(desk, incident, "reserve_unit", unit=unit.pk).status_code == 204
    page = desk.get(f"/dispatch/?incident={incident.number}").content.decode()
    assert "取消预留" in page
    assert act(desk, incident, "release_reservation", unit=unit.pk).status_code == 204
    assert Reservation.objects.standing(now()).count() == 0


def test_one_s_own_note_is_struck_out_and_stays_readable(desk, incident):
    act(desk, incident, "add_note", text="两人已离开")
    page = desk.get(f"/dispatch/incidents/{incident.number}").content.decode()
    assert "/strike_note" in page
    assert act(desk, incident, "strike_note", note=Note.objects.get().pk).status_code == 204
    page = desk.get(f"/dispatch/incidents/{incident.number}").content.decode()
    assert "<s>两人已离开</s>" in page
    assert "/strike_note" not in page
