"""`quanju bench rounds`: worth, travel and unpredictability of proposed rounds."""

from pathlib import Path

import click

from quanju.cli.framework import as_json_option, print_figures, refuse


@click.command()
@click.option(
    "--roads",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="an OSM extract or a road file; without it places lie on a square",
)
@click.option("--places", default=60, show_default=True)
@click.option("--crews", default=5, show_default=True)
@click.option("--minutes", default=120.0, show_default=True, help="how long the crews are out")
@click.option("--seconds", default=20.0, show_default=True, help="to search at most")
@click.option("--seed", default=5, show_default=True)
@as_json_option
def rounds(
    roads: Path | None,
    places: int,
    crews: int,
    minutes: float,
    seconds: float,
    seed: int,
    as_json: bool,
) -> None:
    """Propose rounds and four variants; compare with greedy rounds and the same seed again."""
    from quanju.engine.roads.errors import RoadInputError
    from quanju.engine.rounds.errors import RoundInputError
    from quanju.engine.rounds.measure import measure_rounds

    try:
        figures = measure_rounds(
            roads, places=places, crews=crews, shift_s=60 * minutes, time_s=seconds, seed=seed
        )
    except (RoadInputError, RoundInputError) as error:
        refuse(error.zh, error.en)
    print_figures(figures, as_json=as_json)
