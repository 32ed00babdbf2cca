"""Questions about plans."""

from datetime import datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.shapes import read_geometry
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.patrol.queries.homes import homes_under
from quanju.domains.patrol.types.standing import PLACE_KINDS, Home, Point
from quanju.domains.people.types import Actor
from quanju.domains.planning.models import Plan
from quanju.domains.planning.permissions import may_read_planning
from quanju.domains.planning.types import PlanView


def plans(
    *, status: str = "", before: int | None = None, by: Actor, limit: int = 50
) -> list[PlanView]:
    """The newest plans first; `before` is the last one of the page before."""
    may_read_planning(by).or_refuse()
    asked = {"status": status, "number__lt": before}
    rows = Plan.objects.with_people().filter(**{k: v for k, v in asked.items() if v})
    return [row.view() for row in rows.order_by("-number")[:limit]]


def plan(number: int, *, by: Actor) -> PlanView:
    """One plan; `NotFound` if there is none."""
    may_read_planning(by).or_refuse()
    row = Plan.objects.with_people().filter(number=number).first()
    if row is None:
        raise NotFound(subject=f"plan:{number}")
    return row.view()


def crews_moved_by(plan: PlanView, at: datetime) -> list[Home]:
    """The crews that cannot keep their zone and point under a plan, and where they would go."""
    places = [(number, place) for number, place, _ in _points(plan)]
    return homes_under(_zones(plan), places, at)


def points_listed(plan: PlanView) -> list[tuple[int, Text, Text, int | None]]:
    """Number, name, kind of place and zone of every point of a plan."""
    zones, found = _zones(plan), []
    for number, place, facts in _points(plan):
        held = (n for n, shape in zones if shapely.intersects_xy(shape, *place))
        name = str(facts.get("name_zh") or facts.get("name_en") or "")
        kind = PLACE_KINDS.get(facts.get("place_kind", ""), Text("—", "—"))
        names = Text(name, str(facts.get("name_en") or name))
        found.append((number, names, kind, min(held, default=None)))
    return found


def _zones(plan: PlanView) -> list[tuple[int, BaseGeometry]]:
    return [
        (int(one["properties"]["number"]), read_geometry(one["geometry"])) for one in plan.zones
    ]


def _points(plan: PlanView) -> list[tuple[int, Point, dict[str, Any]]]:
    found = []
    for one in plan.points:
        lon, lat = one["geometry"]["coordinates"][:2]
        facts = one["properties"]
        found.append((int(facts["number"]), (float(lon), float(lat)), facts))
    return found
