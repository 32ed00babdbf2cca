"""Stored files leave as downloads or sandboxed pictures, whole or in part, to readers only."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.builders.files import a_photo, a_picture
from tests.builders.incidents import an_incident
from tests.builders.people import an_appointment, sign_in

from quanju.domains.documents.models import FileUse, StoredFile
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.clock import now
from quanju.domains.people.queries.actors import actor_in
from quanju.pages.shared.serving import Span, span_of

pytestmark = pytest.mark.django_db

CONTENT = a_picture(size=(300, 200), colour="navy")


@pytest.fixture
def photo(town: Any, tmp_path: Path, settings: Any) -> int:
    settings.FILES_AT = f"file://{tmp_path}/files"
    by = actor_in(an_appointment("dispatcher", name="desk"))
    return a_photo(an_incident(at=now()), by=by, at=now(), content=CONTENT, name="门口.html")


@pytest.fixture
def ask(client: Client, photo: int) -> Callable[..., Any]:
    sign_in(client, an_appointment("dispatcher", name="reader"))

    def ask(what: str = "", **headers: str) -> Any:
        end = f"/{what}" if what else ""
        return client.get(f"/files/{photo}{end}", headers=headers)

    return ask


def test_a_download_is_the_original_and_nothing_a_browser_would_run(ask: Any) -> None:
    answer = ask("download")
    assert b"".join(answer.streaming_content) == CONTENT
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Disposition"].endswith(".html.jpg")


def test_a_picture_and_its_small_one_stand_in_a_sandbox(ask: Any) -> None:
    for what, content_type in (("picture", "image/jpeg"), ("thumbnail", "image/jpeg")):
        answer = ask(what)
        b"".join(answer.streaming_content)
        assert (answer.status_code, answer["Content-Type"]) == (200, content_type)
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Content-Disposition"] == "inline"
    StoredFile.objects.update(media_type="application/pdf")
    assert ask("picture").status_code == 410


def test_a_part_is_answered_with_that_part(ask: Any) -> None:
    answer = ask("download", Range="bytes=10-19")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, CONTENT[10:20])
    assert answer["Content-Range"] == f"bytes 10-19/{len(CONTENT)}"
    assert answer["Content-Length"] == "10"
    assert ask("download", Range=f"bytes={len(CONTENT)}-").status_code == 416
    whole = ask("download", **{"Range": "bytes=10-19", "If-Range": '"another"'})
    assert (whole.status_code, b"".join(whole.streaming_content)) == (200, CONTENT)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", Span(0, 100, False)),
        ("bytes=0-", Span(0, 100, True)),
        ("bytes=99-", Span(99, 1, True)),
        ("bytes=100-", None),
        ("bytes=-1", Span(99, 1, True)),
        ("bytes=-500", Span(0, 100, True)),
        ("bytes=-0", None),
        ("bytes=50-500", Span(50, 50, True)),
        ("bytes=9-8", Span(0, 100, False)),
        ("bytes=-", Span(0, 100, False)),
        ("bytes=0-1,5-6", Span(0, 100, False)),
        ("lines=0-1", Span(0, 100, False)),
    ],
)
def test_what_a_range_asks_for(header: str, expected: Span | None) -> None:
    assert span_of(header, 100, True) == expected


def test_the_page_tells_all_and_each_reading_is_recorded_once(ask: Any) -> None:
    page = ask().content.decode()
    for words in ("门口.html", "未扫描：没有运行扫描程序", "300 × 200", "下载原件"):
        assert words in page
    for what in ("picture", "download", "download"):
        b"".join(ask(what).streaming_content)
    read = Entry.objects.filter(event="journal.consulted", subject__startswith="file:")
    assert read.count() == 1


def test_who_may_not_read_the_matter_gets_nothing(client: Client, photo: int) -> None:
    sign_in(client, an_appointment("patrol_unit", name="stranger to it"))
    for end in ("", "/download", "/picture", "/thumbnail"):
        assert client.get(f"/files/{photo}{end}").status_code == 404


def test_malware_and_tombstones_have_a_page_and_no_bytes(ask: Any) -> None:
    at = now()
    StoredFile.objects.update(scan="infected", malware="Eicar", scanned_at=at)
    assert "已隔离" in ask().content.decode()
    assert ask("download").status_code == ask("thumbnail").status_code == 410
    StoredFile.objects.update(scan="unscanned", malware="", scanned_at=None)
    FileUse.objects.update(
        state="deleted",
        name="",
        deleted_at=at,
        deleted_by="person:1",
        deletion_proposed_by="person:2",
        deletion_reason="保存期满",
    )
    page = ask().content.decode()
    assert "保存期满" in page
    assert StoredFile.objects.get().sha256 in page
    assert ask("download").status_code == 410
