"""`quanju bench clocks`: a million running clocks in a database of their own."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import click

from quanju.cli.framework import as_json_option, print_figures, with_django


@click.command()
@click.option("--count", default=1_000_000, show_default=True, type=click.IntRange(1000))
@as_json_option
@with_django
def clocks(count: int, as_json: bool) -> None:
    """Find what is due in an hour among running clocks; change a rule and reckon its clocks anew.

    Works in a new database beside the one of QUANJU_DATABASE (SQLite or PostgreSQL), which is
    deleted afterwards; on PostgreSQL the account must be allowed to make one.
    """
    from quanju.domains.deadlines.measure import measure_clocks
    from quanju.domains.kernel.clock import now

    with empty_database():
        figures = measure_clocks(count=count, at=now())
    print_figures(figures, as_json=as_json)


@contextmanager
def empty_database() -> Iterator[None]:
    """Another database with our tables and nothing in it, dropped at the end."""
    from django.db import connection

    # Rows are put there as tables, by no verb: thousands of warnings would say so.
    rows = logging.getLogger("quanju.rows")
    level = rows.level
    before = connection.settings_dict["NAME"]
    with TemporaryDirectory(prefix="quanju-bench-") as folder:
        is_file = connection.vendor == "sqlite"
        name = f"{folder}/bench.sqlite3" if is_file else f"quanju_bench_{os.getpid()}"
        connection.settings_dict["TEST"] |= {"NAME": name, "MIGRATE": True}
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        rows.setLevel(logging.ERROR)
        try:
            yield
        finally:
            rows.setLevel(level)
            connection.creation.destroy_test_db(before, verbosity=0)
