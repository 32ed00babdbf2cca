"""`quanju bench zoning`: zones over the roads of an extract."""

from pathlib import Path

import click

from quanju.cli.framework import as_json_option, print_figures, refuse


@click.command()
@click.option("--pbf", required=True, type=click.Path(path_type=Path), help="an OSM extract")
@click.option("--zones", default=17, show_default=True)
@click.option("--resolution", default=9, show_default=True, help="of the H3 cells")
@click.option("--moves", default=20_000_000, show_default=True)
@click.option("--seconds", type=float, help="stop then; it cools faster")
@click.option("--seed", default=1, show_default=True)
@as_json_option
def zoning(
    pbf: Path,
    zones: int,
    resolution: int,
    moves: int,
    seconds: float | None,
    seed: int,
    as_json: bool,
) -> None:
    """Road blocks weighted by metres of road, cut into zones; by gerrychain, too, if installed."""
    from quanju.engine.roads.errors import RoadInputError
    from quanju.engine.zoning.errors import ZoningError
    from quanju.engine.zoning.measure import measure_zoning

    try:
        figures = measure_zoning(
            pbf, zones=zones, resolution=resolution, moves=moves, seed=seed, seconds=seconds
        )
    except (RoadInputError, ZoningError) as error:
        refuse(error.zh, error.en)
    print_figures(figures, as_json=as_json)
