"""What a wall shows: numbers of the room and its zones; no place, no word, no name."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians
from typing import Any

from quanju.domains.dispatch.models import WallScreen
from quanju.domains.dispatch.permissions import may_run_shift
from quanju.domains.dispatch.queries.board import OpenMatter, open_matters, today_counts
from quanju.domains.dispatch.telephone import key_hash
from quanju.domains.kernel.types import NotFound
from quanju.domains.patrol.queries.cover import empty_zones
from quanju.domains.patrol.queries.zones import zone_shapes
from quanju.domains.people.types import Actor

WIDTH = 1000.0
MOST = 8
"""So many lines can be read from six metres; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class ZoneShape:
    """A zone as a path of the drawing, where its number stands, what is open in it."""

    number: int
    path: str
    x: float
    y: float
    open: int
    is_bare: bool


@dataclass(frozen=True, slots=True)
class Wall:
    """The numbers of this moment."""

    matters: tuple[OpenMatter, ...]
    more: int
    by_grade: tuple[tuple[int, int], ...]
    counts: dict[str, int]
    zones: tuple[ZoneShape, ...]
    height: float


def check_screen(key: str) -> None:
    """`NotFound` unless a screen that stands has this key."""
    if not WallScreen.objects.filter(key_hash=key_hash(key), withdrawn_at=None).exists():
        raise NotFound(subject="screen")


def screens(actor: Actor) -> list[WallScreen]:
    """Screens that stand."""
    may_run_shift(actor).or_refuse()
    return list(WallScreen.objects.filter(withdrawn_at=None).order_by("pk"))


def wall(*, at: datetime) -> Wall:
    """What is open, by grade and age, beside the zones."""
    matters = open_matters(at=at)
    grades = Counter(one.grade for one in matters)
    shapes, height = _drawn(Counter(one.zone for one in matters), at)
    return Wall(
        matters=tuple(matters[:MOST]),
        more=max(0, len(matters) - MOST),
        by_grade=tuple((grade, grades[grade]) for grade in range(1, 5)),
        counts=today_counts(at=at),
        zones=shapes,
        height=height,
    )


def _drawn(opened: Counter[int | None], at: datetime) -> tuple[tuple[ZoneShape, ...], float]:
    """Zones in the units of a drawing 1,000 wide, north up, degrees as long as here."""

    known = zone_shapes(at)
    if not known:
        return (), 1.0
    boxes = [shape.bounds for _, shape in known]
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    squeeze = cos(radians((south + north) / 2))
    scale = WIDTH / ((east - west) * squeeze)

    def spot(lon: float, lat: float) -> tuple[float, float]:
        return (lon - west) * squeeze * scale, (north - lat) * scale

    bare = empty_zones(at)
    shapes = []
    for number, shape in known:
        middle = shape.representative_point()
        x, y = spot(middle.x, middle.y)
        path = "".join(_ring(part, spot) for part in getattr(shape, "geoms", [shape]))
        shapes.append(ZoneShape(number, path, x, y, opened[number], number in bare))
    return tuple(shapes), (north - south) * scale


def _ring(part: Any, spot: Any) -> str:
    points = (spot(lon, lat) for lon, lat, *_ in part.exterior.coords)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
