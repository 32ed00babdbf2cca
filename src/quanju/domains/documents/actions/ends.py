"""How files end: deleted after their term, or put on hold; each by two people (2.4, 6.4)."""

from collections.abc import Sequence
from datetime import datetime

from quanju.domains.approvals.actions import propose
from quanju.domains.approvals.types import ProposalView
from quanju.domains.documents.acts import DELETE_FILES, HOLD_FILES, RELEASE_FILES
from quanju.domains.documents.files.ending import bury, held_uses
from quanju.domains.documents.files.workflow import USE
from quanju.domains.documents.models.files import FileUse
from quanju.domains.documents.permissions import may_propose_file_act
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor

AT_MOST = 200
"""Files a run: more is a second proposal, so that somebody can read what they confirm."""


class NothingChosen(Refused):
    """A deletion names the files, one to so many."""

    code = "NO_FILE_CHOSEN"
    text = Text(
        "请选择要销毁的文件，每次 1 至 {most} 个",
        "Choose the files to delete, 1 to {most} at a time",
    )
    status = 422


def propose_deletion(*, uses: Sequence[int], reason: str, by: Actor, at: datetime) -> ProposalView:
    """Put files whose term is over up for deletion; legal supervision confirms.

    Refuses files that are not due or are on hold, no reason, and who is not the archivist.
    """
    may_propose_file_act(by).or_refuse()
    chosen = sorted(set(uses))
    if not 0 < len(chosen) <= AT_MOST:
        raise NothingChosen(most=AT_MOST)
    with write():
        rows = held_uses(chosen)
        for row in rows:
            USE.after(row.state, "delete")
        size = sum(row.file.size for row in rows)
        subjects = list(dict.fromkeys(row.subject for row in rows))
        return propose(
            DELETE_FILES,
            subject=f"files:{chosen[0]}-{chosen[-1]}-{len(chosen)}",
            said=Text(
                f"销毁 {len(rows)} 个到期文件，共 {size / 1e6:.1f} MB，涉及 {len(subjects)} 件事",
                f"Delete {len(rows)} files past their term, {size / 1e6:.1f} MB, "
                f"of {len(subjects)} matters",
            ),
            content={"uses": chosen},
            related=subjects,
            facts={"files": len(rows), "bytes": size},
            reason=reason,
            by=by,
            at=at,
        )


def delete_with_matter(
    subject: str, *, proposed_by: str, reason: str, by: Actor, at: datetime
) -> int:
    """The files of a matter that two persons delete whole, inside that verb's write; how many.

    Refuses what is on hold or within its own term, and then nothing of the matter goes.
    """
    present = FileUse.objects.present().on(subject).values_list("pk", flat=True)
    rows = held_uses(list(present))
    bury(rows, proposed_by, reason, by, at)
    return len(rows)


def propose_hold(*, subject: str, reason: str, by: Actor, at: datetime) -> ProposalView:
    """Put the files of a matter up for a hold: nobody deletes them while it stands."""
    return _propose_for_matter(subject, "hold", reason, by, at)


def propose_release(*, subject: str, reason: str, by: Actor, at: datetime) -> ProposalView:
    """Put a hold up for its end: from then on their term counts again."""
    return _propose_for_matter(subject, "release", reason, by, at)


def _propose_for_matter(
    subject: str, verb: str, reason: str, by: Actor, at: datetime
) -> ProposalView:
    may_propose_file_act(by).or_refuse()
    act = HOLD_FILES if verb == "hold" else RELEASE_FILES
    with write():
        rows = list(FileUse.objects.present().on(subject).select_for_update().order_by("pk"))
        fitting = [row for row in rows if USE.allows(row.state, verb)]
        if not rows:
            raise NotFound(subject=subject[:60])
        if not fitting:
            USE.after(rows[0].state, verb)
        zh, en = USE.verb_labels[verb].zh, USE.verb_labels[verb].en
        return propose(
            act,
            subject=subject,
            said=Text(
                f"{zh} {subject} 的 {len(fitting)} 个文件",
                f"{en} {len(fitting)} files of {subject}",
            ),
            facts={"files": len(fitting)},
            reason=reason,
            by=by,
            at=at,
        )
