"""`quanju search …`: the index of what is said in groups, made anew from the database."""

import click

from quanju.cli.framework import as_json_option, print_figures, with_django


@click.group()
def search() -> None:
    """The index that finds messages, items and files in groups; it is no record."""


@search.command()
@as_json_option
@with_django
def rebuild(as_json: bool) -> None:
    """Make the whole index anew from the rows, while the branch works; words of files follow.

    The worker reads PDFs and documents a few at a time; names are found at once.
    """
    from quanju.domains.coordination.actions.finding import rebuild_index

    print_figures({"lines": rebuild_index()}, as_json=as_json)
