"""`quanju archive …`: is a package of the archive as it was sealed?"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quanju.cli.framework import as_json_option, print_figures, refuse

if TYPE_CHECKING:
    from quanju.domains.coordination.sealed.findings import Checked


@click.group()
def archive() -> None:
    """Sealed packages of groups: check them anywhere, without the platform."""


@archive.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--public-key", default="", help="the branch's key, in hex or its file; else this home's"
)
@click.option(
    "--against",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    help="seals of the journal that were kept elsewhere, a file or a folder of them",
)
@as_json_option
def verify(file: Path, public_key: str, against: tuple[Path, ...], as_json: bool) -> None:
    """Check a package by its manifests, its seal and the journal's entries in it.

    Neither a database nor settings are needed. Exit code 1, and each touched file by its name, if
    it is not as it was sealed; 2, with a sentence, if it is no package.
    """
    from quanju.domains.coordination.sealed.checking import check_package
    from quanju.domains.journal.keys import public_key_in
    from quanju.domains.journal.verification.files import kept_in, read_key
    from quanju.domains.journal.verification.findings import KeptFileWrong

    try:
        kept = kept_in(against)
        key = read_key(public_key) if public_key else kept.key()
    except KeptFileWrong as wrong:
        refuse(wrong.zh, wrong.en)
    home = os.environ.get("QUANJU_HOME", "")
    key = key or (public_key_in(Path(home)) if home else "")
    found = check_package(file, public_key=key, kept=kept)
    _print(found, is_key_known=bool(key), as_json=as_json)
    raise SystemExit(0 if found.holds else 1)


def _print(found: "Checked", *, is_key_known: bool, as_json: bool) -> None:
    figures = {
        "holds": found.holds,
        "package": found.package,
        "files": found.files,
        "sealed_at": found.sealed_at,
        "public_key": found.public_key,
        "is_key_known": is_key_known,
        "entries": found.entries,
        "proved": found.proved,
        "exported_by": found.exported_by,
        "exported_at": found.exported_at,
        "purpose": found.purpose,
    }
    if as_json:
        faults = [
            {"code": one.code, "file": one.name, "zh": one.zh, "en": one.en} for one in found.faults
        ]
        print_figures({**figures, "faults": faults}, as_json=True)
        return
    print_figures(figures, as_json=False)
    for one in found.faults:
        click.echo(f"· {one.zh}\n  {one.en}")
    if found.holds and not is_key_known:
        click.echo(
            "· 请把上面的公钥与分局公布的比对（quanju journal key），或用 --public-key\n"
            "  compare the public key above with the branch's, or give it with --public-key"
        )
