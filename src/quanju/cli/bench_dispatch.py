"""`quanju bench dispatch`: rules of deciding who goes, over another city's recorded calls."""

from pathlib import Path

import click

from quanju.cli.framework import as_json_option, print_figures, refuse, with_django


@click.command()
@click.option("--roads", "road_file", required=True, type=click.Path(path_type=Path))
@click.option("--calls", "calls_file", required=True, type=click.Path(path_type=Path))
@click.option("--mapping", "mapping_file", required=True, type=click.Path(path_type=Path))
@click.option(
    "--share",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0.05, 1.0),
    help="part of the units of each kind that is there",
)
@as_json_option
@with_django
def dispatch(
    road_file: Path, calls_file: Path, mapping_file: Path, share: float, as_json: bool
) -> None:
    """Compare nearest first, ours (the gravest first) and all together, over the same calls.

    Mean wait from the call to the unit there, p90 of the gravest grade, minutes in which a home has
    no free unit; and where deciding together loses against ours. Files as `quanju replay` takes.
    `--share` keeps a part of the units only: rules differ where units are scarce.
    """
    from quanju.cli.replay import mapping_named
    from quanju.engine.roads.network import load
    from quanju.engine.simulation.errors import SimulationInputError
    from quanju.replay.records import read_mapping, read_records
    from quanju.replay.rules_compared import compare_rules

    mapping = read_mapping(mapping_named(mapping_file))
    records, roads = read_records(calls_file, mapping), load(road_file).drive
    try:
        figures = compare_rules(records, roads, mapping, share=share)
    except SimulationInputError as error:
        refuse(error.zh, error.en)
    print_figures(figures, as_json=as_json)
