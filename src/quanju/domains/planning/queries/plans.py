"""Questions about plans."""

from quanju.domains.kernel.types import NotFound
from quanju.domains.people.types import Actor
from quanju.domains.planning.models import Plan
from quanju.domains.planning.permissions import may_read_planning
from quanju.domains.planning.types import PlanView


def plans(*, by: Actor, limit: int = 50) -> list[PlanView]:
    """The newest plans first."""
    may_read_planning(by).or_refuse()
    rows = Plan.objects.with_people().order_by("-number")[:limit]
    return [row.view() for row in rows]


def plan(number: int, *, by: Actor) -> PlanView:
    """One plan; `NotFound` if there is none."""
    may_read_planning(by).or_refuse()
    row = Plan.objects.with_people().filter(number=number).first()
    if row is None:
        raise NotFound(subject=f"plan:{number}")
    return row.view()


def plan_in_force() -> PlanView | None:
    """The plan that the zones and points of today come from; None when they were loaded."""
    row = Plan.objects.with_people().filter(status="in_force").first()
    return row.view() if row else None
