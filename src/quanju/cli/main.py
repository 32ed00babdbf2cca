"""The groups of the command `quanju`, each imported only when it is called."""

import importlib
import os
import sys
from typing import Any

import click

from quanju import __version__
from quanju.cli.framework import refuse
from quanju.config.home import keep_private

# name -> where its click command lives
COMMANDS = {
    "serve": "quanju.cli.serve:serve",
    "worker": "quanju.cli.serve:worker",
    "migrate": "quanju.cli.serve:migrate",
    "demo": "quanju.cli.demo:demo",
    "backup": "quanju.cli.backup:backup",
    "restore": "quanju.cli.backup:restore",
    "branch": "quanju.cli.branch:branch",
    "admin": "quanju.cli.branch:admin",
    "roads": "quanju.cli.roads:roads",
    "basemap": "quanju.cli.basemap:basemap",
    "paper": "quanju.cli.paper:paper",
    "exercise": "quanju.cli.exercise:exercise",
    "journal": "quanju.cli.journal:journal",
    "files": "quanju.cli.files:files",
    "search": "quanju.cli.search:search",
    "archive": "quanju.cli.archive:archive",
    "replay": "quanju.cli.replay:replay",
    "simulate": "quanju.cli.simulation:simulate",
    "supervision": "quanju.cli.supervision:supervision",
    "study": "quanju.cli.study:study",
    "clocks": "quanju.cli.clocks:clocks",
    "bench": "quanju.cli.bench:bench",
}


class Commands(click.Group):
    """Imports a command when it is asked for, so that `quanju --help` stays instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a file that cannot be read or written is told in a sentence."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except OSError as error:
            name, why = error.filename or "?", error.strerror or str(error)
            refuse(f"{name}：不能读写（{why}）", f"{name}: cannot be read or written ({why})")
        except ValueError as error:
            if not (hasattr(error, "zh") and hasattr(error, "en")):
                raise
            refuse(error.zh, error.en)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="quanju")
def quanju() -> None:
    """全局 Quanju: duty, dispatch and supervision of a police branch.

    \b
    Environment:
      QUANJU_HOME      folder for the database, maps and keys   (default ./var)
      QUANJU_DATABASE  sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME
      QUANJU_HOSTS     names the site is reached by, comma-separated
      QUANJU_ADDRESS   how papers tell where they are checked: https://NAME
      QUANJU_HTTPS=1   the site stands behind HTTPS: secure cookies only
      QUANJU_FILES     file:///FOLDER or s3://KEY:SECRET@HOST/BUCKET (default: in QUANJU_HOME)
      QUANJU_CLAMAV    the scanner of stored files: unix:FILE or tcp:HOST:PORT
      QUANJU_SEALS_TO  where seals go: mailto:WHO https://… file:///FOLDER printer:NAME
      QUANJU_PUSH_TO   services that may wake phones: https://updates.push.services.mozilla.com …
      QUANJU_MAIL      smtp[+tls]://USER:PASSWORD@HOST:PORT, and QUANJU_MAIL_FROM
      QUANJU_RECORDER  where the recorder plays a call: https://NAME/{recording}
      QUANJU_DEMO=1    the invented branch with one-click entry; never in production
    """


def main() -> None:
    """Entry point of the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanju.config.settings")
    keep_private()
    try:
        quanju()
    except BrokenPipeError:  # `quanju journal export | head`
        sys.stderr.close()
        sys.exit(1)
