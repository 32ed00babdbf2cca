"""`quanju bench demand`: whether the trained model foresees better than the untrained one."""

from pathlib import Path

import click

from quanju.cli.framework import as_json_option, print_figures, refuse


@click.command()
@click.option(
    "--calls",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="a folder with the San Francisco and Lincoln County files",
)
@click.option("--seed", default=7, show_default=True)
@as_json_option
def demand(calls: Path | None, seed: int, as_json: bool) -> None:
    """Learn rates of an invented town and of real calls; scores of both models on held-out weeks.

    Eight days of San Francisco are too few: the refusal is printed, and a trial on one day.
    """
    from quanju.engine.demand.errors import DemandInputError
    from quanju.engine.demand.measure import measure_demand

    try:
        figures = measure_demand(calls, seed=seed)
    except DemandInputError as error:
        refuse(error.zh, error.en)
    print_figures(figures, as_json=as_json)
