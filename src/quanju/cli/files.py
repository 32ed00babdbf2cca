"""`quanju files …`: is every stored file there, and as it was?"""

import click

from quanju.cli.framework import as_json_option, print_figures, progress, with_django


@click.group()
def files() -> None:
    """Stored files: their bytes by their hash."""


@files.command()
@as_json_option
@with_django
def verify(as_json: bool) -> None:
    """Read all stored files and compare each with its hash; exit code 1, and each fault named.

    The rows that name them are checked by `quanju journal verify`.
    """
    from quanju.domains.documents.queries.files import stored_digests, verified

    with progress(len(stored_digests()), "files") as told:
        count, faults = verified(told=told)
    named = [{"sha256": one.sha256, "what": one.what, "on": one.subjects} for one in faults]
    if as_json:
        print_figures({"files": count, "holds": not faults, "faults": named}, as_json=True)
    else:
        print_figures({"files": count, "holds": not faults}, as_json=False)
        for one in faults:
            click.echo(f"{one.what:<8} {one.sha256}  {' '.join(one.subjects)}")
    raise SystemExit(1 if faults else 0)
