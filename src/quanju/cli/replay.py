"""`quanju replay`: another city's records through our verbs."""

import math
import os
import tempfile
from pathlib import Path

import click

from quanju.cli.framework import (
    as_json_option,
    bring_up_to_date,
    print_figures,
    progress,
    with_django,
)

SHOWN = 20


@click.command()
@click.option("--roads", "road_file", required=True, type=click.Path(path_type=Path))
@click.option("--calls", "calls_file", required=True, type=click.Path(path_type=Path))
@click.option("--mapping", "mapping_file", required=True, type=click.Path(path_type=Path))
@click.option("--speed", default="max", help="max, or so many times faster than it was")
@click.option("--limit", type=click.IntRange(1), help="only the first so many calls")
@as_json_option
def replay(
    road_file: Path,
    calls_file: Path,
    mapping_file: Path,
    speed: str,
    limit: int | None,
    as_json: bool,
) -> None:
    """Drive recorded calls through a fresh database and compare.

    \b
    quanju roads build nodes.csv edges.csv -o sf.roads
    quanju replay --roads sf.roads --calls calls.csv.gz --mapping san-francisco.toml --json

    The mapping names the columns (the one for San Francisco is found by its name alone). Every
    row is used or told of with its line. `lost` compares input, database and journal: it is 0.
    """
    if "QUANJU_DATABASE" not in os.environ:
        with tempfile.TemporaryDirectory(prefix="quanju-replay-") as home:
            os.environ["QUANJU_HOME"] = home
            _replay(road_file, calls_file, mapping_file, speed, limit, as_json)
    else:
        _replay(road_file, calls_file, mapping_file, speed, limit, as_json)


@with_django
def _replay(
    road_file: Path,
    calls_file: Path,
    mapping_file: Path,
    speed: str,
    limit: int | None,
    as_json: bool,
) -> None:
    from django.conf import settings

    from quanju.engine.roads import network
    from quanju.replay.drive import drive, happenings
    from quanju.replay.records import read_mapping, read_records
    from quanju.replay.report import figures
    from quanju.replay.town import found_town

    network.load(road_file)  # a wrong file is told before a database is made
    mapping = read_mapping(mapping_named(mapping_file))
    records = read_records(calls_file, mapping)
    if limit:
        records.calls = dict(list(records.calls.items())[:limit])
    bring_up_to_date()
    town = found_town(records, mapping, road_file, settings.HOME)
    count = len(happenings(records))
    with progress(count, "replay") as up_to:
        course = drive(records, town, speed=_speed(speed), say=up_to)
    found = figures(records, course)
    if not as_json:
        for one in found.pop("refusals")[:SHOWN]:
            click.echo(f"{calls_file.name}:{one['line']}: {one['code']} {one['zh']} / {one['en']}")
    print_figures(found, as_json=as_json)
    raise SystemExit(1 if found["lost"] else 0)


def mapping_named(path: Path) -> Path:
    """The file itself, or one of those that come with the house."""
    from importlib.resources import files

    shipped = Path(str(files("quanju.replay") / "mappings" / path.name))
    return path if path.exists() else shipped


def _speed(text: str) -> float:
    try:
        value = math.inf if text == "max" else float(text)
    except ValueError:
        value = 0.0
    if value <= 0:
        raise click.BadParameter("max, or a number above 0 / 应为 max 或大于 0 的数")
    return value
