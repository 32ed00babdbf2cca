"""The package of an archived group: made once, sealed, kept; taken out for a purpose, marked."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from quanju.domains.coordination import events
from quanju.domains.coordination.actions.holding import note_group
from quanju.domains.coordination.actions.taking import purpose_of
from quanju.domains.coordination.models import Group
from quanju.domains.coordination.queries.archive import package_of
from quanju.domains.coordination.sealed.checking import exported_message, sealed_message
from quanju.domains.coordination.sealed.contents import (
    PACKAGE_KIND,
    entries_of,
    name_of,
    payload_of,
)
from quanju.domains.coordination.sealed.findings import EXPORT, PROOFS, SEAL
from quanju.domains.coordination.sealed.reading import pdfs_of
from quanju.domains.documents.actions.files import keep_file, make
from quanju.domains.documents.queries.files import pieces_kept
from quanju.domains.journal.keys import branch_key
from quanju.domains.journal.queries import proofs_of
from quanju.domains.journal.verification.hashes import canonical_json, moment_text
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.kernel.typesetting import CannotTypeset
from quanju.domains.people.authors import names_of
from quanju.domains.people.types import SERVICE, Actor
from quanju.engine.files.bags import PIECE, Packed, add_tags, write_bag

AGAIN = (1, 5, 15, 60, 360)
"""Minutes until a package that could not be made is tried again; the last from then on."""


class NotSealedYet(Refused):
    """The package is made soon after the archive; or it could not be, and says why."""

    code = "NOT_SEALED_YET"
    text = Text("归档包还没有成，请稍后再取", "The package is not made yet; come back soon")


class NothingToSeal(Refused):
    """Of an archived group, once."""

    code = "NOTHING_TO_SEAL"
    text = Text("这个群还没有归档，或归档包已在", "It is not archived yet, or has its package")


def seal_next(at: datetime) -> int:
    """Make the package that waits longest; 1 if there was one."""
    due = Group.objects.filter(seal_due_at__lte=at).order_by("seal_due_at", "pk")
    row = due.first()
    if row is None:
        return 0
    try:
        seal_archive(row.pk, at=at)
    except (CannotTypeset, Refused) as fault:
        _put_off(row.pk, fault.text, at)
    return 1


def seal_archive(pk: int, *, at: datetime) -> str:
    """Make the package of an archived group and keep it; the digest that vouches for it.

    It is made outside of any write, since nothing of an archived group changes any more.
    """
    row = Group.objects.select_related("responsible").get(pk=pk)
    if row.status != "archived" or row.sealed_at is not None:
        raise NothingToSeal()
    with TemporaryDirectory(prefix="quanju-archive-") as folder:
        path = Path(folder) / "package.zip"
        packed = _written(path, row)
        with make(_pieces(path), kind=PACKAGE_KIND, at=at) as upload, write():
            _kept(row.pk, upload, packed, at)
    return packed.digest


def _written(path: Path, row: Group) -> Packed:
    payload, sections = payload_of(row)
    day = local_day(row.archived_at or row.last_at)
    pdfs = pdfs_of(f"{row.number} {row.title}", day, sections)
    for number, pdf in enumerate(pdfs, 1):
        payload["read.pdf" if len(pdfs) == 1 else f"read-{number}.pdf"] = pdf
    info = {
        "Source-Organization": row.responsible.name.zh,
        "Bagging-Date": day.isoformat(),
        "External-Identifier": row.subject,
        "Bag-Software-Agent": "Quanju",
    }
    moment = moment_text(row.archived_at or row.last_at)
    return write_bag(
        path,
        name_of(row),
        payload,
        info,
        sealed=lambda digest: {SEAL: _seal(row.subject, digest, moment)},
    )


def _seal(subject: str, digest: str, moment: str) -> bytes:
    said = {"package": subject, "tagmanifest": digest, "sealed_at": moment}
    return _signed(said, sealed_message(said))


def _signed(said: Mapping[str, Any], message: bytes) -> bytes:
    key = branch_key()
    proof = {
        "public_key": key.public_key().public_bytes_raw().hex(),
        "signature": key.sign(message).hex(),
    }
    return f"{canonical_json({**said, **proof})}\n".encode()


def _kept(pk: int, upload: Any, packed: Packed, at: datetime) -> None:
    row = held(Group, f"group {pk}", pk=pk)
    if row.sealed_at is not None:
        return  # another worker was quicker
    view = keep_file(upload, subject=row.subject, name=f"{name_of(row)}.zip", by=SERVICE, at=at)
    row.sealed_at, row.seal = at, packed.digest
    row.seal_due_at, row.seal_fault = None, ""
    row.save(update_fields=["sealed_at", "seal", "seal_due_at", "seal_fault"])
    note_group(
        events.ARCHIVE_SEALED,
        row,
        SERVICE,
        at,
        related=[f"file:{view.file_id}"],
        tagmanifest=packed.digest,
        sha256=view.sha256,
        files=packed.files,
        size=packed.size,
    )


def _put_off(pk: int, why: Text, at: datetime) -> None:
    with write():
        row = held(Group, f"group {pk}", pk=pk)
        minutes = AGAIN[min(row.seal_tries, len(AGAIN) - 1)]
        row.seal_tries += 1
        row.seal_due_at, row.seal_fault = at + timedelta(minutes=minutes), why.zh[:200]
        row.save(update_fields=["seal_tries", "seal_due_at", "seal_fault"])
        note_group(events.SEAL_FAILED, row, SERVICE, at, tries=row.seal_tries)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def take_package(*, group: str, purpose: str, into: Path, by: Actor, at: datetime) -> str:
    """Write a copy of the package for somebody, marked with who took it, when and what for.

    The mark and the journal's proofs stand beside what was sealed: not a byte of that changes.
    Returns a file name. Refuses who may not, no purpose, a large one that no second person has
    allowed, a package that is not made yet.
    """
    row = package_of(group, by=by, at=at)
    said = purpose_of(row, purpose, at)
    if row.view is None:
        raise NotSealedYet()
    with into.open("wb") as file:
        for piece in pieces_kept(row.view.sha256):
            file.write(piece)
    note = {
        "package": row.head.subject,
        "tagmanifest": row.seal,
        "by": names_of([by.subject]).get(by.subject, ""),
        "office": str(by.title or by.post),
        "at": moment_text(at),
        "purpose": said,
    }
    mark = _signed(note, exported_message(note))
    add_tags(into, f"group-{group}", {EXPORT: mark, PROOFS: _proofs(row.head.subject)})
    _note_taken(group, said, "package", by, at)
    return f"group-{group}.zip"


def _proofs(subject: str) -> bytes:
    """Paths of the group's entries to the seals, and the entries that recorded its package."""
    inside, later = entries_of(subject)
    found = {"entries": later, **proofs_of(row["number"] for row in (*inside, *later))}
    return f"{json.dumps(found, ensure_ascii=False, sort_keys=True)}\n".encode()


def take_reading_copy(*, group: str, purpose: str, by: Actor, at: datetime) -> list[bytes]:
    """The readable part as PDF with who took it and when across every page."""
    row = package_of(group, by=by, at=at)
    said = purpose_of(row, purpose, at)
    found = Group.objects.get(number=group)
    _, sections = payload_of(found)
    name = names_of([by.subject]).get(by.subject, "")
    mark = f"{name} {local_day(at).isoformat()} {said}"
    _note_taken(row.head.number, said, "reading", by, at)
    return pdfs_of(f"{found.number} {found.title}", local_day(at), sections, mark=mark)


def _note_taken(group: str, purpose: str, what: str, by: Actor, at: datetime) -> None:
    with write():
        row = held(Group, f"group {group}", number=group)
        note_group(events.ARCHIVE_TAKEN, row, by, at, what=what, justification=purpose)


def seal_again(*, group: str, by: Actor, at: datetime) -> None:
    """Have the package made now: of a group of the past that has none, or after a fault."""
    package_of(group, by=by, at=at)
    with write():
        row = held(Group, f"group {group}", number=group)
        if row.status != "archived" or row.sealed_at is not None:
            raise NothingToSeal()
        row.seal_due_at = at
        row.save(update_fields=["seal_due_at"])
