"""Merging two groups of one matter: both owners, nothing of what was said is lost (3.6)."""

from datetime import datetime

from quanju.domains.approvals.types import ProposalView
from quanju.domains.coordination import events
from quanju.domains.coordination.actions.asking import new_item
from quanju.domains.coordination.actions.calling import tell_called
from quanju.domains.coordination.actions.holding import note_group
from quanju.domains.coordination.models import Group, Item, Member, PlanRun
from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.coordination.types import SPEAKERS
from quanju.domains.coordination.workflow import AT_WORK, GROUP, ITEM, ITEM_OPEN, PRESENT
from quanju.domains.kernel.held import held
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor

WHY = Text("由 {number} 并入", "merged from {number}")


class NotOneMatter(Refused):
    """Groups of one incident, of one class, both real; and a plan is not torn from its run."""

    code = "NOT_ONE_MATTER"
    text = Text("不能并群：{why}", "These groups cannot be merged: {why}")
    field = "into"


def check_mergeable(row: Group, into: Group) -> None:
    """Refuses what is not one matter."""
    reasons = (
        (row.pk == into.pk, Text("是同一个群", "it is the same group")),
        (row.incident != into.incident, Text("不是同一警情", "not the same incident")),
        (
            row.classification != into.classification,
            Text("密级不同", "their classes differ"),
        ),
        (row.is_drill != into.is_drill, Text("演练和真实的不能并", "one of them is a drill")),
        (
            PlanRun.objects.filter(group=row).exists(),
            Text("预案群只能作为并入的一方", "a group of a plan is merged into, not away"),
        ),
        (into.status not in AT_WORK, Text("对方不在协同中", "the other is not at work")),
    )
    for is_so, why in reasons:
        if is_so:
            raise NotOneMatter(why=why)


def carry_merge(proposal: ProposalView, by: Actor, at: datetime) -> Group:
    """The other owner said yes."""
    return merged(proposal.subject.partition(":")[2], str(proposal.content["into"]), by, at)


def merged(number: str, other: str, by: Actor, at: datetime) -> Group:
    """Carry it out: members and open items go on in the other group, messages stay readable here.

    Both rows are locked in the order of their keys, so that two merges across wait for each other.
    """
    first, second = sorted((number, other))
    rows = {one: held(Group, f"group:{one}", number=one) for one in (first, second)}
    row, into = rows[number], rows[other]
    check_mergeable(row, into)
    after = GROUP.after(row.status, "merge")
    people = _bring(row, into, by, at)
    moved = _hand_items(row, into, by, at)
    row.status, row.merged_into_id, row.last_at = after, into.pk, at
    row.save()
    for group, beside in ((row, into), (into, row)):
        note_group(
            events.GROUP_MERGED,
            group,
            by,
            at,
            related=[beside.subject, *(f"person:{one}" for one in people)],
            items=moved,
            members=len(people),
        )
    return row


def _bring(row: Group, into: Group, by: Actor, at: datetime) -> list[int]:
    """Members who are not there yet; guests came for the other group alone (2.4)."""
    there = set(
        Member.objects.filter(group=into, status__in=PRESENT).values_list("person", flat=True)
    )
    kind = group_rules(at).types[into.kind]
    brought = []
    for one in Member.objects.present(at).filter(group=row, is_guest=False).order_by("pk"):
        if one.person_id in there:
            continue
        member = Member(
            group=into,
            person_id=one.person_id,
            role="lead" if one.role == "owner" else one.role,
            status=one.status,
            is_duty=one.is_duty,
            is_next_best=one.is_next_best,
            post=one.post,
            why=WHY.filled(number=row.number).zh,
            invited_at=at,
            joined_at=at if one.status == "joined" else None,
        )
        member.save(force_insert=True)
        brought.append(one.person_id)
        if one.person_id != by.person_id:
            tell_called(into, kind, member, by, at)
    return brought


def _hand_items(row: Group, into: Group, by: Actor, at: datetime) -> int:
    """What is open ends here as handed on and goes on there, with the same limit."""
    workers = set(
        Member.objects.present(at)
        .filter(group=into, role__in=SPEAKERS)
        .values_list("person", flat=True)
    )
    moved = 0
    for item in Item.objects.filter(group=row, status__in=ITEM_OPEN).order_by("place"):
        owner = item.owner_id if item.owner_id in workers else into.owner_id
        due_at = item.due_at if item.due_at and item.due_at > at else None
        if ITEM.allows(item.status, "hand_on"):
            item.status = ITEM.after(item.status, "hand_on")
        else:  # done and not looked at: it is looked at where the work goes on
            item.status = ITEM.after(ITEM.after(item.status, "redo"), "hand_on")
        item.ended_at, item.why = at, f"→ {into.number}"
        item.save()
        new_item(into, item.named, owner, due_at, by, at, follows=item)
        moved += 1
    return moved
