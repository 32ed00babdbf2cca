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
@click.option("--roads", "road_file", type=click.Path(path_type=Path), help="times for --spopt")
@as_json_option
def siting(
    pmed: Path | None, seconds: float, with_spopt: bool, road_file: Path | None, as_json: bool
) -> None:
    """p-median and p-center of OR-Library with gap and proof; MCLP and p-median against spopt."""
    from quanju.engine.roads.errors import RoadInputError
    from quanju.engine.roads.network import load
    from quanju.engine.siting.errors import SitingError
    from quanju.engine.siting.measure import city, city_on_roads, measure_pmed, measure_spopt

    if pmed is None and not with_spopt:
        refuse("请给出 --pmed 目录，或 --spopt", "give --pmed DIR, or --spopt")
    figures: dict[str, Any] = {}
    try:
        if pmed is not None:
            figures |= measure_pmed(pmed, seconds=seconds)
    except SitingError as error:
        refuse(error.zh, error.en)
    if with_spopt:
        if find_spec("spopt") is None:
            refuse("未安装 spopt", "spopt is not installed: pip install spopt")
        try:
            table = city_on_roads(load(road_file).drive, *SIZE) if road_file else city(*SIZE)
        except RoadInputError as error:
            refuse(error.zh, error.en)
        figures["spopt"] = measure_spopt(*table, seconds=seconds)
    print_figures(figures, as_json=as_json)
