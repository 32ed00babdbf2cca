"""Pure decision of patrol: where crews have their home once zones and points change."""

from collections.abc import Collection, Mapping, Sequence

from quanju.domains.patrol.types.standing import Home

ZoneOfPoint = Mapping[int, int | None]
"""The zone that each point lies in, by number; None outside all."""


def moved_homes(
    homes: Sequence[Home], before: ZoneOfPoint, after: ZoneOfPoint, zones: Collection[int]
) -> list[Home]:
    """The homes that change when the points lie as `after`, and where they will be.

    A unit stays in its zone and, if its point still lies there, at its point; else it takes the
    point of its zone where fewest stand, or none where the zone has none. A unit whose zone is
    gone goes with its point. Then a point that is new to its zone and stands empty takes one of
    a pair beside it.
    """
    placed: dict[int, Home] = {}
    crews: dict[int, list[int]] = {point: [] for point in sorted(after)}
    for one in sorted(homes, key=lambda h: _point(h, _zone(h, after, zones), after) is None):
        zone = _zone(one, after, zones)
        point = _point(one, zone, after)
        if point is None and one.staging_point is not None and zone is not None:
            able = [p for p in crews if after[p] == zone]
            point = min(able, key=lambda p: len(crews[p]), default=None)
        if point is not None:
            crews[point].append(one.unit)
        placed[one.unit] = Home(one.unit, one.call_sign, zone, point)
    for point in [p for p, units in crews.items() if not units and before.get(p, 0) != after[p]]:
        beside = [p for p in crews if after[p] == after[point] is not None]
        fullest = max(beside, key=lambda p: len(crews[p]), default=point)
        if len(crews[fullest]) > 1:
            unit = crews[fullest].pop()
            crews[point].append(unit)
            placed[unit] = Home(unit, placed[unit].call_sign, placed[unit].zone, point)
    return [placed[one.unit] for one in homes if placed[one.unit] != one]


def _zone(one: Home, after: ZoneOfPoint, zones: Collection[int]) -> int | None:
    if one.zone is None or one.zone in zones:
        return one.zone
    return after.get(one.staging_point or 0)


def _point(one: Home, zone: int | None, after: ZoneOfPoint) -> int | None:
    """Its own point, if there still is one and it lies in the zone."""
    point = one.staging_point
    if point is None or point not in after:
        return None
    return point if zone in (None, after[point]) else None
