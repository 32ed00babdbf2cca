"""`quanju bench …`: measure the engines on this machine; each prints JSON with --json."""

from pathlib import Path

import click

from quanju.cli.bench_clocks import clocks
from quanju.cli.bench_coordination import coordination
from quanju.cli.bench_demand import demand
from quanju.cli.bench_dispatch import dispatch
from quanju.cli.bench_history import history
from quanju.cli.bench_http import http
from quanju.cli.bench_journal import journal
from quanju.cli.bench_reception import reception
from quanju.cli.bench_recommend import recommend
from quanju.cli.bench_rounds import rounds
from quanju.cli.bench_siting import siting
from quanju.cli.bench_worklist import thread, worklist
from quanju.cli.bench_zoning import zoning
from quanju.cli.framework import as_json_option, print_figures, refuse
from quanju.cli.simulation import simulation


@click.group()
def bench() -> None:
    """Measurements: compare ratios and medians, not single times of a busy machine."""


@bench.command()
@click.option("--pbf", required=True, type=click.Path(path_type=Path), help="an OSM extract")
@click.option("--units", default=300, show_default=True)
@click.option("--calls", default=1000, show_default=True)
@click.option("--checked", default=50, show_default=True, help="calls compared with scipy")
@as_json_option
def roads(pbf: Path, units: int, calls: int, checked: int, as_json: bool) -> None:
    """Build, load, nearest units, 5-minute reach, full table; and compare with scipy."""
    from quanju.engine.roads.errors import RoadInputError
    from quanju.engine.roads.measure import measure_roads

    try:
        figures = measure_roads(pbf, units=units, calls=calls, checked=checked)
    except RoadInputError as error:
        refuse(error.zh, error.en)
    print_figures(figures, as_json=as_json)


bench.add_command(clocks)
bench.add_command(coordination)
bench.add_command(demand)
bench.add_command(dispatch)
bench.add_command(history)
bench.add_command(journal)
bench.add_command(http)
bench.add_command(reception)
bench.add_command(recommend)
bench.add_command(rounds)
bench.add_command(simulation)
bench.add_command(siting)
bench.add_command(zoning)
bench.add_command(worklist)
bench.add_command(thread)
