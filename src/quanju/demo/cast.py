"""The people the player acts as: desks, crews and the devices of the vehicles."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from django.contrib.auth import get_user_model

from quanju.demo.models import Entry
from quanju.domains.geo.queries.roads import current_map
from quanju.domains.patrol.queries import units, zones
from quanju.domains.patrol.types.standing import UnitView
from quanju.domains.people.queries.actors import actor_of
from quanju.domains.people.queries.organisations import organisation
from quanju.domains.people.types import SERVICE, Actor

SESSION = "player"
Place = tuple[float, float]


@dataclass
class Cast:
    """Actors of the demo, looked up once."""

    devices: Actor = SERVICE
    _desks: list[Actor] = field(default_factory=list)
    _crews: dict[int, Actor] = field(default_factory=dict)
    _points: dict[int, Place] = field(default_factory=dict)
    _zones: dict[int, Place] = field(default_factory=dict)

    def desk(self, at: datetime) -> Actor:
        """A dispatcher of the demo who is nobody's one-click entry, so people stay themselves."""
        return self._desks_at(at)[0]

    def second_desk(self, at: datetime) -> Actor:
        """Another dispatcher: nobody accepts what they gave."""
        return self._desks_at(at)[-1]

    def leader(self, at: datetime) -> Actor:
        """A leader of the branch."""
        return self.of_role("branch_leader", at)[0]

    def _desks_at(self, at: datetime) -> list[Actor]:
        if not self._desks:
            self._desks = self.of_role("dispatcher", at)
        return self._desks

    def of_role(self, role: str, at: datetime) -> list[Actor]:
        """Two who hold it and are nobody's one-click entry, if there are any; else anybody."""
        offered = set(Entry.objects.values_list("person", flat=True))
        people = get_user_model().objects.filter(appointments__post__role=role)
        names = people.exclude(pk__in=offered).distinct().order_by("username")[:2]
        return [actor_of(person, at=at, session=SESSION) for person in names or people[:2]]

    def officers_at(
        self, people: Sequence[int], at: datetime, *, with_offered: bool = False
    ) -> list[Actor]:
        """Of these people those who are nobody's one-click entry; or those who are, first."""
        offered = set(Entry.objects.values_list("person", flat=True))
        chosen = [one for one in people if one not in offered]
        if with_offered:
            chosen = sorted(people, key=lambda one: one not in offered)
        found = get_user_model().objects.in_bulk(chosen)
        return [actor_of(found[one], at=at, session=SESSION) for one in chosen if one in found]

    def are_offered(self, people: Sequence[int]) -> bool:
        """Whether one of them can be entered with one click."""
        return Entry.objects.filter(person__in=people).exists()

    def crew(self, unit: int, at: datetime) -> Actor:
        """A member of the unit's crew."""
        members = units.crew_of(unit)
        known = self._crews.get(unit)
        if known and any(m.person_id == known.person_id for m in members):
            return known
        if not members:
            return self.desk(at)
        people = get_user_model().objects.in_bulk([m.person_id for m in members])
        actors = [actor_of(people[m.person_id], at=at) for m in members]
        leads = [one for one in actors if one.role != "volunteer"] or actors
        self._crews[unit] = replace(leads[0], session=SESSION)
        return self._crews[unit]

    def home_of(self, unit: UnitView, at: datetime) -> Place:
        """Its staging point, else a spot of its zone, else the middle of the map."""
        if not self._points:
            self._points = {p.number: (p.lon, p.lat) for p in zones.staging_points(at)}
        if unit.home_staging_point in self._points:
            return self._points[unit.home_staging_point]
        return self.spot_of(unit, at)

    def spot_of(self, unit: UnitView, at: datetime) -> Place:
        """A random spot near the middle of the unit's home zone, or near its station."""
        if not self._zones:
            for zone in zones.zones(at):
                ring: Any = cast(Any, zone.geometry["coordinates"])[0]
                if zone.geometry["type"] == "MultiPolygon":
                    ring = ring[0]
                lons, lats = [p[0] for p in ring], [p[1] for p in ring]
                self._zones[zone.number] = (sum(lons) / len(lons), sum(lats) / len(lats))
        middle = self._zones.get(unit.home_zone or 0) or self._stand_of(unit, at)
        return (middle[0] + random.uniform(-4e-3, 4e-3), middle[1] + random.uniform(-3e-3, 3e-3))

    def _stand_of(self, unit: UnitView, at: datetime) -> Place:
        home = organisation(unit.organisation_id)
        if home.lon is None or home.lat is None:
            return current_map(at).centre
        return home.lon, home.lat
