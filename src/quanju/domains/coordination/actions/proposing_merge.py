"""Asking the owner of another group to take this one in."""

from datetime import datetime

from quanju.domains.approvals.actions import propose
from quanju.domains.coordination.actions.holding import check_owns, held_group
from quanju.domains.coordination.actions.merging import check_mergeable, merged
from quanju.domains.coordination.acts import MERGE_GROUPS
from quanju.domains.coordination.models import Group
from quanju.domains.coordination.queries.groups import told_group
from quanju.domains.coordination.types import LONGEST_REASON, GroupView
from quanju.domains.coordination.workflow import GROUP
from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.types import Actor

WHY = Text("事由", "the reason")


def propose_merge(*, group: str, into: str, why: str, by: Actor, at: datetime) -> GroupView:
    """The owner asks the other owner; whoever owns both merges at once.

    Refuses: a group one is no member of, groups of two matters, who is not the owner.
    """
    reason = words.line(why, WHY, longest=LONGEST_REASON, field="why")
    with write():
        row, mine = held_group(group, by, at)
        check_owns(row, mine)
        other = Group.objects.visible_to(by, at).filter(number=into.strip()).first()
        if other is None:
            raise NotFound(subject=f"group:{into[:20]}")
        GROUP.after(row.status, "merge")
        check_mergeable(row, other)
        if other.owner_id == by.person_id:
            merged(row.number, other.number, by, at)
        else:
            propose(
                MERGE_GROUPS,
                subject=row.subject,
                said=Text("{a} 并入 {b}", "Merge {a} into {b}").filled(
                    a=row.number, b=other.number
                ),
                content={"into": other.number, "owner": other.owner_id},
                related=[other.subject],
                reason=reason,
                by=by,
                at=at,
            )
    return told_group(row.pk, at=at)
