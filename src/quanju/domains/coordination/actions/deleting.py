"""Groups past their term: found by the job, deleted by two, a tombstone stays (2.4, 6.4).

Its number, type, unit, times, counts and seal stay, and who deleted it and why. Messages, items,
members, reviews and the checklist go, its files with them. A warning that the public has read and a
lesson about the type name nobody and stay.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from quanju.domains.approvals.actions import overtake, propose
from quanju.domains.approvals.types import Act, ProposalView
from quanju.domains.coordination import events
from quanju.domains.coordination.actions.holding import note_group
from quanju.domains.coordination.files import FilesOfGroups
from quanju.domains.coordination.finding.lines import forget_group
from quanju.domains.coordination.models import (
    Correction,
    Group,
    Item,
    Member,
    Mention,
    Message,
    Review,
    Signature,
)
from quanju.domains.coordination.permissions import may_decide_archive, may_propose_deletion
from quanju.domains.coordination.plans.models import RunStaging, RunStep
from quanju.domains.coordination.workflow import GROUP
from quanju.domains.documents.actions.ends import delete_with_matter
from quanju.domains.documents.queries.files import matters_kept_back
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor

AT_MOST = 50
"""Groups a run: more is a second proposal, so that somebody can read what they confirm."""
LOOKED_AT_ONCE = 200
AGAIN = timedelta(days=1)
"""A group that a case keeps, or that has a hold, is asked about again after so long."""
ENDED = ("archived", "rejected")
"""A merged one goes with the group that took it in."""


class NothingChosen(Refused):
    """A deletion names the groups, one to so many."""

    code = "NO_GROUP_CHOSEN"
    text = Text(
        "请选择要销毁的群，每次 1 至 {most} 个",
        "Choose the groups to delete, 1 to {most} at a time",
    )
    status = 422


class NotPastItsTerm(Refused):
    """It goes on, a case keeps it, its term is not over."""

    code = "NOT_PAST_ITS_TERM"
    text = Text("群 {number} 还在保存期内或随案保存", "Group {number} is within its term or kept")


class IsKeptBack(Refused):
    """Its files are on hold, or their own term is not over."""

    code = "IS_KEPT_BACK"
    text = Text(
        "群 {number} 的文件在保全中或未到期", "Files of group {number} are on hold or not yet due"
    )


def find_due(at: datetime) -> int:
    """Ask for the terms of what has ended; how many are past them."""
    asked = Group.objects.filter(Q(look_at=None) | Q(look_at__lte=at), status__in=ENDED)
    rows = list(asked.order_by("pk")[:LOOKED_AT_ONCE])
    count = 0
    for row in rows:
        due = _due_of(row)
        is_over = due is not None and due <= at
        with write():
            Group.objects.filter(pk=row.pk).update(
                due_at=due if is_over else None,
                look_at=due if due is not None and not is_over else at + AGAIN,
            )
        count += is_over
    return count


def _due_of(row: Group) -> datetime | None:
    """The end of its term by the table it was opened under; None while something keeps it."""
    matter = FilesOfGroups().matter(row.subject)
    if matter is None or matter.ended_at is None or not matter.keep_days:
        return None
    return None if matter.is_kept_with_case else matter.ended_at + timedelta(days=matter.keep_days)


def propose_deletion(
    *, groups: Sequence[str], reason: str, by: Actor, at: datetime
) -> ProposalView:
    """Put groups past their term up for deletion; legal supervision confirms.

    Refuses what is within its term, on hold or kept with a case, no reason, and who may not.
    """
    may_propose_deletion(by).or_refuse()
    chosen = sorted(set(groups))
    if not 0 < len(chosen) <= AT_MOST:
        raise NothingChosen(most=AT_MOST)
    with write():
        rows = _held(Q(number__in=chosen), len(chosen))
        for row in rows:
            _check_goes(row, at)
        said = sum(row.messages_last for row in rows)
        return propose(
            DELETE_GROUPS,
            subject=f"groups:{chosen[0]}_{chosen[-1]}_{len(chosen)}",
            said=Text(
                f"销毁 {len(rows)} 个到期协同群，共 {said} 条消息",
                f"Delete {len(rows)} groups past their term with {said} messages",
            ),
            content={"groups": [row.pk for row in rows]},
            related=[row.subject for row in rows],
            facts={"groups": len(rows), "messages": said},
            reason=reason,
            by=by,
            at=at,
        )


def _held(which: Q, count: int) -> list[Group]:
    found = list(Group.objects.filter(which).select_for_update().order_by("pk"))
    if len(found) != count:
        raise NotFound(subject="group")
    return found


def _hold(proposal: ProposalView) -> list[Group]:
    return _held(Q(pk__in=proposal.content["groups"]), len(proposal.content["groups"]))


def _check_goes(row: Group, at: datetime) -> None:
    GROUP.after(row.status, "delete")
    due = _due_of(row)
    if row.status not in ENDED or due is None or due > at:
        raise NotPastItsTerm(number=row.number)
    for one in (row, *_merged_into(row)):
        if matters_kept_back([one.subject]):
            raise IsKeptBack(number=one.number)


def _merged_into(row: Group) -> Iterable[Group]:
    """All that went into it, and into those."""
    for one in Group.objects.filter(merged_into=row, status="merged").order_by("pk"):
        yield one
        yield from _merged_into(one)


def _carry(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """All of them, or none: what was put on hold meanwhile stops the run."""
    rows = _hold(proposal)
    for row in rows:
        _check_goes(row, at)
        for one in [row, *_merged_into(row)]:
            _delete(one, proposal, by, at)
    record(
        events.GROUPS_DELETED,
        subject=proposal.subject,
        by=by,
        at=at,
        facts={"groups": len(rows)},
        justification=proposal.reason,
        purpose="administer",
    )


def _delete(row: Group, proposal: ProposalView, by: Actor, at: datetime) -> None:
    files = delete_with_matter(
        row.subject, proposed_by=proposal.proposed_by, reason=proposal.reason, by=by, at=at
    )
    facts: dict[str, Any] = {"files": files, "messages": row.messages_last, "items": row.items_last}
    _forget(row)
    row.status = GROUP.after(row.status, "delete")
    row.title = row.outcome = row.result = row.seal_fault = ""
    row.facts, row.seal_due_at, row.due_at, row.look_at = {}, None, None, None
    row.deleted_at, row.deleted_by = at, by.subject
    row.deletion_proposed_by, row.deletion_reason = proposal.proposed_by, proposal.reason
    row.save()
    for one in (row.subject, f"archive:{row.number}"):
        overtake(subject=one, by=by, at=at)
    note_group(events.GROUP_DELETED, row, by, at, related=[proposal.proposed_by], **facts)


def _forget(row: Group) -> None:
    forget_group(row.pk)
    Mention.objects.filter(message__group=row).delete()
    Correction.objects.filter(message__group=row).delete()
    Item.objects.filter(group=row).update(follows=None)
    Item.objects.filter(group=row).delete()
    Message.objects.filter(group=row).update(answers=None, thread=None)
    Message.objects.filter(group=row).delete()
    Review.objects.filter(group=row).delete()
    Signature.objects.filter(group=row).delete()
    Member.objects.filter(group=row).delete()
    RunStaging.objects.filter(run__group=row).delete()
    RunStep.objects.filter(run__group=row).delete()


DELETE_GROUPS = Act(
    name="coordination.delete_groups",
    label=Text("销毁协同群", "delete groups"),
    may_decide=lambda actor, _: may_decide_archive(actor),
    hold=_hold,
    carry_out=_carry,
    is_reason_needed=True,
    roles=may_decide_archive.roles,
)
