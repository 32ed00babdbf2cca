"""What of a group needs two people (specification 2.4): a restricted group, an outside guest, a
public warning and its end.
"""

from datetime import datetime

from quanju.domains.approvals.types import Act, ProposalView
from quanju.domains.coordination.actions.approved import (
    admit_guest,
    open_restricted,
    reject_group,
)
from quanju.domains.coordination.actions.holding import ONLY_OWNER
from quanju.domains.coordination.actions.merging import carry_merge
from quanju.domains.coordination.actions.releasing import carry_end, carry_release, give_back
from quanju.domains.coordination.permissions import (
    may_decide_groups,
    may_release_warnings,
    may_take_part,
)
from quanju.domains.kernel.roles import DESK, LEADERS
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.types import Actor


def _open(proposal: ProposalView, by: Actor, at: datetime) -> object:
    return open_restricted(int(proposal.content["group"]), by, at)


def _reject(proposal: ProposalView, by: Actor, at: datetime) -> object:
    return reject_group(int(proposal.content["group"]), by, at)


def _release(proposal: ProposalView, by: Actor, at: datetime) -> object:
    return carry_release(int(proposal.content["warning"]), by, at)


def _give_back(proposal: ProposalView, by: Actor, at: datetime) -> object:
    return give_back(int(proposal.content["warning"]), by, at)


def _end(proposal: ProposalView, by: Actor, at: datetime) -> object:
    return carry_end(int(proposal.content["warning"]), str(proposal.content["why"]), by, at)


def _owns_the_other(actor: Actor, proposal: ProposalView) -> Verdict:
    """Both owners (3.6): the second is whoever answers for the group that takes the other in."""
    may = may_take_part(actor)
    is_owner = actor.person_id == proposal.content.get("owner")
    return may if not may or is_owner else ONLY_OWNER


OPEN_RESTRICTED = Act(
    name="coordination.open_restricted",
    label=Text("建限制协同群", "open a restricted group"),
    may_decide=may_decide_groups,
    carry_out=_open,
    set_aside=_reject,
    purpose="coordinate",
    roles=DESK,
)
ADD_GUEST = Act(
    name="coordination.add_guest",
    label=Text("外单位成员入群", "add an outside guest"),
    may_decide=may_decide_groups,
    carry_out=admit_guest,
    is_reason_needed=True,
    is_only_one=False,
    purpose="coordinate",
    roles=DESK,
)
RELEASE_WARNING = Act(
    name="coordination.release_warning",
    label=Text("发布公众预警", "release a public warning"),
    may_decide=may_release_warnings,
    carry_out=_release,
    set_aside=_give_back,
    purpose="public_information",
    roles=LEADERS,
)
END_WARNING = Act(
    name="coordination.end_warning",
    label=Text("解除公众预警", "end a public warning"),
    may_decide=may_release_warnings,
    carry_out=_end,
    purpose="public_information",
    roles=LEADERS,
)
MERGE_GROUPS = Act(
    name="coordination.merge_groups",
    label=Text("并群", "merge groups"),
    may_decide=_owns_the_other,
    carry_out=carry_merge,
    is_reason_needed=True,
    purpose="coordinate",
    roles=may_take_part.roles,
)
