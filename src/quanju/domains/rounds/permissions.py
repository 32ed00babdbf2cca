"""Who may go a round."""

from collections.abc import Collection

from quanju.domains.duty.permissions import may_plan
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.patrol.permissions import CREW
from quanju.domains.people.types import Actor


def may_go_round(actor: Actor, *, crew: Collection[int], station_id: int | None) -> Verdict:
    """Start, pause, pass checkpoints, end: the crew that rides, the person who looks, the desk."""
    if actor.person_id is not None and actor.person_id in crew and actor.role != "volunteer":
        return Verdict.yes()
    if actor.role in CREW:
        return NOT_YOUR_ROUND
    return may_plan(actor, station_id=station_id)


NOT_YOUR_ROUND = Verdict.no(
    "DENY_RELATION", Text("只能操作自己的巡逻", "You can do this for your own rounds only")
)
