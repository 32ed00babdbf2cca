"""Rows of files as views of them."""

from collections.abc import Iterable

from quanju.domains.documents.files.workflow import SCAN, USE
from quanju.domains.documents.models.files import FileUse
from quanju.domains.documents.outside.clamav import has_scanner
from quanju.domains.documents.types import FileView
from quanju.domains.kernel.types import Text

NO_SCANNER = Text("未扫描：没有运行扫描程序", "not scanned: no scanner runs")
NOT_YET = Text("未扫描：等待扫描", "not scanned yet: it waits for the scanner")


def view_of(use: FileUse, labels: dict[str, Text], *, is_new: bool = False) -> FileView:
    """`labels` are the kinds by their codes; `use.file` has been read."""
    file = use.file
    return FileView(
        id=use.pk,
        file_id=file.pk,
        subject=use.subject,
        kind=use.kind,
        kind_label=labels.get(use.kind, Text(use.kind, use.kind)),
        name=use.name,
        media_type=file.media_type,
        size=file.size,
        width=file.width,
        height=file.height,
        sha256=file.sha256,
        added_by=use.added_by,
        added_at=use.added_at,
        taken_at=use.taken_at,
        state=use.state,
        state_label=USE.state_labels[use.state],
        due_at=use.due_at,
        scan=file.scan,
        scan_label=scan_words(file.scan),
        malware=file.malware,
        has_thumbnail=file.thumbnail == "made",
        deleted_at=use.deleted_at,
        deletion_proposed_by=use.deletion_proposed_by,
        deleted_by=use.deleted_by,
        deletion_reason=use.deletion_reason,
        verbs=USE.verbs(use.state),
        is_new=is_new,
    )


def views_of(uses: Iterable[FileUse], labels: dict[str, Text]) -> list[FileView]:
    return [view_of(use, labels) for use in uses]


def scan_words(scan: str) -> Text:
    """What is known, and where nothing is, why."""
    if scan == "unscanned":
        return NOT_YET if has_scanner() else NO_SCANNER
    return SCAN.state_labels[scan]
