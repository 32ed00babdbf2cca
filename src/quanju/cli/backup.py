"""`quanju backup` and `quanju restore`: the whole branch in one file, and back from it."""

from pathlib import Path

import click

from quanju.cli.framework import as_json_option, print_figures, refuse, with_django

passphrase_option = click.option(
    "--passphrase",
    envvar="QUANJU_BACKUP_PASSPHRASE",
    help="opens the keys in the file; better in QUANJU_BACKUP_PASSPHRASE than on the line",
)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@passphrase_option
@as_json_option
@with_django
def backup(file: Path, passphrase: str | None, as_json: bool) -> None:
    """Write database, maps and (encrypted) keys to FILE while the service runs.

    The database is taken as of one moment. FILE is checked before it takes its name; without the
    passphrase nobody can restore it.
    """
    from quanju.backups.types import BackupError
    from quanju.backups.writing import write_backup

    try:
        figures = write_backup(file, _passphrase(passphrase, is_new=True))
    except BackupError as error:
        refuse(error.zh, error.en)
    print_figures(figures, as_json=as_json)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@passphrase_option
@as_json_option
@with_django
def restore(file: Path, passphrase: str | None, as_json: bool) -> None:
    """Restore FILE into an empty home and an empty database of the same kind.

    Every part is checked before the first is written, and the journal afterwards. Exit code 2 and
    a sentence if FILE is cut, altered or closed to this passphrase, or if the target is in use.
    """
    from quanju.backups.reading import read_backup
    from quanju.backups.types import BackupError

    try:
        figures = read_backup(file, _passphrase(passphrase, is_new=False))
    except BackupError as error:
        refuse(error.zh, error.en)
    print_figures(figures, as_json=as_json)


def _passphrase(given: str | None, *, is_new: bool) -> str:
    words = given or click.prompt("口令 / passphrase", hide_input=True, confirmation_prompt=is_new)
    if is_new and len(words) < 12:
        refuse("口令至少 12 个字符", "the passphrase needs at least 12 characters")
    return str(words)
