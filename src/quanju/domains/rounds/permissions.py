"""Who may go a round."""

from collections.abc import Collection

from quanju.domains.duty.permissions import STAND, may_plan
from quanju.domains.kernel.roles import CREW, VOLUNTEERS
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.types import Actor

NOT_YOUR_ROUND = Verdict.no(
    "DENY_RELATION", Text("只能操作自己的巡逻", "You can do this for your own rounds only")
)


def may_go_round(actor: Actor, *, crew: Collection[int], station_id: int | None) -> Verdict:
    """Start, pause, pass checkpoints, end: the crew that rides, the person who looks, the desk."""
    is_of_it = actor.person_id is not None and actor.person_id in crew
    if is_of_it and actor.role in STAND - VOLUNTEERS:
        return Verdict.yes()
    if actor.role in CREW:
        return NOT_YOUR_ROUND
    return may_plan(actor, station_id=station_id)
