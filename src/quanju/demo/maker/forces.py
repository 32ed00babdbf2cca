"""Units of one shift, their crews, and the 35 community police areas."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from quanju.demo.maker.build import Board
from quanju.demo.maker.plane import in_metres, to_degrees
from quanju.demo.maker.points import StagingPoint
from quanju.demo.maker.staff import Staff
from quanju.demo.maker.stations import STATIONS
from quanju.demo.maker.street import Name

TRAFFIC_UNITS, TRAFFIC_CREW = 8, 2


@dataclass(frozen=True)
class UnitRow:
    """A row of units.csv and its crew."""

    call_sign: str
    force: str
    organisation: str
    agency: str
    vehicle: str
    point: int | None
    zone: int | None
    crew: tuple[str, ...]
    is_video: bool = False


class Roster:
    """Hands out people of a post, each once."""

    def __init__(self, staff: Staff) -> None:
        self.free: dict[str, list[str]] = defaultdict(list)
        for account in staff.accounts:
            self.free[account.post].append(account.username)

    def take(self, count: int, *posts: str) -> tuple[str, ...]:
        found: list[str] = []
        for post in posts:
            wanted = count - len(found)
            found += self.free[post][:wanted]
            del self.free[post][:wanted]
        if len(found) < count:
            raise ValueError(f"posts {posts} have too few people for a crew of {count}")
        return tuple(found)


def form_units(board: Board, points: Sequence[StagingPoint], staff: Staff) -> list[UnitRow]:
    """P special police, F office liaison, S case teams, C community teams, V volunteers, T traffic."""
    roster = Roster(staff)
    stations = board.divisions.station_of_zone
    at: dict[int, list[int]] = defaultdict(list)
    for point in points:
        at[point.zone].append(point.number)
    units: list[UnitRow] = []
    for zone, _ in enumerate(stations, 1):
        crew = roster.take(4 if zone in (3, 12) else 2, "special-patrol")
        units.append(
            UnitRow(
                f"P{zone}", "special_police", "special-police", "", "car", at[zone][0], zone, crew
            )
        )
    for zone, _ in enumerate(stations, 1):
        crew = roster.take(2, "office-patrol")
        units.append(
            UnitRow(
                f"F{zone}", "office_liaison", "office-liaison", "", "car", at[zone][-1], zone, crew
            )
        )
    homes: list[tuple[str, int | None]] = [(code, zone) for zone, code in enumerate(stations, 1)]
    homes += [(s.code, None) for s in STATIONS if not s.is_urban]
    for number, (code, zone) in enumerate(homes, 1):
        crew = roster.take(2, f"{code}-cases")
        units.append(
            UnitRow(f"S{number}", "case_team", f"{code}-case", "", "car", None, zone, crew)
        )
    for number, (code, zone) in enumerate(homes, 1):
        crew = roster.take(2, f"{code}-officer", f"{code}-auxiliary")
        vehicle = "car" if zone is None else "e-bike"
        units.append(
            UnitRow(
                f"C{number}", "community_team", f"{code}-community", "", vehicle, None, zone, crew
            )
        )
    units += _volunteers(roster, stations, at)
    units += _traffic(roster)
    return units


def _volunteers(
    roster: Roster, stations: Sequence[str], at: dict[int, list[int]]
) -> Iterator[UnitRow]:
    """An officer or auxiliary leads each: volunteers never go alone (PAT-13)."""
    first_zone = {code: stations.index(code) + 1 for code in stations}
    stands = [(code, at[zone][-1]) for code, zone in first_zone.items()]
    stands += [(code, at[first_zone[code]][0]) for code in ("zhengyang", "hulun", "jiankang")]
    for number, (code, point) in enumerate(stands, 1):
        lead = roster.take(1, f"{code}-officer", f"{code}-auxiliary")
        crew = lead + roster.take(1, f"{code}-volunteer")
        home = f"{code}-community"
        yield UnitRow(f"V{number}", "volunteer", home, "", "foot", point, first_zone[code], crew)


def _traffic(roster: Roster) -> Iterator[UnitRow]:
    # Half of the city-centre traffic units stand on either bank.
    for number, zone in enumerate((2, 3, 4, 6, 9, 12, 14, 17)[:TRAFFIC_UNITS], 1):
        crew = roster.take(TRAFFIC_CREW, "traffic-liaison")
        yield UnitRow(
            f"T{number}", "traffic_police", "traffic-city-centre", "traffic-city-centre",
            "motorcycle" if number % 2 else "car", None, zone, crew,
        )  # fmt: skip


@dataclass(frozen=True)
class CommunityArea:
    """A row of community_areas.csv: one of the 35 areas with its police head."""

    code: str
    name: Name
    station: str
    head: str
    lon: float
    lat: float


def community_areas(board: Board, staff: Staff) -> Iterator[CommunityArea]:
    """Areas spread over the streets of each station."""
    nodes = board.network.metres
    number = 0
    for station in STATIONS:
        area = in_metres(board.divisions.station_areas[station.code])
        shapely.prepare(area)
        inside = nodes[shapely.contains(area, shapely.points(nodes))]
        heads = staff.of(f"{station.code}-head")
        for position, middle in enumerate(_spread(inside, station.community_areas)):
            number += 1
            lon, lat = to_degrees(middle[None])[0].tolist()
            stem = station.name[0].removesuffix("派出所"), station.name[1].removesuffix(" Station")
            yield CommunityArea(
                code=f"{station.code}-area-{position + 1}",
                name=(
                    f"{stem[0]}第{'一二三四五'[position]}警格",
                    f"{stem[1]} Community Area {position + 1}",
                ),
                station=station.code,
                head=heads[position],
                lon=lon,
                lat=lat,
            )


def _spread(points: np.ndarray, count: int) -> np.ndarray:
    """Middles of so many clusters of the points."""
    order = np.lexsort((points[:, 0], points[:, 1]))
    middles = points[order[np.linspace(0, len(points) - 1, count + 2).astype(int)[1:-1]]]
    for _ in range(25):
        nearest = np.argmin(((points[:, None] - middles[None]) ** 2).sum(axis=2), axis=1)
        middles = np.array([points[nearest == k].mean(axis=0) if (nearest == k).any() else middles[k]
                            for k in range(count)])  # fmt: skip
    return middles
