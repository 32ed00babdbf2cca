"""A photo comes as it is, once however often it is sent, and stands at the incident."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.builders.files import a_picture
from tests.builders.people import an_appointment, sign_in
from tests.pages.unit_phone.conftest import Phone

from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.documents.models import FileUse
from quanju.domains.kernel.clock import now
from quanju.pages.shared.gate import MEGABYTE, _most
from quanju.pages.unit_phone.photo_views import photo

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: Any) -> None:
    settings.FILES_AT = f"file://{tmp_path}/files"


def send(phone: Phone, to: Incident, content: bytes, /, key: str = KEY, **more: str) -> Any:
    facts = {
        "incident": to.number,
        "job": str(Assignment.objects.get(incident=to).pk),
        "name": "IMG_0001.jpg",
        "person": phone.me.subject,
        "pressed_at": now().isoformat(),
    } | more
    return phone.client.post(
        "/unit/photo",
        content,
        content_type="application/octet-stream",
        query_params=facts,
        headers={"Idempotency-Key": key, "HX-Request": "true"},
    )


def test_a_photo_sent_twice_stands_once_and_the_desk_sees_it(
    on_shift: Phone, ordered: Incident
) -> None:
    pressed = now().isoformat()
    for _ in range(2):
        answer = send(on_shift, ordered, a_picture(), pressed_at=pressed)
        assert (answer.status_code, answer["X-Quanju-Decided"]) == (204, KEY)
    use = FileUse.objects.get()
    assert (use.subject, use.name, use.added_by) == (
        ordered.subject,
        "IMG_0001.jpg",
        on_shift.me.subject,
    )
    desk = Client()
    sign_in(desk, an_appointment("dispatcher", name="reader"))
    page = desk.get(f"/dispatch/incidents/{ordered.number}").content.decode()
    assert f"/files/{use.pk}/thumbnail" in page
    assert "没有运行扫描程序" in page
    assert (
        f"/files/{use.pk}"
        in desk.get(f"/dispatch/incidents/{ordered.number}/photos").content.decode()
    )


def test_a_photo_comes_after_the_incident_was_closed(on_shift: Phone, ordered: Incident) -> None:
    Incident.objects.filter(pk=ordered.pk).update(
        state="closed", disposition_code="mediated", ended_at=now()
    )
    assert send(on_shift, ordered, a_picture()).status_code == 204


@pytest.mark.parametrize(
    ("content", "more", "status", "is_decided"),
    [
        (b"<script>alert(1)</script>", {}, 415, True),
        (a_picture(), {"incident": "20261123-9999", "job": ""}, 404, True),
        (a_picture(), {"incident": ""}, 422, True),
        (a_picture(), {"job": "x"}, 422, True),
        (a_picture(), {"name": "x" * 121}, 422, True),
        (a_picture(), {"person": "person:0"}, 401, False),
        (b"", {}, 422, True),
    ],
)
def test_what_is_refused_says_so_and_leaves_nothing(
    on_shift: Phone,
    ordered: Incident,
    tmp_path: Path,
    content: bytes,
    more: dict[str, str],
    status: int,
    is_decided: bool,
) -> None:
    answer = send(on_shift, ordered, content, **more)
    assert (answer.status_code, answer.has_header("X-Quanju-Decided")) == (status, is_decided)
    assert b"refusal" in answer.content
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_a_crew_that_was_not_there_adds_no_photo(on_shift: Phone, ordered: Incident) -> None:
    other = Client()
    me = sign_in(other, an_appointment("patrol_unit", name="elsewhere"))
    answer = send(Phone(other, me, me, on_shift.unit), ordered, a_picture())
    assert answer.status_code == 403
    assert not FileUse.objects.exists()


def test_the_gate_lets_a_photo_through_and_no_more() -> None:
    assert photo.body_most == 64 * MEGABYTE  # type: ignore[attr-defined]
    assert _most({"path": "/unit/photo", "headers": []}, 20 * MEGABYTE) == 64 * MEGABYTE
