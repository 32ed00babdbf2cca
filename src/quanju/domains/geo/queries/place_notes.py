"""Which notes are shown at a place, and all of them in a list."""

import math
from collections.abc import Sequence
from datetime import datetime

from quanju.domains.geo.models import PlaceNote
from quanju.domains.geo.rules import PLACE_NOTES
from quanju.domains.geo.shapes import METRES_PER_DEGREE, metres_between
from quanju.domains.geo.types import PlaceNoteView, Point
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.queries import in_force


def shown_within_m(at: datetime) -> float:
    """How near a note or an incident must lie to be told of at a place."""
    return in_force(PLACE_NOTES, at=at).content.shown_within_m


def lately_days(at: datetime) -> float:
    return in_force(PLACE_NOTES, at=at).content.lately_days


def what_tells_of_a_person(line: str, at: datetime) -> tuple[str, Text] | None:
    """What of the line points to a person by the branch's rules, and why it does not belong there.

    Words and patterns are found; a bare name is not, and is for who reads it to see.
    """
    for rule in in_force(PLACE_NOTES, at=at).content.refused:
        if found := rule.found_in(line):
            return found, Text(rule.why_zh, rule.why_en)
    return None


def place_notes_near(
    points: Sequence[Point], at: datetime, *, within_m: float = 0.0
) -> list[PlaceNoteView]:
    """Notes in force near any of these points, or so far around them: hazards first, then near."""
    limit = shown_within_m(at) + within_m
    found: dict[int, PlaceNoteView] = {}
    for point in points:
        tall = limit / METRES_PER_DEGREE
        wide = tall / max(0.01, math.cos(math.radians(point[1])))
        rows = PlaceNote.objects.in_force(at).filter(
            lat__range=(point[1] - tall, point[1] + tall),
            lon__range=(point[0] - wide, point[0] + wide),
        )
        for row in rows:
            metres = metres_between(point, (row.lon, row.lat))
            if metres <= limit:
                found.setdefault(row.pk, row.view(metres))
    return sorted(found.values(), key=lambda one: (one.kind != "hazard", one.metres, one.pk))


def place_notes_listed(at: datetime, *, before: str = "", limit: int = 50) -> list[PlaceNoteView]:
    """Every note that is not over, also those that wait for a second person; the newest first."""
    rows = PlaceNote.objects.filter(ended_at=None, valid_until__gt=at)
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    return [row.view() for row in rows.order_by("-pk")[:limit]]
