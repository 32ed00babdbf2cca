"""Taking a large package out: one asks, another says yes, and it leaves within hours (2.4).

More than `records_alone` messages, items and files are an export that one person does not make
alone. The second is legal supervision, or the group's owner where supervision itself asks.
"""

from datetime import datetime, timedelta

from quanju.domains.approvals.actions import propose
from quanju.domains.approvals.types import Act, ProposalView
from quanju.domains.coordination import events
from quanju.domains.coordination.actions.holding import note_group
from quanju.domains.coordination.models import Group
from quanju.domains.coordination.permissions import may_decide_archive, may_take_part
from quanju.domains.coordination.queries.archive import PackageView, package_of
from quanju.domains.coordination.queries.review import review_rules
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text, Verdict
from quanju.domains.people.types import Actor

LONGEST_PURPOSE = 200
PURPOSE = Text("目的", "the purpose")


class NeedsASecond(Refused):
    """It holds more than one person takes out alone."""

    code = "NEEDS_A_SECOND"
    text = Text(
        "共 {records} 条记录，超过 {most} 条须由第二人批准，请先提请",
        "It holds {records} records; more than {most} need a second person: ask first",
    )


class NeedsNoSecond(Refused):
    """It is small enough, or somebody has said yes already."""

    code = "NEEDS_NO_SECOND"
    text = Text("不需要第二人批准，可以直接取出", "No second person is needed; take it out")


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
        return propose(
            TAKE_ARCHIVE,
            subject=f"archive:{row.number}",
            related=[row.subject],
            said=Text(
                f"取出协同群 {row.number} 的归档包，{found.records} 条记录",
                f"Take out the archive of group {row.number}, {found.records} records",
            ),
            content={"purpose": said, "owner": row.owner_id},
            facts={"records": found.records},
            reason=said,
            by=by,
            at=at,
        )


def purpose_of(found: PackageView, said: str, at: datetime) -> str:
    """What it is taken out for: what the second person has read, if there had to be one."""
    if found.needs_second:
        raise NeedsASecond(records=found.records, most=review_rules(at).records_alone)
    if found.allowed is not None:
        return str(found.allowed.content["purpose"])
    return words.line(said, PURPOSE, longest=LONGEST_PURPOSE, field="purpose")


def _may_decide(actor: Actor, proposal: ProposalView) -> Verdict:
    if may_take_part(actor) and actor.person_id == proposal.content.get("owner"):
        return Verdict.yes()
    return may_decide_archive(actor)


def _carry(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """Whoever asked takes it out within hours; each time is an entry of its own."""
    row = held(Group, proposal.subject, number=proposal.subject.partition(":")[2])
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
    may_decide=_may_decide,
    carry_out=_carry,
    is_reason_needed=True,
    is_only_one=False,
    purpose="coordinate",
    roles=may_take_part.roles | may_decide_archive.roles,
)
