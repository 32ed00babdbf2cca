"""Steps pressed on the phone flow through the page, once each."""

from datetime import datetime, timedelta

import pytest
from tests.builders.people import an_actor, an_appointment, sign_in
from tests.pages.unit_phone.conftest import ago

from quanju.domains.dispatch.actions.messages import send_message
from quanju.domains.dispatch.actions.pre_alerting import pre_alert
from quanju.domains.dispatch.models import Alert, Assignment, Incident, Note
from quanju.domains.dispatch.queries.board import job_of
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.clock import now
from quanju.domains.people.models import Person

pytestmark = pytest.mark.django_db

DRIVE = [
    ("acknowledge", "acknowledged"),
    ("depart", "en_route"),
    ("arrive", "on_scene"),
    ("control", "on_scene"),
    ("clear", "reporting"),
]


def state(phone) -> str:
    return Assignment.objects.get(unit=phone.unit.pk).state


def test_the_order_shows_place_grade_and_way_but_no_caller(on_shift, ordered):
    page = on_shift.page()
    assert ordered.title in page
    assert "夜市有人打架" in page
    assert "签收指令" in page
    assert "13900001234" not in page


def test_opening_is_recorded_and_refreshing_is_not(on_shift, ordered):
    before = len(journal.search(subject=ordered.subject, limit=50))
    on_shift.client.get("/unit/job")
    assert len(journal.search(subject=ordered.subject, limit=50)) == before
    on_shift.page()
    assert len(journal.search(subject=ordered.subject, limit=50)) == before + 1


def test_the_phone_reports_once_that_it_shows_the_order(on_shift, ordered):
    job = Assignment.objects.get(unit=on_shift.unit.pk)
    assert f'data-shows-order="{job.pk}"' in on_shift.page()
    assert on_shift.client.post("/unit/order-shown", {"job": job.pk}).status_code == 204
    assert "data-shows-order" not in on_shift.page()
    assert state(on_shift) == "assigned"


def test_every_step_to_the_report_and_free_again(on_shift, ordered):
    for verb, then in DRIVE:
        answer = on_shift.press(verb, incident=ordered.number)
        assert answer.status_code == 200, answer.content.decode()
        assert state(on_shift) == then
    assert "提交反馈" in answer.content.decode()
    feedback = {"disposition": "mediated", "type_code": "fight", "text": "已调解"}
    assert on_shift.press("feedback", incident=ordered.number, **feedback).status_code == 200
    page = on_shift.press("done", incident=ordered.number).content.decode()
    assert state(on_shift) == "released"
    assert "没有指令" in page
    assert Incident.objects.get(pk=ordered.pk).state == "feedback_due"


def test_the_same_key_twice_is_one_step(on_shift, ordered):
    key = "a" * 32
    for _ in range(2):
        answer = on_shift.press("acknowledge", incident=ordered.number, idempotency_key=key)
        assert answer.status_code == 200
    assert state(on_shift) == "acknowledged"


def test_a_second_press_with_another_key_is_refused_in_words(on_shift, ordered):
    on_shift.press("acknowledge", incident=ordered.number)
    answer = on_shift.press("acknowledge", incident=ordered.number)
    assert answer.status_code == 409
    assert "refusal-why" in answer.content.decode()


def test_steps_kept_without_signal_stand_at_the_moment_they_were_pressed(on_shift, ordered):
    first, second = ago(40), ago(20)
    on_shift.press("acknowledge", incident=ordered.number, pressed_at=first.isoformat())
    on_shift.press("depart", incident=ordered.number, pressed_at=second.isoformat())
    job = Assignment.objects.get(unit=on_shift.unit.pk)
    assert abs((job.acknowledged_at - first).total_seconds()) < 0.01
    assert abs((job.departed_at - second).total_seconds()) < 0.01


@pytest.mark.parametrize(
    "pressed",
    ["", "gestern", "2026-11-23T12:00:00", "9" * 60, "2026-13-45T99:00:00Z", "future", "before"],
)
def test_a_moment_that_cannot_be_true_becomes_now(on_shift, ordered, pressed):
    moments = {"future": now() + timedelta(minutes=5), "before": ago(3600)}
    text = moments[pressed].isoformat() if pressed in moments else pressed
    on_shift.press("acknowledge", incident=ordered.number, pressed_at=text)
    assert _since(Assignment.objects.get(unit=on_shift.unit.pk).acknowledged_at) < 10


def test_a_clock_a_little_ahead_is_our_present(on_shift, ordered):
    ahead = now() + timedelta(seconds=30)
    on_shift.press("acknowledge", incident=ordered.number, pressed_at=ahead.isoformat())
    assert Assignment.objects.get(unit=on_shift.unit.pk).acknowledged_at <= now()


def _since(at: datetime) -> float:
    return (now() - at).total_seconds()


def test_refusing_takes_a_reason_of_the_list(on_shift, ordered):
    assert on_shift.press("refuse", incident=ordered.number, reason="tired").status_code == 422
    assert on_shift.press("refuse", incident=ordered.number, reason="too_far").status_code == 200
    assert job_of(on_shift.unit.pk) is None


def test_a_note_a_backup_call_and_a_call_for_help(on_shift, ordered):
    words = "<b>持刀</b>"
    on_shift.press("note", incident=ordered.number, text=words)
    page = on_shift.press("backup", incident=ordered.number).content.decode()
    assert "&lt;b&gt;持刀" in page
    assert Note.objects.get().text == words
    assert Alert.objects.filter(kind="backup").exists()
    page = on_shift.press("panic", incident=ordered.number).content.decode()
    assert "紧急求助已发出" in page
    assert on_shift.press("panic", incident=ordered.number).status_code == 409


def test_nonsense_is_refused_and_nothing_is_stored(on_shift, ordered):
    assert on_shift.press("fly", incident=ordered.number).status_code == 422
    assert on_shift.press("arrive", incident="x" * 500).status_code == 404
    assert on_shift.press("note", incident=ordered.number, text=" ").status_code == 422
    assert state(on_shift) == "assigned"


def test_somebody_of_another_crew_cannot_step_in(client, on_shift, ordered):
    sign_in(client, an_appointment("patrol_unit", name="stranger"))
    assert client.post(
        "/unit/step", {"verb": "arrive", "incident": ordered.number}
    ).status_code in (
        403,
        409,
    )
    assert state(on_shift) == "assigned"


def test_without_script_a_step_is_a_plain_form(on_shift, ordered):
    body = {"verb": "acknowledge", "incident": ordered.number}
    assert on_shift.client.post("/unit/step", body).status_code == 302
    assert state(on_shift) == "acknowledged"


def test_english_is_complete(on_shift, ordered):
    Person.objects.update(language="en")
    for verb, _ in [("", ""), *DRIVE]:
        if verb:
            on_shift.press(verb, incident=ordered.number)
        page = on_shift.page().split("<div id=", 1)[1]
        shown = page.replace("中文", "").replace(ordered.title, "")
        for own in ("夜市有人打架", ordered.address, "巡-01", "演示路网", "演示"):
            shown = shown.replace(own, "")
        assert {c for c in shown if "\u4e00" <= c <= "\u9fff"} == set(), verb


def test_a_message_stands_first_is_reported_as_shown_and_read_once(on_shift):
    desk = an_actor("dispatcher")
    made = send_message(sent_to="all", sentence="road_bad", text="西桥结冰", by=desk, at=ago(20))
    page = on_shift.page()
    assert f'data-shows-message="{made.number}"' in page
    assert page.index("西桥结冰") < page.index("没有指令")
    shown = on_shift.client.post("/unit/message-shown", {"message": made.number})
    assert shown.status_code == 204
    assert "data-shows-message" not in on_shift.page()
    pressed = {"message": made.number, "pressed_at": ago(10).isoformat()}
    answer = on_shift.press("read_message", **pressed, idempotency_key="message-key-0001")
    assert "已读消息 1 条" in answer.content.decode()
    receipt = made.receipts.get()
    assert receipt.read_by_id == on_shift.me.person_id
    assert receipt.shown_at >= receipt.read_at  # kept by the phone since it was pressed


def test_what_is_told_ahead_is_no_order_and_its_phone_says_when_it_shows_it(on_shift):
    desk = an_actor("dispatcher")
    told = pre_alert(unit=on_shift.unit.pk, type_code="fight", grade=2, by=desk, at=now())
    assert f'data-shows-ahead="{told.pk}"' in on_shift.page()
    assert on_shift.client.post("/unit/ahead-shown", {"told": told.pk}).status_code == 204
    assert f'data-shows-ahead="{told.pk}"' not in on_shift.page()
    assert on_shift.client.post("/unit/ahead-shown", {"told": told.pk + 1}).status_code == 404
