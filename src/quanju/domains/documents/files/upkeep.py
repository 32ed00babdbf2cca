"""What the worker does with bytes: small pictures, late scans, taking away what nothing uses."""

import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from quanju.domains.documents import events
from quanju.domains.documents.files.held import held_file
from quanju.domains.documents.files.incoming import forget_halves
from quanju.domains.documents.files.pictures import NoThumbnail, shrink
from quanju.domains.documents.files.rules import FILES
from quanju.domains.documents.files.workflow import SCAN
from quanju.domains.documents.models.files import FileUse, StoredFile
from quanju.domains.documents.outside.clamav import NoScanner, has_scanner, scanned
from quanju.domains.documents.outside.store import (
    KEPT,
    PIECE,
    QUARANTINE,
    THUMBS,
    BytesMissing,
    store,
)
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook.queries import in_force

AT_MOST = 20
"""Files a run: the other jobs of the worker wait meanwhile."""


def make_some_thumbnails(at: datetime) -> int:
    """Small pictures of what has none yet; how many were looked at."""
    longest = in_force(FILES, at=at).content.thumbnail_px
    waiting = StoredFile.objects.filter(thumbnail="waiting").exclude(scan="infected")
    rows = list(waiting.order_by("stored_at", "pk")[:AT_MOST])
    for file in rows:
        made = _has_made(file, longest)
        StoredFile.objects.filter(pk=file.pk, thumbnail="waiting").update(
            thumbnail="made" if made else "none"
        )
    return len(rows)


def _has_made(file: StoredFile, longest_px: int) -> bool:
    try:
        with _on_disk(file.sha256) as source, _beside() as target:
            shrink(source, target, media_type=file.media_type, longest_px=longest_px)
            store().put(THUMBS, file.sha256, target)
    except (NoThumbnail, BytesMissing):
        return False
    return True


def _subjects(file: StoredFile) -> list[str]:
    uses = FileUse.objects.present().filter(file=file).order_by("subject")
    return list(dict.fromkeys(uses.values_list("subject", flat=True)))


def scan_some(at: datetime) -> int:
    """Show the scanner what came while none ran; how many it has seen."""
    if not has_scanner():
        return 0
    waiting = StoredFile.objects.filter(scan="unscanned", gone_at=None)
    seen = 0
    for file in waiting.order_by("stored_at", "pk")[:AT_MOST]:
        try:
            with closing(store().read(KEPT, file.sha256)) as content:
                malware = scanned(content)
        except (NoScanner, BytesMissing):
            continue
        seen += _has_noted(file.sha256, malware, at)
    return seen


def _has_noted(sha256: str, malware: str, at: datetime) -> bool:
    with write():
        file = held_file(sha256)
        if file is None or file.scan != "unscanned" or file.gone_at is not None:
            return False
        file.scan = SCAN.after(file.scan, "find" if malware else "pass")
        file.scanned_at, file.malware = at, malware
        file.save(update_fields=["scan", "scanned_at", "malware"])
        if malware:
            _quarantine(file)
        event = events.FILE_QUARANTINED if malware else events.FILE_SCANNED
        record(
            event,
            subject=file.subject,
            related=_subjects(file),
            by=SERVICE,
            at=at,
            facts={"sha256": sha256} | ({"malware": malware} if malware else {}),
        )
    return True


def _quarantine(file: StoredFile) -> None:
    with _on_disk(file.sha256) as copy:
        store().put(QUARANTINE, file.sha256, copy)
    store().remove(KEPT, file.sha256)
    store().remove(THUMBS, file.sha256)


def remove_gone_bytes(at: datetime) -> int:
    """Take away the bytes of files whose last use was deleted; how many."""
    gone = StoredFile.objects.filter(has_bytes=True, gone_at__isnull=False, gone_at__lte=at)
    return sum(_has_removed(sha256) for sha256 in gone.values_list("sha256", flat=True)[:AT_MOST])


def _has_removed(sha256: str) -> bool:
    with write():
        file = held_file(sha256)
        if file is None or file.gone_at is None:  # somebody brought them again
            return False
        _remove_everywhere(sha256)
        StoredFile.objects.filter(pk=file.pk).update(has_bytes=False)
    return True


def _remove_everywhere(sha256: str) -> None:
    for area in (KEPT, THUMBS, QUARANTINE):
        store().remove(area, sha256)


def sweep(at: datetime) -> int:
    """Take away bytes that no row knows: of uploads that were refused or killed, and malware."""
    rules = in_force(FILES, at=at).content
    hours = rules.unused_h
    swept = forget_halves(store().incoming, older_than_s=hours * 3600)
    after = {KEPT: hours, THUMBS: hours, QUARANTINE: rules.quarantine_days * 24}
    old = [
        (area, sha256)
        for area, kept_h in after.items()
        for sha256, put_at in store().all(area)
        if put_at < at - timedelta(hours=kept_h)
    ]
    known = set(StoredFile.objects.filter(gone_at=None).values_list("sha256", flat=True))
    return swept + sum(_has_swept(area, one) for area, one in old if one not in known)


def _has_swept(area: str, sha256: str) -> bool:
    with write():
        file = held_file(sha256)
        if file is not None and file.gone_at is None:
            return False
        store().remove(area, sha256)
    return True


@contextmanager
def _beside() -> Iterator[Path]:
    """A name of our own in the folder of what comes in; gone after the block."""
    path = store().incoming / f"{secrets.token_hex(16)}.part"
    path.touch(mode=0o600)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _on_disk(sha256: str) -> Iterator[Path]:
    """A copy of the bytes as a file of its own, whichever store they rest in."""
    with _beside() as path:
        with closing(store().read(KEPT, sha256)) as content, path.open("wb") as copy:
            while piece := content.read(PIECE):
                copy.write(piece)
            copy.flush()
            os.fsync(copy.fileno())
        yield path
