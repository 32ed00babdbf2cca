"""`quanju bench reception`: all sites at once, each desk finishing a report every few minutes."""

import click

from quanju.cli.framework import as_json_option, print_figures, refuse


@click.command()
@click.option("--database", default="", help="postgresql://… that may make a database; else SQLite")
@click.option("--processes", default=1, type=click.IntRange(1, 8), show_default=True)
@click.option("--desks", default=20, type=click.IntRange(1, 50), show_default=True, help="a site")
@click.option("--minutes", default=5.0, type=click.FloatRange(0.1, 60), show_default=True)
@click.option("--every", default=6.0, type=click.FloatRange(0.1, 60), show_default=True)
@as_json_option
def reception(
    database: str, processes: int, desks: int, minutes: float, every: float, as_json: bool
) -> None:
    """Servers of its own on the loopback, the invented branch, its 12 sites with --desks each.

    Each desk takes a report, lists evidence and gives the receipt every --every minutes, out of
    step with the others and in real time; the first --every minutes bring them all to work and are
    not measured. `page_p95_ms` is of pages that were opened, `form_p95_ms` of forms that were sent;
    `lost` counts reports that cannot be opened afterwards, or lack the words, the evidence or the
    receipt that were acknowledged. Papers are set by a worker, which does not run here.
    """
    from quanju.trial.reception import measure_reception
    from quanju.trial.site import SiteFailed

    if processes > 1 and not database:
        refuse(
            "多个进程需要 PostgreSQL：--database", "several processes need PostgreSQL: --database"
        )
    try:
        figures = measure_reception(
            desks=desks,
            seconds=minutes * 60,
            every_s=every * 60,
            processes=processes,
            database=database,
        )
    except SiteFailed as error:
        refuse(f"测量未能开始：{error}", f"the measurement could not begin: {error}")
    print_figures(figures, as_json=as_json)
