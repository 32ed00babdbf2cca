"""A fresh branch for a replay: its people, units, roads and rules come from the records."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import fmean
from typing import Any

from django.contrib.auth import get_user_model

from quanju.domains.geo.actions.loading import load_areas, load_map_release
from quanju.domains.kernel.transaction import write
from quanju.domains.patrol.actions import crews, loading, positions
from quanju.domains.patrol.queries import units as units_queries
from quanju.domains.patrol.types.standing import PositionReport
from quanju.domains.people.actions.loading import load_organisations, load_people, load_posts
from quanju.domains.people.queries.actors import actor_of
from quanju.domains.people.types import SERVICE, Actor
from quanju.domains.rulebook.actions import load_rule, take_over_shipped
from quanju.domains.rulebook.queries import written
from quanju.engine.roads import network as road_files
from quanju.replay.records import ColumnMapping, Records, UnitRow

FORCES = ("special_police", "case_team", "office_liaison", "community_team")


@dataclass(frozen=True)
class Town:
    """What the replay drives with: two desks, units by their recorded name, types by kind."""

    desks: tuple[Actor, Actor]
    units: dict[str, int]
    homes: dict[int, tuple[float, float]]
    types: dict[str, str]


def found_town(records: Records, mapping: ColumnMapping, road_file: Path, home: Path) -> Town:
    """Fill an empty database so that the records can be driven through it."""
    rows = [row for group in records.calls.values() for row in group]
    at = min(row.received_at for row in rows) - timedelta(hours=2)
    types = {kind: _code(kind, n) for n, kind in enumerate(sorted({row.kind for row in rows}))}
    with write():
        names = _load_people_and_units(rows, mapping, at)
        load_rule(
            kind="dispatch.incident_classes",
            text=written(_classes(rows, types, mapping)),
            effective_from=at,
            by=SERVICE,
            at=at,
        )
        load_rule(
            kind="dispatch.response_plans",
            text=written(_plans()),
            effective_from=at,
            by=SERVICE,
            at=at,
        )
        take_over_shipped(by=SERVICE, at=at)
        _load_map(road_file, at)
    desks = _desks(at)
    known = {unit.call_sign: unit.pk for unit in units_queries.all_units()}
    ids = {name: known[sign] for name, sign in names.items()}
    homes = {ids[name]: place for name, place in _homes(rows)}
    for unit in ids.values():
        crews.sign_on(unit=unit, crew=units_queries.roster_of(unit), by=desks[0], at=at)
    report_places(homes, at)
    return Town(desks, ids, homes, types)


def _code(kind: str, number: int) -> str:
    letters = re.sub(r"[^a-z0-9]+", "_", kind.lower()).strip("_")[:24]
    return f"{letters or 'kind'}_{number}"


def _load_people_and_units(
    rows: list[UnitRow], mapping: ColumnMapping, at: datetime
) -> dict[str, str]:
    kinds = {row.unit: row.unit_kind for row in rows}
    signs = {name: f"U-{name}"[:20] for name in sorted(kinds)}
    load_organisations(
        [
            {"code": "branch", "kind": "branch", "name_zh": "回放", "name_en": "Replay"},
            {
                "code": "brigade",
                "kind": "brigade",
                "name_zh": "回放警力",
                "name_en": "Replayed units",
                "parent_code": "branch",
            },
        ],
        by=SERVICE,
        at=at,
    )
    posts = [("desk-1", "dispatcher"), ("desk-2", "dispatcher"), ("crew", "patrol_unit")]
    load_posts(
        [
            {
                "code": code,
                "organisation_code": "brigade",
                "role": role,
                "title_zh": code,
                "title_en": code,
                "requires_second_factor": "0",
            }
            for code, role in posts
        ],
        by=SERVICE,
        at=at,
    )
    accounts = [("desk-1", "desk-1"), ("desk-2", "desk-2")]
    accounts += [(f"c{n}-{k}", "crew") for n in range(len(signs)) for k in (1, 2)]
    load_people(
        [
            {
                "username": name,
                "display_name": name,
                "badge_no": f"{number:06}",
                "post_code": post,
            }
            for number, (name, post) in enumerate(accounts, 1)
        ],
        by=SERVICE,
        at=at,
    )
    loading.load_units(
        [
            {
                "call_sign": sign,
                "force_type": mapping.force(kinds[name]),
                "organisation_code": "brigade",
            }
            for name, sign in signs.items()
        ],
        [
            {"call_sign": sign, "username": f"c{number}-{k}"}
            for number, sign in enumerate(signs.values())
            for k in (1, 2)
        ],
        by=SERVICE,
        at=at,
    )
    return signs


def _classes(rows: list[UnitRow], types: dict[str, str], mapping: ColumnMapping) -> dict[str, Any]:
    grade_of: dict[str, int] = {}
    for row in rows:
        grade = mapping.grade(row.priority)
        grade_of[row.kind] = max(grade, grade_of.get(row.kind, grade))
    return {
        "source": "replay",
        "class": [
            {
                "code": "recorded",
                "name_zh": "历史记录",
                "name_en": "Recorded",
                "type": [
                    {
                        "code": code,
                        "name_zh": kind or "未注明",
                        "name_en": kind or "not told",
                        "grade": grade_of[kind],
                        "common": "NONEMERG",
                        "is_enforcement": False,
                    }
                    for kind, code in types.items()
                ],
            }
        ],
    }


def _plans() -> dict[str, Any]:
    need = [{"forces": list(FORCES), "least_crew": 1}]
    return {"source": "replay", "plan": [{"grade": grade, "needs": need} for grade in (1, 2, 3, 4)]}


def _load_map(road_file: Path, at: datetime) -> None:
    network = road_files.load(road_file).drive
    west, south, east, north = network.bounds
    box = [
        [west - 0.02, south - 0.02],
        [east + 0.02, south - 0.02],
        [east + 0.02, north + 0.02],
        [west - 0.02, north + 0.02],
        [west - 0.02, south - 0.02],
    ]
    load_map_release(
        road_file=road_file,
        attribution="© OpenStreetMap contributors, ODbL 1.0",
        centre=((west + east) / 2, (south + north) / 2),
        by=SERVICE,
        at=at,
    )
    outline = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [box]},
        "properties": {"code": "outline", "name_zh": "范围", "name_en": "Extent"},
    }
    load_areas(kind="outline", features=[outline], by=SERVICE, at=at)


def _desks(at: datetime) -> tuple[Actor, Actor]:
    people_rows = get_user_model().objects.filter(username__in=("desk-1", "desk-2"))
    first, second = (actor_of(person, at=at) for person in people_rows.order_by("username"))
    return first, second


def _homes(rows: list[UnitRow]) -> Iterator[tuple[str, tuple[float, float]]]:
    """The middle of each unit's own station's calls."""
    by_station: dict[str, list[UnitRow]] = {}
    by_unit: dict[str, list[UnitRow]] = {}
    for row in rows:
        by_station.setdefault(row.station, []).append(row)
        by_unit.setdefault(row.unit, []).append(row)
    for name, own in by_unit.items():
        most = max({row.station for row in own}, key=lambda s: sum(r.station == s for r in own))
        near = by_station[most] if most else own
        yield name, (fmean(r.lon for r in near), fmean(r.lat for r in near))


def report_places(places: dict[int, tuple[float, float]], at: datetime) -> None:
    """Every unit's device says where it is: the records tell only where each was last."""
    reports = [
        PositionReport(unit=unit, lon=lon, lat=lat, measured_at=at)
        for unit, (lon, lat) in places.items()
    ]
    positions.report_positions(reports, by=SERVICE, at=at)
