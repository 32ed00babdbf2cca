"""The desk: what it shows, what its forms do, and what they say when they cannot."""

import re
from datetime import timedelta

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.incidents import an_incident, an_order
from tests.builders.people import an_actor, an_appointment, sign_in
from tests.builders.town import spot

from quanju.domains.dispatch.actions import steps
from quanju.domains.dispatch.actions.cancelling import cancel_incident
from quanju.domains.dispatch.actions.leaving import withdraw_unit
from quanju.domains.dispatch.actions.steps import acknowledge_order
from quanju.domains.dispatch.models import Assignment, Call, Incident
from quanju.domains.geo.models import Circumstance, Closure
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.clock import now
from quanju.domains.patrol.actions import crews
from quanju.domains.patrol.actions.emergency import panic, see_help

pytestmark = pytest.mark.django_db
LON, LAT = spot(3, 2)
KEY = "0123456789abcdef"


def a_call(**more):
    facts = {"address": "中央大街", "lon": LON, "lat": LAT, "type_code": "fight"}
    return {**facts, "said": "两个人打起来了", "idempotency_key": KEY, **more}


def page_of(client, path="/dispatch/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_desk_says_so_and_how_to_begin(desk):
    assert "没有在办警情。按 N 接警。" in page_of(desk)


def test_a_call_becomes_an_incident_that_the_desk_opens(desk, unit):
    answer = desk.post("/dispatch/call", a_call())
    row = Incident.objects.get()
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == f"/dispatch/?incident={row.number}"
    assert (row.grade, row.address) == (2, "中央大街")
    text = page_of(desk, answer["HX-Redirect"])
    assert re.search(r"派\s+P3", re.sub(r"<[^>]+>", "", text))


def test_the_same_call_sent_twice_is_one(desk):
    assert desk.post("/dispatch/call", a_call()).status_code == 204
    assert desk.post("/dispatch/call", a_call()).status_code == 204
    assert (Incident.objects.count(), Call.objects.count()) == (1, 1)


def test_a_place_that_was_not_chosen_is_asked_for_and_nothing_is_stored(desk):
    before = Entry.objects.count()
    answer = desk.post("/dispatch/call", a_call(lon="", lat=""))
    assert answer.status_code == 422
    assert "还没有选定地点" in answer.content.decode()
    assert "两个人打起来了" in answer.content.decode()
    assert (Incident.objects.count(), Entry.objects.count()) == (0, before)


def test_what_is_typed_shows_its_grade_and_why(desk):
    answer = desk.post("/dispatch/call/preview", a_call(said="有人拿着刀"))
    assert "1 级" in answer.content.decode()
    assert "涉及凶器或伤亡" in answer.content.decode()


def test_a_call_about_an_open_incident_is_offered_for_joining(desk):
    first = an_incident(at=now() - timedelta(minutes=2), text="两个人打起来了")
    text = desk.post("/dispatch/call/preview", a_call()).content.decode()
    assert f'data-join="{first.number}"' in text
    desk.post("/dispatch/call", a_call(join=first.number))
    assert Incident.objects.count() == 1
    assert Call.objects.get().incident == first


def test_one_key_sends_the_proposed_unit_with_its_receipt(desk, unit):
    desk.post("/dispatch/call", a_call())
    number = Incident.objects.get().number
    text = page_of(desk, f"/dispatch/panel/{number}")
    receipt = re.search(r'name="receipt" value="([^"]+)"', text)
    assert receipt
    order = {"unit": [unit.pk], "receipt": receipt[1], "idempotency_key": KEY + "2"}
    answer = desk.post(f"/dispatch/incidents/{number}/send_order", order)
    assert answer.status_code == 200
    assert Assignment.objects.get().state == "assigned"
    assert "再派单位" in answer.content.decode() or "缺" in answer.content.decode()


def send_form(desk, number) -> str:
    text = page_of(desk, f"/dispatch/panel/{number}")
    return text[text.index("/send_order") : text.index("data-names")]


def enter(desk, number) -> bool:
    """Whether the Enter key would send."""
    return 'data-key="Enter"' in page_of(desk, f"/dispatch/panel/{number}")


def test_every_unit_on_duty_can_be_ticked_and_who_cannot_be_sent_says_why(desk, unit):
    where = [on_duty(a_unit(f"P{n}"), where=(2, 2), at=now())[0] for n in range(10, 18)]
    silent, _ = on_duty(a_unit("P9"), at=now())
    number = an_incident(at=now()).number
    boxes = re.findall(r'value="(\d+)"\s+data-name="(P\d+)"([^>]*)>', send_form(desk, number))
    assert {name for _, name, _ in boxes} == {"P3", "P9", *(u.call_sign for u in where)}
    assert not [name for _, name, more in boxes if "disabled" in more]
    assert "没有位置" in send_form(desk, number)
    assert str(silent.pk) in {pk for pk, _, _ in boxes}


def test_with_no_position_at_all_somebody_can_still_be_sent(desk, town):
    silent, _ = on_duty(a_unit("P9"), at=now())
    number = an_incident(at=now()).number
    text = page_of(desk, f"/dispatch/panel/{number}")
    assert "没有可建议的单位" in text
    receipt = re.search(r'name="receipt" value="([^"]+)"', text)
    assert receipt
    order = {"unit": [silent.pk], "receipt": receipt[1], "idempotency_key": KEY}
    assert desk.post(f"/dispatch/incidents/{number}/send_order", order).status_code == 200
    assert Assignment.objects.get().unit_id == silent.pk


def test_enter_sends_only_where_somebody_is_needed(desk, unit):
    row = an_incident(at=now())
    assert enter(desk, row.number)
    an_order(row, unit.pk, at=now())
    assert not enter(desk, row.number)


def test_enter_is_not_armed_after_the_desk_called_its_units_back(desk, unit):
    row, by = an_incident(at=now()), an_actor("dispatcher")
    an_order(row, unit.pk, at=now())
    withdraw_unit(incident=row.number, unit=unit.pk, reason="not_needed", by=by, at=now())
    text = page_of(desk, f"/dispatch/panel/{row.number}")
    assert "再派单位" in text
    assert not enter(desk, row.number)


def test_enter_waits_while_only_the_feedback_is_missing(desk, unit):
    row, by = an_incident(at=now()), an_actor("dispatcher")
    an_order(row, unit.pk, at=now())
    for step in (acknowledge_order, steps.depart, steps.arrive, steps.clear, steps.done):
        step(incident=row.number, unit=unit.pk, by=by, at=now())
    on_duty(a_unit("P9"), where=(2, 2), at=now())
    crews.sign_off(unit=unit.pk, by=by, at=now(), confirmed=True)
    assert not enter(desk, row.number)


def test_enter_waits_while_a_second_person_is_asked(desk, unit):
    row = an_incident(at=now(), grade=1)
    by = an_actor("dispatcher")
    cancel_incident(incident=row.number, reason="caller_withdrew", by=by, at=now())
    assert not enter(desk, row.number)


def test_enter_waits_while_a_crew_calls_for_help(desk, unit):
    other, crew = on_duty(a_unit("P9"), where=(2, 2), at=now())
    number = an_incident(at=now()).number
    panic(unit=other.pk, by=crew[0], at=now())
    assert not enter(desk, number)
    see_help(unit=other.pk, by=an_actor("dispatcher"), at=now())
    assert enter(desk, number)


def test_units_are_listed_by_force_and_as_one_counts(desk, town):
    for number in (10, 2, 1):
        on_duty(a_unit(f"P{number}"), where=(2, 2), at=now())
    text = page_of(desk, "/dispatch/units")
    assert re.findall(r'id="unit-(P\d+)"', text) == ["P1", "P2", "P10"]


def test_reading_an_incident_again_and_again_is_one_reading(desk):
    number = an_incident(at=now()).number
    for _ in range(3):
        page_of(desk, f"/dispatch/panel/{number}")
    assert Entry.objects.filter(event="journal.consulted").count() == 1


def test_snow_slows_every_drive_until_it_is_ended(desk):
    sent = {"all-name_zh": "大雪", "all-factor": "1.4", "idempotency_key": KEY}
    assert desk.post("/dispatch/roads/set_circumstance", sent).status_code == 204
    row = Circumstance.objects.get()
    assert "大雪 · 行车时间 ×1.4" in page_of(desk)
    again = {"idempotency_key": KEY + "2"}
    lifted = desk.post(f"/dispatch/roads/circumstance/{row.pk}/lift", again)
    assert lifted.status_code == 204
    assert "大雪" not in page_of(desk)


def test_a_bridge_is_closed_and_reopened(desk):
    lon, lat = spot(2, 3.5)
    sent = {"address": "西桥", "lon": lon, "lat": lat, "effect": "closed", "radius_m": 30}
    assert (
        desk.post("/dispatch/roads/close_road", {**sent, "idempotency_key": KEY}).status_code == 204
    )
    row = Closure.objects.get()
    assert (row.kind, row.name_zh) == ("closed", "西桥")
    assert "西桥" in page_of(desk, "/dispatch/roads")
    desk.post(f"/dispatch/roads/closure/{row.pk}/lift", {"idempotency_key": KEY + "3"})
    assert "西桥" not in page_of(desk, "/dispatch/roads")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"lon": "", "lat": ""}, "请从建议中选一个地点"),
        ({"radius_m": "0"}, "1"),
        ({"address": ""}, "field-error"),
        ({"valid_until": "2020-01-01T00:00"}, "结束时间须晚于开始时间和现在"),
        ({"lon": "0", "lat": "0"}, "没有执行"),
    ],
)
def test_a_closure_that_cannot_be_says_why_and_stores_nothing(desk, change, says):
    lon, lat = spot(2, 3.5)
    sent = {"address": "西桥", "lon": lon, "lat": lat, "effect": "closed", "radius_m": 30}
    answer = desk.post("/dispatch/roads/close_road", {**sent, **change, "idempotency_key": KEY})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Closure.objects.exists()


def test_a_command_room_sees_its_own_station_alone(client, town):
    sign_in(client, an_appointment("station_command"))
    number = an_incident(at=now()).number
    assert client.get(f"/dispatch/panel/{number}").status_code in (200, 404)
    assert client.get("/dispatch/").status_code == 200


def test_a_patrol_unit_has_no_desk(client, town):
    sign_in(client, an_appointment("patrol_unit"))
    assert client.get("/dispatch/").status_code == 403


def test_the_desk_asks_the_database_no_more_often_with_more_units(
    desk, town, django_assert_max_num_queries
):
    for number in range(12):
        on_duty(a_unit(f"P{number}"), where=(2, 2), at=now())
    with django_assert_max_num_queries(60):
        page_of(desk)
