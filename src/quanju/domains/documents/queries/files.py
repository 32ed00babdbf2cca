"""Questions about files: what stands on a matter, its bytes, and whether the store is whole."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from quanju.domains.documents.files.rules import FILES
from quanju.domains.documents.files.texts import words_in
from quanju.domains.documents.files.views import view_of, views_of
from quanju.domains.documents.models.files import FileUse, StoredFile
from quanju.domains.documents.outside.store import (
    KEPT,
    PIECE,
    QUARANTINE,
    THUMBS,
    Bytes,
    BytesMissing,
    store,
)
from quanju.domains.documents.permissions import may_manage_files
from quanju.domains.documents.ports import answers_for
from quanju.domains.documents.types import FileView
from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.newest import after_row
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

ONE_READING = timedelta(minutes=10)
"""Pieces of one file, and the small pictures of one page, are one reading."""


class NotServed(Refused):
    """It was deleted, or carries malware; its row tells who and why."""

    code = "FILE_NOT_SERVED"
    text = Text("文件不提供：{state}", "This file is not served: {state}")
    status = 410


def files_on(subject: str, *, actor: Actor, at: datetime) -> list[FileView]:
    """What stands on a matter, the oldest first, with the tombstones of what was deleted."""
    answers_for(subject).may_read(subject, actor, at).or_refuse()
    uses = FileUse.objects.on(subject).select_related("file").order_by("added_at", "pk")
    return [one for one in views_of(uses, kind_labels(at)) if not one.is_made]


def file_named(use: int, *, actor: Actor, at: datetime) -> FileView:
    """One file in use; `NotFound` for whoever may not read its matter, as if it did not exist.

    What the service made itself is given out by its room alone.
    """
    found = FileUse.objects.filter(pk=use).select_related("file").first()
    if found is None or not answers_for(found.subject).may_read(found.subject, actor, at):
        raise NotFound(subject=f"file {use}")
    view = view_of(found, kind_labels(at))
    if view.is_made:
        raise NotFound(subject=f"file {use}")
    return view


def files_by_use(uses: Iterable[int], *, at: datetime) -> dict[int, FileView]:
    """Files by their uses, for the room of their matter, which has asked already who may."""
    rows = FileUse.objects.filter(pk__in=set(uses)).select_related("file")
    return {one.id: one for one in views_of(rows, kind_labels(at))}


def read_file(
    use: int, *, by: Actor, at: datetime, purpose: str = ""
) -> tuple[FileView, Callable[..., Bytes]]:
    """The file and what opens its bytes (`start`, `length`); the reading is recorded."""
    view = _served(file_named(use, actor=by, at=at))
    consult(
        subject=f"file:{view.file_id}",
        related=[view.subject],
        by=by,
        at=at,
        purpose=purpose or _purpose_of(view.subject),
        fields=["content"],
        ongoing=ONE_READING,
    )
    return view, lambda start=0, length=None: store().read(KEPT, view.sha256, start, length)


def read_thumbnail(
    use: int, *, by: Actor, at: datetime, purpose: str = ""
) -> tuple[FileView, Bytes]:
    """The small picture; it is part of reading its matter, and recorded as that."""
    view = _served(file_named(use, actor=by, at=at))
    if not view.has_thumbnail:
        raise NotFound(subject=f"thumbnail {use}")
    purpose = purpose or _purpose_of(view.subject)
    consult(subject=view.subject, by=by, at=at, purpose=purpose, ongoing=ONE_READING)
    return view, store().read(THUMBS, view.sha256)


def _purpose_of(subject: str) -> str:
    """What a file of such a matter is read for, where the reader says nothing else."""
    return str(getattr(answers_for(subject), "purpose", "respond"))


def _served(view: FileView) -> FileView:
    if not view.is_readable:
        raise NotServed(state=view.state_label if view.scan != "infected" else view.scan_label)
    return view


def kind_labels(at: datetime) -> dict[str, Text]:
    return {kind.code: kind.name for kind in in_force(FILES, at=at).content.kinds}


# --- the archive's view: headers, never content (specification 2.2, card 22) -------------------


@dataclass(frozen=True, slots=True)
class MatterOfFiles:
    """A matter with files in one state: how many, and since when."""

    subject: str
    state: str
    count: int


def files_due(*, actor: Actor, at: datetime, most: int = 500) -> list[FileView]:
    """Files past their term, the longest due first; headers for the archive."""
    may_manage_files(actor).or_refuse()
    uses = FileUse.objects.filter(state="due").select_related("file")
    return views_of(uses.order_by("due_at", "pk")[:most], kind_labels(at))


def files_deleted(
    *, before: int | None = None, actor: Actor, at: datetime, most: int = 500
) -> list[FileView]:
    """The tombstones, the newest first; `before` is the last one of the page before."""
    may_manage_files(actor).or_refuse()
    uses = FileUse.objects.filter(state="deleted").select_related("file")
    last = uses.filter(pk=before).first() if before else None
    if last is not None and last.deleted_at is not None:
        uses = uses.filter(after_row("deleted_at", last.deleted_at, last.pk))
    return views_of(uses.order_by("-deleted_at", "-pk")[:most], kind_labels(at))


def matters_held(*, actor: Actor) -> list[MatterOfFiles]:
    """Matters whose files nobody may delete now."""
    may_manage_files(actor).or_refuse()
    rows = FileUse.objects.filter(state="held").order_by("subject")
    return [
        MatterOfFiles(subject, "held", count)
        for subject, count in rows.values_list("subject").annotate(count=Count("pk"))
    ]


# --- is everything there? -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """A stored file that is not as its row says: `missing` or `altered`."""

    sha256: str
    subjects: tuple[str, ...]
    what: str


def files_kept(subject: str) -> list[FileView]:
    """What is present on a matter, for the room of the matter itself: nobody's right is asked."""
    uses = FileUse.objects.present().on(subject).select_related("file").order_by("added_at", "pk")
    return [one for one in views_of(uses, {}) if one.is_readable]


def matters_kept_back(subjects: Iterable[str]) -> set[str]:
    """Those of these matters with a file on hold or within its own term."""
    present = FileUse.objects.present().filter(subject__in=list(subjects))
    return set(present.exclude(state="due").values_list("subject", flat=True))


def text_of_file(file: FileView) -> str:
    """The words in a PDF or a document, for the index of its room: nobody reads it by that."""
    return words_in(file.sha256, file.media_type) if file.is_readable else ""


def pieces_kept(sha256: str) -> Iterator[bytes]:
    """The bytes of such a file, piece by piece."""
    with closing(store().read(KEPT, sha256)) as file:
        yield from pieces_of(file)


def stored_digests() -> list[tuple[str, str]]:
    """The area and digest of all bytes that should be in the store, for checks and backups."""
    rows = StoredFile.objects.filter(gone_at=None).order_by("sha256")
    return [
        (QUARANTINE if scan == "infected" else KEPT, sha256)
        for sha256, scan in rows.values_list("sha256", "scan")
    ]


def opened(area: str, sha256: str) -> Bytes:
    """Bytes by their digest, for backups and checks alone: nobody's right is asked."""
    return store().read(area, sha256)


def verified(*, told: Callable[[int], object] = lambda count: None) -> tuple[int, list[Fault]]:
    """Read all bytes and compare them with their names: how many there are, and what is wrong."""
    digests = stored_digests()
    faults = []
    for done, (area, sha256) in enumerate(digests, 1):
        if what := _fault(area, sha256):
            faults.append(Fault(sha256, _subjects(sha256), what))
        told(done)
    return len(digests), faults


def _fault(area: str, sha256: str) -> str:
    try:
        with closing(opened(area, sha256)) as file:
            return "" if digest_of(file) == sha256 else "altered"
    except BytesMissing:
        return "missing"


def digest_of(file: Bytes) -> str:
    """SHA-256 of bytes, piece by piece."""
    digest = hashlib.sha256()
    for piece in pieces_of(file):
        digest.update(piece)
    return digest.hexdigest()


def pieces_of(file: Bytes) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _subjects(sha256: str) -> tuple[str, ...]:
    uses = FileUse.objects.filter(file__sha256=sha256)
    return tuple(sorted(set(uses.values_list("subject", flat=True))))
