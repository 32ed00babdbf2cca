"""Taking a large package out: one asks, two others say yes, and it leaves within hours (2.4).

More than `records_alone` messages, items and files are an export that one person does not make
alone: legal supervision and the group's owner allow it, where one of them asks, the other. An owner
who holds no post any more can answer nothing: a leader answers in their place. Where one says no,
the other is asked no longer.
"""

from datetime import datetime, timedelta

from quanju.domains.approvals.actions import end_together, propose
from quanju.domains.approvals.queries import asked_together
from quanju.domains.approvals.types import Act, ProposalView
from quanju.domains.coordination import events
from quanju.domains.coordination.actions.holding import ONLY_OWNER, note_group
from quanju.domains.coordination.models import Group
from quanju.domains.coordination.permissions import may_decide_archive, may_take_part
from quanju.domains.coordination.queries.archive import PackageView, package_of, taking_allowed
from quanju.domains.coordination.queries.review import review_rules
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.roles import LEADERS
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text, Verdict
from quanju.domains.people.queries.actors import roles_held
from quanju.domains.people.types import Actor

LONGEST_PURPOSE = 200
PURPOSE = Text("目的", "the purpose")


class NeedsASecond(Refused):
    """It holds more than one person takes out alone."""

    code = "NEEDS_A_SECOND"
    text = Text(
        "共 {records} 条记录，超过 {most} 条须由督察法制和群负责人批准，请先提请",
        "{records} records: more than {most} need legal supervision and the owner; ask them first",
    )


class NeedsNoSecond(Refused):
    """It is small enough, or somebody has said yes already."""

    code = "NEEDS_NO_SECOND"
    text = Text("不需要第二人批准，可以直接取出", "No second person is needed; take it out")


class SaidYesAlready(Refused):
    """Two people, also where one is both."""

    code = "SAID_YES_ALREADY"
    text = Text(
        "另一项批准也是您给的，这一项须由另一人批准",
        "The other yes was yours; this one is another person's",
    )


def propose_taking(*, group: str, purpose: str, by: Actor, at: datetime) -> ProposalView:
    """Ask to take the package or the reading copy of a large group out, for a purpose.

    Refuses who may not take it, no purpose, and what one person takes alone.
    """
    found = package_of(group, by=by, at=at)
    said = words.line(purpose, PURPOSE, longest=LONGEST_PURPOSE, field="purpose")
    if not found.needs_second:
        raise NeedsNoSecond()
    with write():
        row = held(Group, f"group {group}", number=group)
        is_there = bool(roles_held([row.owner_id], at=at))
        asked = [
            propose(
                act,
                subject=f"archive:{row.number}",
                related=[row.subject],
                said=Text(
                    f"取出协同群 {row.number} 的归档包，{found.records} 条记录",
                    f"Take out the archive of group {row.number}, {found.records} records",
                ),
                content={"purpose": said, "owner": row.owner_id if is_there else 0},
                facts={"records": found.records},
                reason=said,
                by=by,
                at=at,
            )
            for act in _asked_of(row, by)
        ]
    return asked[0]


def _asked_of(row: Group, by: Actor) -> tuple[Act, ...]:
    """Legal supervision and the owner; who asks is not asked."""
    if row.owner_id == by.person_id:
        return (TAKE_ARCHIVE,)
    return (AS_OWNER,) if may_decide_archive(by) else (TAKE_ARCHIVE, AS_OWNER)


def purpose_of(found: PackageView, said: str, at: datetime) -> str:
    """What it is taken out for: what the second person has read, if there had to be one."""
    if found.needs_second:
        raise NeedsASecond(records=found.records, most=review_rules(at).records_alone)
    if found.allowed is not None:
        return str(found.allowed.content["purpose"])
    return words.line(said, PURPOSE, longest=LONGEST_PURPOSE, field="purpose")


def _may_decide_as_owner(actor: Actor, proposal: ProposalView) -> Verdict:
    owner = proposal.content.get("owner")
    may = may_take_part(actor)
    is_theirs = actor.role in LEADERS if owner == 0 else actor.person_id == owner
    return may if not may or is_theirs else ONLY_OWNER


def _carry(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """With the last yes, whoever asked takes it out within hours; each time is its own entry."""
    if any(one.decided_by == by.subject for one in asked_together(proposal)):
        raise SaidYesAlready()
    number = proposal.subject.partition(":")[2]
    if taking_allowed(proposal.proposed_by, number, at) is None:
        return  # the other has not answered yet
    row = held(Group, proposal.subject, number=number)
    hours = review_rules(at).taking_hours
    note_group(
        events.TAKING_ALLOWED,
        row,
        by,
        at,
        related=[proposal.proposed_by],
        justification=proposal.reason,
        until=(at + timedelta(hours=hours)).isoformat(timespec="seconds"),
    )


TAKE_ARCHIVE = Act(
    name="coordination.take_archive",
    label=Text("取出大宗归档包", "take out a large package"),
    may_decide=may_decide_archive,
    carry_out=_carry,
    set_aside=end_together,
    is_reason_needed=True,
    is_only_one=False,
    purpose="coordinate",
    roles=may_decide_archive.roles,
)
AS_OWNER = Act(
    name="coordination.take_archive_as_owner",
    label=Text("取出大宗归档包（群负责人）", "take out a large package (the owner)"),
    may_decide=_may_decide_as_owner,
    carry_out=_carry,
    set_aside=end_together,
    is_reason_needed=True,
    is_only_one=False,
    purpose="coordinate",
    roles=may_take_part.roles,
)
