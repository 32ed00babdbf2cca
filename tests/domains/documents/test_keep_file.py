"""A file is hashed, told, scanned and kept once; what is refused leaves nothing."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.builders.files import a_picture, in_pieces
from tests.builders.people import NOON, an_actor
from tests.domains.documents.clamd import a_clamd
from tests.domains.documents.conftest import Things

from quanju.domains.documents import jobs
from quanju.domains.documents.actions.files import (
    KindUnknown,
    MalwareFound,
    TooManyFiles,
    keep_file,
    take_in,
)
from quanju.domains.documents.files.rules import FILES
from quanju.domains.documents.models import FileUse, StoredFile
from quanju.domains.documents.queries.files import (
    NotServed,
    file_named,
    files_on,
    read_file,
    read_thumbnail,
    verified,
)
from quanju.domains.documents.types import FileView
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, NotFound, Refused
from quanju.domains.kernel.words import TextTooLong
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

pytestmark = pytest.mark.django_db(transaction=True)


def kept(
    by: Actor, content: bytes | None = None, *, subject: str = "thing:1", name: str = "IMG_1.jpg"
) -> FileView:
    pieces = in_pieces(content if content is not None else a_picture())
    with take_in(pieces, kind="scene_photo", subject=subject, by=by, at=NOON) as upload, write():
        return keep_file(upload, subject=subject, name=name, by=by, at=NOON)


def in_store(files: Path) -> list[str]:
    return sorted(p.relative_to(files).parts[0] for p in files.rglob("*") if p.is_file())


def events() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("event", flat=True))


def test_the_same_bytes_are_stored_once_and_stand_once_on_a_matter(
    things: Things, files: Path
) -> None:
    by = an_actor("dispatcher")
    first, again = kept(by), kept(by, name="other.jpg")
    other = kept(by, subject="thing:2")
    assert replace(first, is_new=False) == again
    assert other.id != first.id
    assert other.sha256 == first.sha256
    assert in_store(files) == ["kept"]
    assert events() == ["documents.file_kept"] * 2
    facts = Entry.objects.order_by("number").first().view().facts  # type: ignore[union-attr]
    assert facts["sha256"] == first.sha256
    assert "IMG" not in str(facts)
    assert [one.name for one in files_on("thing:1", actor=by, at=NOON)] == ["IMG_1.jpg"]


def test_a_name_is_cleaned_and_a_download_ends_as_its_content_is(things: Things) -> None:
    by = an_actor("dispatcher")
    view = kept(by, name="  in\u202evoice\r\n.exe ")
    assert view.name == "invoice .exe"
    assert view.download_name == "invoice .exe.jpg"
    assert kept(by, a_picture("PNG"), name="").download_name.endswith(".png")
    with pytest.raises(TextTooLong):
        kept(by, a_picture(colour="red"), name="x" * 121)


def test_what_is_refused_leaves_nothing(things: Things, files: Path) -> None:
    by = an_actor("dispatcher")
    with pytest.raises(KindUnknown), take_in([b"x"], kind="other", subject="t", by=by, at=NOON):
        pass
    with pytest.raises(Refused):
        kept(by, b"<script>")
    arriving = take_in([a_picture()], kind="scene_photo", subject="t", by=by, at=NOON)
    with pytest.raises(RuntimeError), arriving:  # the verb of the room refused or failed
        raise RuntimeError
    assert in_store(files) == []
    assert not StoredFile.objects.exists()


def test_as_many_stand_on_a_matter_as_the_kind_says(
    things: Things, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = an_actor("dispatcher")
    rules = in_force(FILES, at=NOON).content
    two = rules.kinds[0].model_copy(update={"most_per_subject": 2})
    monkeypatch.setattr("quanju.domains.documents.actions.files.kind_named", lambda *_: two)
    first = kept(by, a_picture(colour="red"))
    kept(by, a_picture(colour="blue"))
    with pytest.raises(TooManyFiles):
        kept(by, a_picture(colour="green"))
    assert kept(by, a_picture(colour="red")).id == first.id, "what stands there already does"
    kept(by, a_picture(colour="green"), subject="thing:2")


def test_malware_is_quarantined_and_refused(things: Things, files: Path, settings: Any) -> None:
    by = an_actor("dispatcher")
    with a_clamd(files.parent) as (settings.CLAMAV, _):
        assert kept(by).scan == "clean"
        with pytest.raises(MalwareFound):
            kept(by, a_picture(comment=b"EICAR"))
    assert in_store(files) == ["kept", "quarantine"]
    assert StoredFile.objects.count() == 1
    last = Entry.objects.order_by("-number").first()
    assert last is not None
    assert (last.event, last.result, last.deny_code) == (
        "documents.file_refused",
        "denied",
        "MALWARE_FOUND",
    )


def test_what_came_without_a_scanner_says_so_and_is_scanned_later(
    things: Things, files: Path, settings: Any
) -> None:
    by = an_actor("dispatcher")
    good, bad = kept(by), kept(by, a_picture(comment=b"EICAR"))
    assert "没有运行扫描程序" in good.scan_label.zh
    assert jobs.scan_files(NOON) == 0
    with a_clamd(files.parent) as (settings.CLAMAV, _):
        assert "等待扫描" in file_named(good.id, actor=by, at=NOON).scan_label.zh
        assert jobs.scan_files(NOON) == 2
        assert jobs.scan_files(NOON) == 0
    assert file_named(good.id, actor=by, at=NOON).scan == "clean"
    with pytest.raises(NotServed):
        read_file(bad.id, by=by, at=NOON)
    assert in_store(files) == ["kept", "quarantine"]
    assert events()[-2:] == ["documents.file_scanned", "documents.file_quarantined"]
    with pytest.raises(MalwareFound):
        kept(by, a_picture(comment=b"EICAR"), subject="thing:9")
    assert verified() == (2, [])


def test_only_who_may_read_the_matter_reads_its_files_and_it_is_recorded(things: Things) -> None:
    by, stranger = an_actor("dispatcher"), an_actor("case_officer")
    view = kept(by)
    with pytest.raises(Denied):
        files_on("thing:1", actor=stranger, at=NOON)
    with pytest.raises(NotFound):
        read_file(view.id, by=stranger, at=NOON)
    with pytest.raises(NotFound):
        file_named(view.id + 1, actor=by, at=NOON)
    for minute in (0, 5, 20):
        _, open_bytes = read_file(view.id, by=by, at=NOON + timedelta(minutes=minute))
        open_bytes(0, 10).close()
    read = Entry.objects.filter(event="journal.consulted")
    assert [one.subject for one in read] == [f"file:{view.file_id}"] * 2
    assert "thing:1" in read[0].view().related


def test_the_worker_makes_small_pictures_once(things: Things, files: Path) -> None:
    by = an_actor("dispatcher")
    view = kept(by, a_picture(size=(900, 600)))
    with pytest.raises(NotFound):
        read_thumbnail(view.id, by=by, at=NOON)
    assert jobs.make_thumbnails(NOON) == 1
    assert jobs.make_thumbnails(NOON) == 0
    _, small = read_thumbnail(view.id, by=by, at=NOON)
    assert small.read(3) == b"\xff\xd8\xff"
    small.close()
    assert in_store(files) == ["kept", "thumbs"]


def test_bytes_that_no_row_knows_are_swept_after_their_time(things: Things, files: Path) -> None:
    from quanju.domains.kernel.clock import now

    by = an_actor("dispatcher")
    arriving = take_in([a_picture()], kind="scene_photo", subject="t", by=by, at=NOON)
    with pytest.raises(RuntimeError), arriving as upload, write():
        keep_file(upload, subject="thing:1", name="", by=by, at=NOON)
        raise RuntimeError
    known = kept(by, a_picture(colour="red"))
    assert len(in_store(files)) == 2
    assert jobs.sweep_files(now() + timedelta(hours=23)) == 0
    assert jobs.sweep_files(now() + timedelta(hours=25)) == 1
    assert verified() == (1, [])
    assert known.sha256 in {path.name for path in files.rglob("*")}


def test_missing_and_altered_bytes_are_named(things: Things, files: Path) -> None:
    by = an_actor("dispatcher")
    whole, altered, missing = (
        kept(by, a_picture(colour=colour)) for colour in ("red", "green", "blue")
    )
    path = {path.name: path for path in files.rglob("*") if path.is_file()}
    path[altered.sha256].write_bytes(b"x" * altered.size)
    path[missing.sha256].unlink()
    count, faults = verified()
    assert count == 3
    assert {(one.sha256, one.what, one.subjects) for one in faults} == {
        (altered.sha256, "altered", ("thing:1",)),
        (missing.sha256, "missing", ("thing:1",)),
    }
    assert whole.sha256 not in {one.sha256 for one in faults}


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_two_who_bring_the_same_bytes_at_once_store_them_once(things: Things, files: Path) -> None:
    by = an_actor("dispatcher")
    start, ids = threading.Barrier(2), []

    def bring() -> None:
        pieces = in_pieces(a_picture())
        try:
            with take_in(pieces, kind="scene_photo", subject="t", by=by, at=NOON) as upload:
                start.wait(10)
                ids.append(keep_file(upload, subject="thing:1", name="", by=by, at=NOON).id)
        finally:
            connection.close()

    both = [threading.Thread(target=bring) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert FileUse.objects.count() == StoredFile.objects.count() == 1
