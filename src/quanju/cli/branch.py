"""`quanju branch …` and `quanju admin …`: set a branch up."""

from dataclasses import asdict
from pathlib import Path

import click

from quanju.cli.framework import as_json_option, print_figures, with_django


@click.group()
def branch() -> None:
    """Load a branch from a folder of readable files."""


@branch.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@as_json_option
@with_django
def load(folder: Path, as_json: bool) -> None:
    """Load FOLDER (TOML, GeoJSON, CSV; see docs/rooms/demo.md) into an empty database.

    The road network and the base map are built first. A wrong file is named with its line and
    nothing is stored.
    """
    from django.conf import settings

    from quanju.branches.folder import read_folder
    from quanju.branches.loader import load_branch
    from quanju.domains.kernel.clock import now

    loaded = load_branch(read_folder(folder), home=settings.HOME, at=now(), say=_say)
    print_figures(asdict(loaded), as_json=as_json)


def _say(zh: str, en: str) -> None:
    click.echo(f"· {zh} / {en}", err=True)


@click.group()
def admin() -> None:
    """The first administrator and the first leader of an empty site."""


@admin.command()
@click.argument("username")
@click.option("--name", prompt=True, help="the name shown on pages")
@click.option(
    "--role",
    type=click.Choice(["system_admin", "branch_leader"]),
    default="system_admin",
    show_default=True,
    help="the leader approves what the administrator proposes",
)
@click.password_option(help="asked for when not given")
@with_django
def create(username: str, name: str, role: str, password: str) -> None:
    """Make the first administrator or leader. Everybody else is appointed on the page for it."""
    from quanju.domains.kernel.clock import now
    from quanju.domains.people.actions.founding import found_branch_admin

    found_branch_admin(username=username, display_name=name, password=password, at=now(), role=role)
    click.echo("ok")
