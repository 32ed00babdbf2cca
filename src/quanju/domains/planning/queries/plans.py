"""Questions about plans."""

from datetime import datetime

from quanju.domains.geo.shapes import read_geometry
from quanju.domains.kernel.types import NotFound
from quanju.domains.patrol.queries import homes_under
from quanju.domains.patrol.types import Home
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


def crews_moved_by(plan: PlanView, at: datetime) -> list[Home]:
    """The crews that cannot keep their zone and point under a plan, and where they would go."""
    zones = [(one["properties"]["number"], read_geometry(one["geometry"])) for one in plan.zones]
    points = [
        (one["properties"]["number"], tuple(one["geometry"]["coordinates"][:2]))
        for one in plan.points
    ]
    return homes_under(zones, points, at)
