"""`quanju bench http`: incidents entered over HTTP, and readers of the live stream beside them."""

from pathlib import Path

import click

from quanju.cli.framework import as_json_option, print_figures, refuse


@click.command()
@click.option("--database", default="", help="postgresql://… that may make a database; else SQLite")
@click.option("--processes", default=1, type=click.IntRange(1, 8), show_default=True)
@click.option("--clients", default=16, type=click.IntRange(1, 200), show_default=True)
@click.option("--seconds", default=10.0, type=click.FloatRange(1, 300), show_default=True)
@click.option("--streams", default=0, type=click.IntRange(0, 10_000), show_default=True)
@click.option(
    "--changes", default=50.0, type=click.FloatRange(1, 500), help="a second, beside them"
)
@click.option("--like", type=click.Path(path_type=Path, exists=True), help="a demo's home to copy")
@as_json_option
def http(
    database: str,
    processes: int,
    clients: int,
    seconds: float,
    streams: int,
    changes: float,
    like: Path | None,
    as_json: bool,
) -> None:
    """Servers of its own on the loopback, the invented branch, signed-in clients at full speed.

    First through the API, then with the form of the desk; with --streams once more while so many
    readers listen, at --changes a second and at full speed. `lost` counts incidents that were
    acknowledged and are not there, `streams_lost` entries that a reader did not hear.
    """
    from quanju.trial.measure import measure_http
    from quanju.trial.site import SiteFailed

    if like is not None and database:
        refuse("--like 只用于 SQLite", "--like is for SQLite alone")
    if processes > 1 and not database:
        refuse(
            "多个进程需要 PostgreSQL：--database", "several processes need PostgreSQL: --database"
        )
    try:
        figures = measure_http(
            processes=processes,
            clients=clients,
            seconds=seconds,
            streams=streams,
            pace=changes,
            database=database,
            like=like,
        )
    except SiteFailed as error:
        refuse(f"测量未能开始：{error}", f"the measurement could not begin: {error}")
    print_figures(figures, as_json=as_json)
