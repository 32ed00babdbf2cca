"""`quanju study …`: compute a study in a process of its own."""

import os

import click

from quanju.cli.framework import with_django


@click.group()
def study() -> None:
    """Studies of the planning desk; the server starts them itself."""


@study.command()
@click.argument("number", type=click.IntRange(1))
@with_django
def run(number: int) -> None:
    """Compute a study that was started and keep its answer."""
    os.nice(10)  # dispatch goes first
    from quanju.domains.planning.actions.studies import run_study

    view = run_study(study=number)
    click.echo(f"{view.subject}: {view.status} {view.why.zh} / {view.why.en}".rstrip(" /"))
