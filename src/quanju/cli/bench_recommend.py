"""`quanju bench recommend`: the list of who should go, of hundreds of units on real roads."""

import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from quanju.cli.bench_clocks import empty_database
from quanju.cli.bench_history import timed
from quanju.cli.framework import as_json_option, print_figures, refuse, with_django

if TYPE_CHECKING:
    from quanju.engine.roads.network import RoadNetwork


@click.command()
@click.option("--roads", "road_file", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--units", default=300, show_default=True, type=click.IntRange(1, 5_000))
@click.option("--times", default=100, show_default=True, help="the list is asked for so often")
@as_json_option
@with_django
def recommend(road_file: Path, units: int, times: int, as_json: bool) -> None:
    """Ask for the list of an incident in the middle of so many units, in an empty database.

    Milliseconds of the processor and of the clock, and the questions to the database. The roads are
    those of `quanju roads build`.
    """
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from quanju.domains.dispatch.queries import recommendation
    from quanju.domains.kernel.clock import now
    from quanju.domains.kernel.kept import one_reading
    from quanju.engine.roads.errors import RoadInputError
    from quanju.engine.roads.network import load

    try:
        network = load(road_file).drive
    except RoadInputError as error:
        refuse(error.zh, error.en)
    with TemporaryDirectory(prefix="quanju-bench-") as home, empty_database():
        settings.HOME = Path(home)
        at = now()
        number = _fill(road_file, network, units, at)

        def ask() -> Any:
            with one_reading():
                return recommendation.recommend(incident=number, at=at)

        listed = ask()
        with CaptureQueriesContext(connection) as questions:
            ask()
        figures = {
            "units": units,
            "candidates": len(listed.candidates),
            "queries": len(questions),
            **timed([("list", ask)], times)["list"],
        }
    print_figures(figures, as_json=as_json)


def _fill(road_file: Path, network: "RoadNetwork", count: int, at: datetime) -> str:
    """Rows as tables: a map, units at random junctions, an incident at another; its number."""
    import numpy as np
    from django.apps import apps
    from django.conf import settings

    from quanju.domains.geo.network import FOLDER

    rng = np.random.default_rng(7)
    nodes = rng.integers(network.node_count, size=count + 1)
    lon, lat = network.node_lon[nodes].tolist(), network.node_lat[nodes].tolist()

    def make(room: str, model: str, rows: list[dict[str, Any]]) -> list[Any]:
        table = apps.get_model(room, model)
        return list(table._default_manager.bulk_create(table(**row) for row in rows))

    (settings.HOME / FOLDER).mkdir()
    shutil.copy(road_file, settings.HOME / FOLDER / "bench.roads")
    centre = {"centre_lon": lon[0], "centre_lat": lat[0]}
    release = {"road_file": "bench.roads", "fingerprint": "bench", "loaded_at": at, **centre}
    make("geo", "MapRelease", [release])
    named = {"kind": "branch", "code": "bench", "name_zh": "测试分局", "name_en": "Bench"}
    (branch,) = make("people", "Organisation", [named])
    crews = make(
        "people",
        "Person",
        [
            {"username": f"bench{n}", "display_name": "测试", "badge_no": str(n)}
            for n in range(count)
        ],
    )
    forces = ("special_police", "case_team", "community_team")
    posts = make(
        "patrol",
        "Unit",
        [
            {
                "call_sign": f"U{n:04}",
                "force_type": forces[n % 3],
                "organisation": branch,
                "home_zone": 1 + n % 17,
                "status": "available",
                "shift_started_at": at,
            }
            for n in range(count)
        ],
    )
    pairs = list(zip(posts, crews, strict=True))
    make("patrol", "CrewMember", [{"unit": u, "person": p, "joined_at": at} for u, p in pairs])
    make(
        "patrol",
        "UnitPosition",
        [
            {"unit": unit, "lon": lon[n], "lat": lat[n], "at": at, "received_at": at}
            for n, unit in enumerate(posts, 1)
        ],
    )
    row = {
        "number": f"{at:%Y%m%d}-0001",
        "title": "测试警情",
        "class_code": "dispute",
        "type_code": "fight",
        "grade": 2,
        "address": "测试路 1 号",
        "lon": lon[0],
        "lat": lat[0],
        "channel": "phone",
        "state": "new",
        "received_at": at,
        "created_at": at,
    }
    (incident,) = make("dispatch", "Incident", [row])
    number: str = incident.number
    return number
