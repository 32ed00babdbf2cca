"""What follows a second person's yes or no."""

from datetime import datetime

from quanju.domains.approvals.types import ProposalView
from quanju.domains.coordination import events
from quanju.domains.coordination.actions.calling import note_called, tell_called
from quanju.domains.coordination.actions.carrying import carry_open
from quanju.domains.coordination.actions.holding import check_not_in, check_running, note_group
from quanju.domains.coordination.models import Group, Member
from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.coordination.workflow import GROUP, MEMBER
from quanju.domains.kernel.held import held
from quanju.domains.people.queries.actors import actor_numbered
from quanju.domains.people.types import Actor


def open_restricted(pk: int, by: Actor, at: datetime) -> Group:
    """The duty command said yes: the seats are called now, as the roster stands now."""
    row = held(Group, f"group {pk}", pk=pk)
    GROUP.after(row.status, "open")
    rules = group_rules(at)
    opener = actor_numbered(row.opener_id, at=at)
    Member.objects.filter(group=row).delete()
    carry_open(row, rules, rules.types[row.kind], opener, at)
    return row


def reject_group(pk: int, by: Actor, at: datetime) -> Group:
    """The duty command said no, the opener took it back, or its time ran out."""
    row = held(Group, f"group {pk}", pk=pk)
    row.status = GROUP.after(row.status, "reject")
    row.save(update_fields=["status"])
    for one in Member.objects.filter(group=row, status="joined"):
        one.status, one.ended_at = MEMBER.after(one.status, "leave"), at
        one.save(update_fields=["status", "ended_at"])
    note_group(events.GROUP_REJECTED, row, by, at)
    return row


def admit_guest(proposal: ProposalView, by: Actor, at: datetime) -> Member:
    """An outside person may come in: for this group, for this purpose, until that midnight."""
    said = proposal.content
    row = held(Group, proposal.subject, number=proposal.subject.partition(":")[2])
    check_running(row)
    person = int(said["person"])
    check_not_in(row, person, at)
    member = Member(
        group=row,
        person_id=person,
        role="support",
        status="invited",
        is_guest=True,
        post=str(said["post"])[:120],
        why=proposal.reason[:200],
        until=datetime.fromisoformat(said["until"]),
        invited_at=at,
    )
    member.save(force_insert=True)
    note_called(row, [member], by, at)
    tell_called(row, group_rules(at).types[row.kind], member, by, at)
    return member
