"""Carrying out what two people have decided about files."""

from collections.abc import Sequence
from datetime import datetime

from quanju.domains.approvals.types import ProposalView
from quanju.domains.documents import events
from quanju.domains.documents.files.held import held_file
from quanju.domains.documents.files.workflow import USE
from quanju.domains.documents.models.files import FileUse, StoredFile
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.types import Actor


def held_uses(uses: Sequence[int]) -> list[FileUse]:
    """These files in use, locked, in one order for everybody; `NotFound`."""
    rows = FileUse.objects.filter(pk__in=uses).select_related("file")
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if len(found) != len(set(uses)):
        raise NotFound(subject="file")
    return found


def delete(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """Make tombstones of all of them, or of none: who holds one meanwhile stops the run."""
    rows = held_uses(proposal.content["uses"])
    bury(rows, proposal.proposed_by, proposal.reason, by, at)
    record(
        events.FILES_DELETED,
        subject=proposal.subject,
        by=by,
        at=at,
        facts={"files": len(rows), "bytes": sum(row.file.size for row in rows)},
        justification=proposal.reason,
        purpose="administer",
    )


def bury(rows: Sequence[FileUse], proposed_by: str, reason: str, by: Actor, at: datetime) -> None:
    """Tombstones of locked rows; what is on hold or not due refuses."""
    for row in rows:
        row.state = USE.after(row.state, "delete")
        row.name, row.deleted_at, row.deleted_by = "", at, by.subject
        row.deletion_proposed_by, row.deletion_reason = proposed_by, reason
        row.save()
        _note_deleted(row, proposed_by, by, at)
    for sha256 in sorted({row.file.sha256 for row in rows}):
        _let_go(sha256, at)


def _note_deleted(row: FileUse, proposed_by: str, by: Actor, at: datetime) -> None:
    """What stays of it: hash, size, kind, and who; nothing of what it showed (SG-07)."""
    facts = {"use": row.pk, "kind": row.kind, "sha256": row.file.sha256, "size": row.file.size}
    record(
        events.FILE_DELETED,
        subject=row.subject,
        by=by,
        at=at,
        related=[row.file.subject, proposed_by],
        facts=facts,
        purpose="administer",
    )


def _let_go(sha256: str, at: datetime) -> None:
    """The bytes go once nothing uses them; the worker takes them away after the commit."""
    file = held_file(sha256)
    if file is not None and not FileUse.objects.present().filter(file=file).exists():
        StoredFile.objects.filter(pk=file.pk).update(gone_at=at)


def hold(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """Nobody deletes the files of this matter, those that come later neither."""
    moved = _moved(proposal.subject, "hold")
    _note(events.FILES_HELD, proposal, moved, by, at)


def release(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """Their term counts again."""
    moved = _moved(proposal.subject, "release")
    FileUse.objects.filter(pk__in=moved).update(look_at=at)
    _note(events.FILES_RELEASED, proposal, moved, by, at)


def _moved(subject: str, verb: str) -> list[int]:
    rows = list(FileUse.objects.present().on(subject).select_for_update().order_by("pk"))
    fitting = [row for row in rows if USE.allows(row.state, verb)]
    if rows and not fitting:
        USE.after(rows[0].state, verb)
    for row in fitting:
        row.state = USE.after(row.state, verb)
        row.save(update_fields=["state"])
    return [row.pk for row in fitting]


def _note(event: Event, proposal: ProposalView, uses: list[int], by: Actor, at: datetime) -> None:
    record(
        event,
        subject=proposal.subject,
        by=by,
        at=at,
        facts={"uses": uses},
        justification=proposal.reason,
        purpose="administer",
    )
