"""What of supervision needs two people: the archive proposes to delete, supervision decides."""

from datetime import datetime
from typing import Any

from quanju.domains.approvals.types import Act, ProposalView
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.roles import LEGAL
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.supervision import events
from quanju.domains.supervision.models import Recording
from quanju.domains.supervision.permissions import may_check_recordings
from quanju.domains.supervision.queries.recordings import due_rows
from quanju.domains.supervision.workflow import RECORDING

SAID = Text(
    "删除到期的录音录像 {n} 份（{first} 等，到 {last}）；删除后索引只留编号、种类、规则和日期",
    "Delete {n} recordings whose days are over ({first} to {last}); number, kind and day stay",
)


def _delete(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """Those that are still due: what was held or kept longer meanwhile stays."""
    rows = due_rows(Recording.objects.filter(number__in=proposal.content["numbers"]), at)
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        row.status = RECORDING.after(row.status, "delete")
        row.recorder, row.sha256, row.deleted_at = "", "", at
        row.save()
        note_recording(events.RECORDING_DELETED, row, by, at, keep=row.keep, rules=row.rules)


DELETE_RECORDINGS = Act(
    name="supervision.delete_recordings",
    label=Text("删除到期录音录像", "delete recordings that are due"),
    may_decide=lambda actor, proposal: may_check_recordings(actor),
    carry_out=_delete,
    is_reason_needed=True,
    roles=LEGAL,
)


def note_recording(event: Event, row: Recording, by: Actor, at: datetime, **facts: Any) -> None:
    """An entry about a recording: heard at its office, read in the thread of its matter."""
    related = [row.matter, *([f"organisation:{row.office_id}"] if row.office_id else [])]
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        purpose="supervise",
        related=related,
        facts={"status": row.status, "kind": row.kind, **facts},
    )
