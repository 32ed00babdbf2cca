"""Taking a file in: hashed, told, scanned, then kept on a matter in the verb's own transaction."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime

from quanju.domains.documents import events
from quanju.domains.documents.files.content import Content, told
from quanju.domains.documents.files.held import held_file
from quanju.domains.documents.files.incoming import Arrived, arriving
from quanju.domains.documents.files.rules import FILES, FileKind
from quanju.domains.documents.files.views import view_of
from quanju.domains.documents.models.files import FileUse, StoredFile
from quanju.domains.documents.outside.clamav import NoScanner, scanned
from quanju.domains.documents.outside.store import KEPT, QUARANTINE, store
from quanju.domains.documents.types import MOST_MADE_MB, FileView
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

LONGEST_NAME = 120


class KindUnknown(Refused):
    """The rules of the branch know no such kind of file."""

    code = "FILE_KIND_UNKNOWN"
    text = Text("规则表里没有这类文件：{kind}", "The rules know no such kind of file: {kind}")
    status = 422


class MalwareFound(Refused):
    """The scanner found something: the bytes rest apart, nobody gets them."""

    code = "MALWARE_FOUND"
    text = Text(
        "文件含恶意内容（{name}），已隔离，没有存入",
        "The file carries malware ({name}): it was quarantined and not stored",
    )
    status = 422


class TooManyFiles(Refused):
    """As many as the kind allows stand on the matter already."""

    code = "TOO_MANY_FILES"
    text = Text(
        "这里已有 {most} 个{kind}，不能再加",
        "{most} files of this kind ({kind}) stand here already; no more can be added",
    )


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has come whole and may be kept: what it is, and whether a scanner has seen it."""

    arrived: Arrived
    content: Content
    kind: str
    is_scanned: bool


def kind_named(code: str, at: datetime) -> FileKind:
    """The kind in force; `KindUnknown`."""
    kind = in_force(FILES, at=at).content.named(code)
    if kind is None:
        raise KindUnknown(kind=code[:40])
    return kind


@contextmanager
def take_in(
    pieces: Iterable[bytes], *, kind: str, subject: str, by: Actor, at: datetime
) -> Iterator[Upload]:
    """Receive the pieces outside of any write: nobody waits for a slow line.

    Refuses too many bytes, a type that the kind does not take, a picture that is none or unpacks
    to too much, and malware. What is not kept inside the block is gone after it.
    """
    rule = kind_named(kind, at)
    with arriving(pieces, folder=store().incoming, most_mb=rule.most_mb) as arrived:
        content = told(arrived.path, allowed=rule.media_types, most_megapixels=rule.most_megapixels)
        is_scanned = _is_clean(arrived, kind, subject, by, at)
        yield Upload(arrived, content, kind, is_scanned)


@contextmanager
def make(pieces: Iterable[bytes], *, kind: str, at: datetime) -> Iterator[Upload]:
    """The same for a file that the service makes itself: what it is need not be guessed, and it
    passes no gate, so the limit of its kind for uploads is none for it."""
    rule = kind_named(kind, at)
    with arriving(pieces, folder=store().incoming, most_mb=MOST_MADE_MB) as arrived:
        yield Upload(arrived, Content(rule.media_types[0]), kind, is_scanned=False)


def _is_clean(arrived: Arrived, kind: str, subject: str, by: Actor, at: datetime) -> bool:
    """A scanner has seen it and found nothing; False where none answers."""
    try:
        with closing(arrived.path.open("rb")) as file:
            malware = scanned(file)
    except NoScanner:
        return False
    if not malware:
        return True
    store().put(QUARANTINE, arrived.digest, arrived.path)
    with write():
        facts = {"sha256": arrived.digest, "size": arrived.size, "kind": kind}
        record(
            events.FILE_REFUSED,
            subject=subject,
            by=by,
            at=at,
            result="denied",
            deny_code=MalwareFound.code,
            facts=facts | {"malware": malware},
        )
    raise MalwareFound(name=malware)


def keep_file(
    upload: Upload,
    *,
    subject: str,
    name: str,
    related: Iterable[str] = (),
    taken_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> FileView:
    """Keep an upload on a matter; the room's own verb asks who may, and holds the matter.

    The same bytes on the same matter are kept once. Refuses a name that is too long, and more
    files than the kind allows.
    """
    rule = kind_named(upload.kind, at)
    shown = words.line(
        name,
        Text("文件名", "the name of the file"),
        longest=LONGEST_NAME,
        needed=False,
        field="name",
    )
    with write():
        file = _stored(upload, at)
        known = FileUse.objects.present().on(subject).filter(kind=upload.kind)
        use = known.filter(file=file).select_related("file").first()
        if use is not None:
            return view_of(use, {rule.code: rule.name})
        if known.count() >= rule.most_per_subject:
            raise TooManyFiles(most=rule.most_per_subject, kind=rule.name)
        is_held = FileUse.objects.on(subject).filter(state="held").exists()
        use = FileUse.objects.create(
            file=file,
            subject=subject,
            kind=upload.kind,
            name=shown,
            state="held" if is_held else "kept",
            added_by=by.subject,
            added_at=at,
            taken_at=taken_at,
            look_at=at,
        )
        _note(use, related, by, at)
    return view_of(use, {rule.code: rule.name}, is_new=True)


def _note(use: FileUse, related: Iterable[str], by: Actor, at: datetime) -> None:
    file = use.file
    record(
        events.FILE_KEPT,
        subject=use.subject,
        by=by,
        at=at,
        related=[file.subject, *related],
        facts={
            "use": use.pk,
            "kind": use.kind,
            "sha256": file.sha256,
            "size": file.size,
            "media_type": file.media_type,
        },
    )


def _stored(upload: Upload, at: datetime) -> StoredFile:
    """The row of these bytes, and the bytes in the store, whoever brought them first."""
    arrived, content = upload.arrived, upload.content
    file = held_file(arrived.digest)
    if file is not None and file.scan == "infected":
        raise MalwareFound(name=file.malware)
    store().put(KEPT, arrived.digest, arrived.path)
    if file is None:
        return StoredFile.objects.create(
            sha256=arrived.digest,
            size=arrived.size,
            media_type=content.media_type,
            width=content.width,
            height=content.height,
            stored_at=at,
            thumbnail="waiting" if content.width else "none",
            **_seen(upload, at),
        )
    if file.gone_at is not None:
        file.gone_at, file.has_bytes = None, True
        file.thumbnail = "waiting" if content.width else "none"
        file.save(update_fields=["gone_at", "has_bytes", "thumbnail"])
    return file


def _seen(upload: Upload, at: datetime) -> dict[str, object]:
    return {"scan": "clean", "scanned_at": at} if upload.is_scanned else {}


def put_back(area: str, sha256: str, pieces: Iterable[bytes]) -> bool:
    """Bytes of a backup, into the store of this home; False where they are not what they should.

    The rows come with the database: nothing is recorded here, and nobody's right is asked.
    """
    with arriving(pieces, folder=store().incoming, most_mb=MOST_MADE_MB) as arrived:
        if arrived.digest != sha256:
            return False
        store().put(area, sha256, arrived.path)
    return True
