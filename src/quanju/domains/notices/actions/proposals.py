"""An act waits for a second person: whoever may decide it is told."""

from datetime import datetime

from quanju.domains.approvals.permissions import may_decide
from quanju.domains.approvals.queries import proposal as proposal_of
from quanju.domains.approvals.types import act_named
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Text
from quanju.domains.notices.actions.telling import tell
from quanju.domains.notices.types import NoticeKind, To
from quanju.domains.people.queries.recipients import actors_in, on_duty_among
from quanju.domains.people.types import SERVICE

ACT_WAITS = NoticeKind("notices.act_waits", Text("等您批准", "waits for your decision"), ("act",))


def tell_of_proposal(*, proposal: int, at: datetime) -> int:
    """Tell who may decide it, of them those on duty; nobody if it was decided meanwhile.

    Whoever proposed it and whom it is about may not, so they are told nothing.
    """
    view = proposal_of(proposal)
    act = act_named(view.act)
    if not view.is_open or act is None:
        return 0
    may = [one for one in actors_in(act.roles, at=at) if may_decide(one, view)]
    with write():
        return tell(
            ACT_WAITS,
            to=To(people=on_duty_among(may)),
            about=f"proposal:{proposal}",
            cause=f"proposal:{proposal}",
            values={"act": view.act_label},
            by=SERVICE,
            at=at,
        )
