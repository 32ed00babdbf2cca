"""An act of the tests' own: painting a wall, which a leader or a dispatcher lets happen."""

from datetime import timedelta

from tests.builders.people import NOON

from quanju.domains.approvals import actions
from quanju.domains.approvals.types import Act
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.rights import right
from quanju.domains.rulebook.queries import how_long_an_act_waits

SECOND = frozenset({"branch_leader", "dispatcher"})
WAIT = timedelta(days=14)
painted: list[tuple[str, str]] = []


class WallIsWet(Refused):
    code = "WALL_IS_WET"
    text = Text("墙是湿的", "The wall is wet")


def _paint(proposal, by, at):
    if proposal.content.get("is_wet"):
        raise WallIsWet
    painted.append(("painted", proposal.subject))


PAINT = Act(
    name="test.paint",
    label=Text("刷墙", "paint a wall"),
    may_decide=right(SECOND, Text("试批", "decide in a test")),
    roles=SECOND,
    carry_out=_paint,
    set_aside=lambda proposal, by, at: painted.append((proposal.status, proposal.subject)),
)
TALK = Act(
    name="test.talk",
    label=Text("讲话", "talk"),
    may_decide=right(SECOND, Text("试批", "decide in a test")),
    roles=SECOND,
    carry_out=lambda proposal, by, at: None,
    is_reason_needed=True,
    is_only_one=False,
)


def a_proposal(by, act=PAINT, *, subject="wall:1", at=NOON, **more):
    said = Text("刷一号墙", "Paint wall 1")
    return actions.propose(act, subject=subject, said=said, by=by, at=at, **more)


def limit_of(act=PAINT, at=NOON):
    return how_long_an_act_waits(act.name, at)
