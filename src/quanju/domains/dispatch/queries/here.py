"""What was at a place lately: how many, of what type, with what outcome. Never who."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.queries.places import Point
from quanju.domains.dispatch.rules import DISPOSITIONS
from quanju.domains.dispatch.views import classes_at
from quanju.domains.geo.queries.place_notes import lately_days, shown_within_m
from quanju.domains.geo.shapes import METRES_PER_DEGREE, metres_between
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.queries import in_force

OPEN = Text("在办", "open")


@dataclass(frozen=True, slots=True)
class Lately:
    """So many incidents of a type that ended alike."""

    number: int
    type_name: Text
    outcome: Text


def here_lately(points: Sequence[Point], at: datetime, *, besides: str = "") -> list[Lately]:
    """Incidents near these points in the days of the table: number, type and outcome alone.

    Only places that are known exactly are counted, and nothing that is kept close: a home could
    be told by it.
    """
    limit, since = shown_within_m(at), at - timedelta(days=lately_days(at))
    rows = Incident.objects.filter(
        created_at__gte=since, created_at__lte=at, place_kind="exact", is_restricted=False
    ).exclude(state="merged")
    counted: Counter[tuple[str, str]] = Counter()
    seen: set[int] = set()
    for point in points:
        tall = limit / METRES_PER_DEGREE
        wide = tall / max(0.01, math.cos(math.radians(point[1])))
        near = rows.exclude(number=besides).filter(
            lat__range=(point[1] - tall, point[1] + tall),
            lon__range=(point[0] - wide, point[0] + wide),
        )
        told = near.values_list("pk", "lon", "lat", "type_code", "disposition_code")
        for pk, lon, lat, kind, disposition in told:
            if pk not in seen and metres_between(point, (lon or 0.0, lat or 0.0)) <= limit:
                seen.add(pk)
                counted[kind, disposition] += 1
    return [_line(number, *key, at) for key, number in counted.most_common()]


def _line(number: int, kind: str, disposition: str, at: datetime) -> Lately:
    named = classes_at(at).named(kind)
    outcomes = in_force(DISPOSITIONS, at=at).content.of("disposition")
    outcome = outcomes.get(disposition, Text(disposition, disposition)) if disposition else OPEN
    return Lately(number, named.name if named else Text(kind, kind), outcome)
