"""Two hard hours from end to end, desk and phones each with a session of their own.

“Lost caller” stands in tests/pages/dispatch_desk/test_lines.py (and in a browser beside it),
“paper for two hours” in test_paper.py there, the phone without a line in a browser in
tests/pages/unit_phone/test_offline.py.
"""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.builders.crews import a_unit, on_duty
from tests.builders.incidents import an_incident, an_order
from tests.builders.people import an_appointment, sign_in
from tests.builders.town import spot

from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.kernel.clock import now
from quanju.domains.people.queries.actors import actor_in

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


def ago(seconds: float) -> datetime:
    return now() - timedelta(seconds=seconds)


@pytest.fixture
def desk(town) -> Client:
    client = Client()
    client.me = sign_in(client, an_appointment("dispatcher"))
    return client


def a_phone(call_sign: str, where, *, since=60) -> tuple[Client, object]:
    """A crew of two, one of them signed in on a phone."""
    client, posts = Client(), [an_appointment("patrol_unit") for _ in range(2)]
    sign_in(client, posts[0])
    crew = [actor_in(post) for post in posts]
    unit, _ = on_duty(a_unit(call_sign), crew, where=where, at=ago(since))
    return client, unit


def press(phone: Client, verb: str, **fields):
    return phone.post("/unit/step", {"verb": verb, **fields}, headers=PART)


def test_panic_is_pressed_seen_helped_and_ended(desk):
    mine, unit = a_phone("P3", (2, 2))
    theirs, near = a_phone("P5", (3, 2))
    pressed = ago(45)  # the phone had no line for a while
    assert press(mine, "panic", pressed_at=pressed.isoformat()).status_code == 200
    strip = desk.get("/dispatch/alerts").content.decode()
    assert "P3 紧急求助" in strip
    assert "P3 紧急求助" in theirs.get("/unit/").content.decode()
    receipt = re.search(r'name="receipt" value="([^"]+)"', strip)[1]
    sent = {"unit": [near.pk], "receipt": receipt, "idempotency_key": "help-key-00000001"}
    assert desk.post(f"/dispatch/units/{unit.pk}/send_help", sent).status_code == 204
    assert "指挥台已看到" in mine.get("/unit/").content.decode()
    row = Incident.objects.get(type_code="officer_help")
    assert row.number in theirs.get("/unit/").content.decode()
    job = Assignment.objects.get(unit=near.pk)
    for verb in ("acknowledge", "depart", "arrive"):
        assert press(theirs, verb, incident=row.number, job=job.pk).status_code == 200
    sent = {"idempotency_key": "help-key-00000002"}
    assert desk.post(f"/dispatch/units/{unit.pk}/end_emergency", sent).status_code == 204
    assert "P3 紧急求助" not in desk.get("/dispatch/alerts").content.decode()
    assert "紧急求助已发出" not in mine.get("/unit/").content.decode()
    job.refresh_from_db()
    assert job.state == "on_scene"


def test_a_line_lost_for_ten_minutes_loses_no_step_no_call_and_no_moment(desk):
    phone, unit = a_phone("P3", (2, 2), since=900)
    row = an_incident(by=desk.me, at=ago(660))
    an_order(row, unit.pk, by=desk.me, at=ago(650))
    job = Assignment.objects.get()
    # What was pressed and taken without a line comes when it is back, each once.
    moments = {"acknowledge": ago(600), "depart": ago(580), "arrive": ago(300), "note": ago(200)}
    for verb, at in moments.items():
        about = {"incident": row.number, "job": job.pk, "pressed_at": at.isoformat()}
        for _ in range(2):
            kept = press(phone, verb, **about, text="已控制", idempotency_key=f"kept-{verb}-000000")
            assert kept.status_code == 200
    job.refresh_from_db()
    told = (job.acknowledged_at, job.departed_at, job.arrived_at)
    assert told == (moments["acknowledge"], moments["depart"], moments["arrive"])
    lon, lat = spot(4, 2)
    call = {
        "type_code": "theft",
        "said": "自行车被撬",
        "address": "老桥西头",
        "answered_at": ago(400).isoformat(),
        "idempotency_key": "c" * 32,
    }
    for _ in range(2):
        answer = desk.post("/dispatch/call/kept", call, headers=PART)
        assert answer["X-Quanju-Decided"] == "c" * 32
    taken = Incident.objects.exclude(pk=row.pk).get()
    assert taken.answered_at.isoformat() == call["answered_at"]
    queue = desk.get("/dispatch/queue").content.decode()
    assert "老桥西头" in queue
    assert "已控制" in desk.get(f"/dispatch/panel/{row.number}").content.decode()
    moved = {"place_kind": "exact", "lon": lon, "lat": lat, "idempotency_key": "move-00000000001"}
    answer = desk.post(f"/dispatch/incidents/{taken.number}/move_incident", moved)
    assert answer.status_code == 204
    taken.refresh_from_db()
    assert (taken.place_kind, taken.lon) == ("exact", lon)
