"""`quanju bench siting`: the siting engine on published instances, and against spopt."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from quanju.cli.framework import as_json_option, print_figures, refuse

SIZE = 2000, 300


@click.command()
@click.option("--pmed", type=click.Path(path_type=Path), help="folder of pmed*.txt and optima.csv")
@click.option("--seconds", default=60.0, show_default=True, help="time for each instance")
@click.option("--spopt", "with_spopt", is_flag=True, help="compare with spopt, if installed")
@click.option("--random", "cities", default=0, help="so many invented cities, 2,000 × 300")
@click.option("--large", is_flag=True, help="every model at 10,000 × 1,000 in 5 seconds")
@click.option("--roads", "road_file", type=click.Path(path_type=Path), help="times for --spopt")
@as_json_option
def siting(
    pmed: Path | None,
    seconds: float,
    with_spopt: bool,
    cities: int,
    large: bool,
    road_file: Path | None,
    as_json: bool,
) -> None:
    """OR-Library with gap and proof; invented cities; seconds kept at size; against spopt."""
    from quanju.engine.roads.errors import RoadInputError
    from quanju.engine.roads.network import load
    from quanju.engine.siting.errors import SitingError
    from quanju.engine.siting.measure import (
        city,
        city_on_roads,
        measure_large,
        measure_pmed,
        measure_random,
        measure_spopt,
    )

    if pmed is None and not (with_spopt or cities or large):
        refuse(
            "请给出 --pmed 目录，或 --random、--large、--spopt",
            "give --pmed DIR, or --random, --large, --spopt",
        )
    figures: dict[str, Any] = {}
    try:
        if pmed is not None:
            figures |= measure_pmed(pmed, time_s=seconds)
    except SitingError as error:
        refuse(error.zh, error.en)
    if cities:
        figures["random"] = measure_random(cities)
    if large:
        figures["large"] = measure_large()
    if with_spopt:
        if find_spec("spopt") is None:
            refuse("未安装 spopt", "spopt is not installed: pip install spopt")
        try:
            table = city_on_roads(load(road_file).drive, *SIZE) if road_file else city(*SIZE)
        except RoadInputError as error:
            refuse(error.zh, error.en)
        figures["spopt"] = measure_spopt(*table, time_s=seconds)
    print_figures(figures, as_json=as_json)
