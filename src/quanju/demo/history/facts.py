"""Reading a branch folder into the arrays that the history is drawn from."""

import csv
import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from quanju.branches.folder import rule_texts
from quanju.demo.history.types import BranchFacts, Floats, Ints, Kind, Name, Said
from quanju.domains.dispatch.types import IncidentType
from quanju.domains.rulebook import queries as rulebook
from quanju.engine.roads.build import build_from_tables
from quanju.engine.roads.network import RoadNetwork
from quanju.engine.roads.search import travel_table
from quanju.engine.roads.snapping import Snap, snap_many

CALLED_FROM = {
    "trunk": 0.5, "primary": 1.5, "secondary": 1.3, "tertiary": 1.1, "residential": 1.0,
    "service": 0.9, "unclassified": 0.35, "track": 0.02, "footway": 0.1,
}  # fmt: skip
"""Calls a metre of road, by class, against a residential street."""
COUNTRY = 0.16
"""The same outside the urban area."""
NEAR_DEGREES = 0.0014
ADDRESS_DEGREES = 0.0022
BOOST_M = 22.0
LONGEST_M = 350.0
"""A long empty road counts no more than this."""


def read_facts(folder: Path) -> BranchFacts:
    """Read the folder that the maker wrote or that `quanju branch load` reads."""
    calls = _toml(folder / "calls.toml")
    edges = _csv(folder / "roads" / "edges.csv")
    lines = _lines(folder, edges)
    middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    places = _csv(folder / "places.csv")
    zones = _inside(folder / "zones.geojson", "number", middles)
    stations = _station_codes(folder)
    network = build_from_tables(
        folder / "roads" / "nodes.csv", folder / "roads" / "edges.csv"
    ).drive
    units = [u for u in _csv(folder / "units.csv") if u["force_type"] != "volunteer"]
    spots = _snapped(network, shapely.get_coordinates(middles))
    homes = _snapped(network, _homes(folder, units))
    points = _snapped(network, _staging_places(folder))
    named = _addresses(edges, middles, places)
    return BranchFacts(
        timezone=_toml(folder / "branch.toml").get("timezone", "Asia/Shanghai"),
        kinds=_kinds(folder, calls),
        lines=lines,
        weights=_weights(edges, lines, places, zones, calls["places"]),
        zones=zones,
        rings=_rings(travel_table(network, points, spots), _ring_minutes(folder)),
        station_of=_station_of(folder, stations, middles),
        stations=stations,
        addresses=[address for address, _ in named],
        spoken=[spoken for _, spoken in named],
        call_signs=[u["call_sign"] for u in units],
        forces=[u["force_type"] for u in units],
        seconds=travel_table(network, homes, spots),
        hours={k: np.array(v, float) / sum(v) for k, v in calls["hours"].items()},
        seasons=calls["seasons"],
        reasons=_reasons(folder),
    )


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _features(path: Path) -> list[tuple[dict[str, Any], shapely.Geometry]]:
    content = json.loads(path.read_text("utf-8"))
    return [(f["properties"], shape(f["geometry"])) for f in content["features"]]


def _lines(folder: Path, edges: Sequence[Mapping[str, str]]) -> NDArray[np.object_]:
    at = {n["id"]: (float(n["lon"]), float(n["lat"])) for n in _csv(folder / "roads" / "nodes.csv")}
    points, owner = [], []
    for number, edge in enumerate(edges):
        text = edge.get("geometry") or ""
        found = (
            [tuple(map(float, pair.split())) for pair in text.split(";")]
            if text
            else [at[edge["u"]], at[edge["v"]]]
        )
        points += found
        owner += [number] * len(found)
    return shapely.linestrings(np.array(points), indices=np.array(owner))


def _inside(path: Path, key: str, points: NDArray[np.object_]) -> Ints:
    """The number of the feature each point lies in, 0 for none."""
    features = _features(path)
    found = np.zeros(len(points), np.int64)
    hits, owners = shapely.STRtree([area for _, area in features]).query(points, "intersects")
    found[hits] = np.array([int(facts[key]) for facts, _ in features])[owners]
    return found


def _station_codes(folder: Path) -> list[str]:
    return [str(facts["code"]) for facts, _ in _features(folder / "station_areas.geojson")]


def _station_of(folder: Path, codes: Sequence[str], points: NDArray[np.object_]) -> Ints:
    """The nearest station area, so that a road along the outline has one too."""
    areas = [area for _, area in _features(folder / "station_areas.geojson")]
    hits, owners = shapely.STRtree(areas).query_nearest(points, all_matches=False)
    found = np.zeros(len(points), np.int64)
    found[hits] = owners
    return found


def _snapped(network: RoadNetwork, places: Floats) -> list[Snap]:
    found = snap_many(network, places, limit_m=20_000)
    return [one for one in found if isinstance(one, Snap)]


def _staging_places(folder: Path) -> Floats:
    rows = _features(folder / "staging_points.geojson")
    return np.array([(point.x, point.y) for _, point in rows])


def _homes(folder: Path, units: Sequence[Mapping[str, str]]) -> Floats:
    """Where each unit usually starts from: its point, a spot of its zone, its station."""
    points = {str(f["number"]): p for f, p in _features(folder / "staging_points.geojson")}
    zones = {str(f["number"]): z for f, z in _features(folder / "zones.geojson")}
    stand = {o["code"]: o for o in _csv(folder / "organisations.csv")}
    rng = np.random.Generator(np.random.PCG64(0))
    found = []
    for unit in units:
        if unit["home_staging_point"] in points:
            found.append(points[unit["home_staging_point"]].coords[0])
        elif unit["home_zone"] in zones:
            found.append(_spot_in(zones[unit["home_zone"]], rng))
        else:
            home = stand[unit["organisation_code"]]
            found.append((float(home["lon"] or "nan"), float(home["lat"] or "nan")))
    return np.array(found)


def _spot_in(zone: shapely.Geometry, rng: np.random.Generator) -> tuple[float, float]:
    west, south, east, north = zone.bounds
    for _ in range(50):
        spot = shapely.Point(rng.uniform(west, east), rng.uniform(south, north))
        if zone.contains(spot):
            return spot.x, spot.y
    middle = zone.representative_point()
    return middle.x, middle.y


def _ring_minutes(folder: Path) -> list[int]:
    return _toml(folder / "rules" / "patrol.ring_model.toml")["minutes"]


def _rings(seconds: NDArray[np.float32], rings: Sequence[int]) -> Ints:
    """The smallest ring each edge lies in, 0 outside all."""
    nearest = seconds.min(axis=0)
    found = np.zeros(len(nearest), np.int64)
    for minutes in sorted(rings, reverse=True):
        found[nearest <= 60 * minutes] = minutes
    return found


def _kinds(folder: Path, calls: Mapping[str, Any]) -> list[Kind]:
    """What people call about; a type without a share (a crew's own call for help) is nothing of it."""
    classes = _table(folder, "dispatch.incident_classes")
    return [_kind(one, calls) for one in classes.types.values() if one.share_percent]


def _table(folder: Path, kind: str) -> Any:
    return rulebook.read(kind, rule_texts(folder)[kind])


def _kind(one: IncidentType, calls: Mapping[str, Any]) -> Kind:
    code, patterns = one.code, calls["patterns"]
    hours, places = patterns.get(code) or patterns.get(one.class_code) or ("steady", "any")
    name = one.name
    detail = next(iter(one.details), "")
    plain = Said(f"{{place}}，{name.zh}。", f"{name.en} at {{place}}.", detail)
    texts = [Said(*said) for said in calls["texts"].get(code, ())] or [plain]
    winter = calls["seasons"].get("winter_words", ())
    return Kind(
        code=code,
        class_code=one.class_code,
        name=(name.zh, name.en),
        grade=one.grade,
        is_traffic="traffic_police" in one.joint or code == "parking",
        is_restricted=one.is_restricted,
        share=one.share_percent,
        hours=hours,
        places=places,
        texts=tuple(texts),
        summer_texts=tuple(t for t in texts if not any(w in t.zh for w in winter)) or (plain,),
    )


def _reasons(folder: Path) -> dict[str, Sequence[str]]:
    table = _table(folder, "dispatch.dispositions")
    lists = ("disposition", "release", "refusal", "cancel", "hand_over", "topic")
    return {name: list(table.of(name)) for name in lists}


def _weights(
    edges: Sequence[Mapping[str, str]],
    lines: NDArray[np.object_],
    places: Sequence[Mapping[str, str]],
    zones: Ints,
    patterns: Mapping[str, Mapping[str, float]],
) -> dict[str, Floats]:
    """Chance of each edge by pattern: its length and class, and the places beside it."""
    metres = np.minimum([float(e["length_m"] or 50) for e in edges], LONGEST_M)
    classes = [e["class"] for e in edges]
    base = metres * [CALLED_FROM.get(c, 0.5) for c in classes]
    base = base * np.where(zones > 0, 1.0, COUNTRY)
    spots = shapely.points([(float(p["lon"]), float(p["lat"])) for p in places])
    place, edge = shapely.STRtree(lines).query(spots, predicate="dwithin", distance=NEAR_DEGREES)
    crowd = np.bincount(place, minlength=len(places))
    found = {}
    for pattern, factors in patterns.items():
        weight = base * [factors.get(c, 1.0) for c in classes]
        boost = np.array([factors.get(p["kind"], 0.0) for p in places]) * BOOST_M
        np.add.at(weight, edge, (boost[place] * 12 / np.maximum(crowd[place], 1)))
        found[pattern] = weight / weight.sum()
    return found


def _addresses(
    edges: Sequence[Mapping[str, str]],
    middles: NDArray[np.object_],
    places: Sequence[Mapping[str, str]],
) -> list[tuple[Name, Name]]:
    """For each edge the address as it is written, street and place beside it, and as it is said."""
    anchors = [p for p in places if p["kind"] != "subdistrict"]
    spots = shapely.points([(float(p["lon"]), float(p["lat"])) for p in anchors])
    found, away = shapely.STRtree(spots).query_nearest(
        middles, all_matches=False, return_distance=True
    )
    named = []
    for edge, place, degrees in zip(edges, found[1].tolist(), away.tolist(), strict=True):
        row = anchors[place]
        beside = row["name_zh"], row["name_en"] or row["name_zh"]
        street = edge["name_zh"], edge["name_en"] or edge["name_zh"]
        if not street[0]:
            written = f"{beside[0]}旁", f"near {beside[1]}"
        elif degrees > ADDRESS_DEGREES:
            written = street
        else:
            written = f"{street[0]} {beside[0]}旁", f"{street[1]}, near {beside[1]}"
        named.append((written, beside if degrees <= ADDRESS_DEGREES or not street[0] else street))
    return named
