"""Writing the branch folder."""

from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import shapely

from quanju.demo.maker.basemap import draw_basemap
from quanju.demo.maker.build import Board, draw_board
from quanju.demo.maker.forces import UnitRow, community_areas, form_units
from quanju.demo.maker.network import Network
from quanju.demo.maker.places import name_places, station_place
from quanju.demo.maker.plane import DECIMALS, ORIGIN
from quanju.demo.maker.points import EQUIPMENT, HOURS, StagingPoint, place_points
from quanju.demo.maker.staff import BRANCH, VALID_FROM, Staff, appoint, organisation_rows
from quanju.demo.maker.stations import STATIONS, SUBDISTRICTS
from quanju.demo.maker.writing import feature, write_csv, write_geojson
from quanju.domains.rulebook.queries import shipped
from quanju.domains.rulebook.types import kinds

VERSION = 1
SEED = 150702
SUBDISTRICT_CODES = dict(
    zip(SUBDISTRICTS, (150702001, 150702002, 150702003, 150702004, 150702005, 150702007,
                       150702008, 150702100, 150702101), strict=True)
)  # fmt: skip
CENTRE = (119.7535, 49.2215)


def make_branch(folder: Path, seed: int = SEED) -> None:
    """Write the invented branch into the folder; the same seed gives the same bytes."""
    board = draw_board(seed)
    points = place_points(board)
    staff = appoint(Counter(board.divisions.station_of_zone))
    folder.mkdir(parents=True, exist_ok=True)
    _write_facts(folder, board)
    _write_roads(folder, board.network)
    _write_areas(folder, board)
    _write_points(folder, points)
    _write_places(folder, board, points)
    _write_staff(folder, board, staff)
    _write_units(folder, form_units(board, points, staff))
    write_geojson(folder / "basemap.geojson", draw_basemap(board, points))
    _copy_tables(folder)


def _write_facts(folder: Path, board: Board) -> None:
    template = (files(__package__) / "branch.toml").read_text("utf-8")
    facts = {
        "code": BRANCH,
        "centre_lon": CENTRE[0],
        "centre_lat": CENTRE[1],
        "seed": board.seed,
        "version": VERSION,
        "origin_lon": ORIGIN[0],
        "origin_lat": ORIGIN[1],
    }
    _write_text(folder / "branch.toml", template.format(**facts))


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_roads(folder: Path, network: Network) -> None:
    write_csv(
        folder / "roads" / "nodes.csv",
        ("id", "lon", "lat"),
        ((n + 1, _f(lon), _f(lat)) for n, (lon, lat) in enumerate(network.lonlat.tolist())),
    )
    write_csv(
        folder / "roads" / "edges.csv",
        ("u", "v", "class", "name_zh", "name_en", "oneway", "maxspeed_kmh", "bridge", "length_m", "geometry"),
        _edge_rows(network),
    )  # fmt: skip


def _edge_rows(network: Network) -> Iterator[Sequence[object]]:
    for edge in network.edges:
        street = edge.street
        shape = ";".join(f"{_f(lon)} {_f(lat)}" for lon, lat in edge.lonlat.tolist())
        yield (
            edge.u + 1, edge.v + 1, street.kind, *street.name, int(street.is_oneway),
            street.kmh or "", int(edge.is_bridge), edge.metres,
            shape if len(edge.lonlat) > 2 else "",
        )  # fmt: skip


def _f(degrees: float) -> str:
    return f"{degrees:.{DECIMALS}f}"


def _write_areas(folder: Path, board: Board) -> None:
    divisions = board.divisions
    outline = feature(
        board.ground_outline, code="150702", name_zh="海拉尔区", name_en="Hailar District"
    )
    write_geojson(folder / "outline.geojson", [outline])
    urban = feature(
        divisions.urban, code="urban", name_zh="城区（演示）", name_en="Urban area (demo)"
    )
    write_geojson(folder / "urban.geojson", [urban])
    write_geojson(
        folder / "subdistricts.geojson",
        (
            feature(divisions.subdistricts[key], code=str(code), name_zh=zh, name_en=en)
            for (key, (zh, en)), code in zip(
                SUBDISTRICTS.items(), SUBDISTRICT_CODES.values(), strict=True
            )
        ),
    )
    write_geojson(
        folder / "station_areas.geojson",
        (
            feature(
                divisions.station_areas[s.code],
                code=s.code,
                name_zh=f"{s.name[0]}辖区",
                name_en=f"{s.name[1]} Area",
            )
            for s in STATIONS
        ),
    )
    write_geojson(folder / "zones.geojson", _zones(board))


def _zones(board: Board) -> Iterator[dict[str, object]]:
    of = {s.code: s.name for s in STATIONS}
    count = dict.fromkeys(of, 0)
    for number, (zone, code) in enumerate(
        zip(board.divisions.zones, board.divisions.station_of_zone, strict=True), 1
    ):
        count[code] += 1
        letter = "ABCDE"[count[code] - 1]
        stem = of[code][0].removesuffix("派出所"), of[code][1].removesuffix(" Station")
        is_only = board.divisions.station_of_zone.count(code) == 1
        yield feature(
            zone,
            number=number,
            name_zh=f"{stem[0]}{'' if is_only else letter}巡区",
            name_en=f"{stem[1]}{'' if is_only else ' ' + letter} Zone",
        )


def _write_points(folder: Path, points: Sequence[StagingPoint]) -> None:
    write_geojson(
        folder / "staging_points.geojson",
        (
            feature(
                shapely.Point(p.lon, p.lat),
                number=p.number,
                name_zh=p.name[0],
                name_en=p.name[1],
                place_kind=p.kind,
                capacity=p.capacity,
                equipment=EQUIPMENT[p.kind],
                hours=HOURS.get(p.kind, "00:00-24:00"),
            )
            for p in points
        ),
    )


def _write_places(folder: Path, board: Board, points: Sequence[StagingPoint]) -> None:
    write_csv(
        folder / "places.csv",
        ("name_zh", "name_en", "kind", "lon", "lat", "aliases", "subdistrict"),
        (
            (*r.name, r.kind, _f(r.lon), _f(r.lat), r.aliases, r.subdistrict)
            for r in name_places(board, points)
        ),
    )


def _write_staff(folder: Path, board: Board, staff: Staff) -> None:
    places = {s.code: tuple(station_place(board, s.code)) for s in STATIONS}
    nearest = int(np.argmin(np.hypot(*(board.network.metres - (-620, 430)).T)))
    places["branch"] = tuple(board.network.lonlat[nearest].tolist())
    write_csv(
        folder / "organisations.csv",
        ("code", "kind", "name_zh", "name_en", "parent_code", "lon", "lat"),
        organisation_rows(places),
    )
    write_csv(
        folder / "posts.csv",
        ("code", "organisation_code", "role", "title_zh", "title_en", "requires_second_factor"),
        (
            (p.code, p.organisation, p.role, *p.title, int(p.needs_second_factor))
            for p in staff.posts
        ),
    )
    write_csv(
        folder / "accounts.csv",
        ("username", "display_name", "badge_no", "post_code", "valid_from", "valid_until", "demo_entry"),
        ((a.username, a.name, a.badge, a.post, VALID_FROM, "", "1" if a.is_entry else "") for a in staff.accounts),
    )  # fmt: skip
    write_csv(
        folder / "community_areas.csv",
        ("code", "name_zh", "name_en", "station_code", "head_username", "lon", "lat"),
        (
            (a.code, *a.name, a.station, a.head, _f(a.lon), _f(a.lat))
            for a in community_areas(board, staff)
        ),
    )


def _write_units(folder: Path, units: Sequence[UnitRow]) -> None:
    write_csv(
        folder / "units.csv",
        ("call_sign", "force_type", "organisation_code", "crew_size", "vehicle",
         "home_staging_point", "home_zone"),
        ((u.call_sign, u.force, u.organisation, len(u.crew), u.vehicle, u.point or "", u.zone or "")
         for u in units),
    )  # fmt: skip
    write_csv(
        folder / "crew.csv",
        ("call_sign", "username"),
        ((u.call_sign, name) for u in units for name in u.crew),
    )


def _copy_tables(folder: Path) -> None:
    """Shifts, caller texts and rule tables, which are written by hand.

    A table that comes with a room is taken over under its kind's name; the branch's own wins.
    """
    source = files(__package__)
    for name in ("shifts.toml", "calls.toml"):
        _write_text(folder / name, (source / name).read_text("utf-8"))
    tables = {f"{kind.name}.toml": shipped(kind) for kind in kinds()}
    tables |= {table.name: table.read_text("utf-8") for table in (source / "rules").iterdir()}
    for name in sorted(name for name, text in tables.items() if text):
        _write_text(folder / "rules" / name, tables[name])
