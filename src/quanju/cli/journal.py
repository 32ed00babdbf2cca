"""`quanju journal …`: verify, export, seal, show the public key."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quanju.cli.framework import as_json_option, print_figures, with_django

if TYPE_CHECKING:
    from quanju.domains.journal.types import Verification


@click.group()
def journal() -> None:
    """The record of everything that happened: check it, take it out, seal it."""


@journal.command()
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
)
@click.option("--public-key", default="", help="the branch's key in hex; refuse any other")
@as_json_option
def verify(file: Path | None, public_key: str, as_json: bool) -> None:
    """Check the chain and its seals; exit code 1 and the first bad row if they do not hold.

    With FILE (made by `quanju journal export`) no database is needed or touched.
    """
    if file:
        from quanju.domains.journal.verification import verify_file

        found = verify_file(file, public_key=public_key)
    else:
        found = _verify_database(public_key)
    figures = {
        "holds": found.holds,
        "entries": found.entries,
        "seals": found.seals,
        "first_bad": found.first_bad,
        "reason_zh": found.reason.zh if found.reason else None,
        "reason_en": found.reason.en if found.reason else None,
    }
    print_figures(figures, as_json=as_json)
    raise SystemExit(0 if found.holds else 1)


@with_django
def _verify_database(public_key: str) -> "Verification":
    from quanju.domains.journal import queries

    return queries.verify(public_key=public_key)


@journal.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
@with_django
def export(output: Path) -> None:
    """Write all entries and seals to a file, one JSON object a line. This is recorded too."""
    from quanju.domains.journal import queries
    from quanju.domains.journal.actions import record
    from quanju.domains.journal.events import EXPORTED
    from quanju.domains.kernel.clock import now
    from quanju.domains.kernel.transaction import write
    from quanju.domains.people.types import SERVICE

    count = queries.head_number()
    with write():
        record(
            EXPORTED,
            subject="journal:branch",
            by=SERVICE,
            at=now(),
            purpose="audit",
            recipient=output.name,
            facts={"entries": count},
        )
    partial = output.with_name(output.name + ".partial")
    with (
        partial.open("w", encoding="utf-8") as lines,
        click.progressbar(length=count + 1, label="entries") as bar,
    ):
        for row in queries.exported_rows():
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            bar.update(1)
        for seal in queries.exported_seals():
            lines.write(json.dumps(seal, ensure_ascii=False) + "\n")
    partial.replace(output)


@journal.command()
@as_json_option
@with_django
def seal(as_json: bool) -> None:
    """Sign a Merkle root over the entries since the last seal; keep the printed lines elsewhere."""
    from quanju.domains.journal.actions import seal as make_seal
    from quanju.domains.kernel.clock import now
    from quanju.domains.people.types import SERVICE

    made = make_seal(by=SERVICE, at=now())
    if made is None:
        print_figures({"sealed": 0}, as_json=as_json)
        return
    figures = {
        "sealed": made.last_entry - made.first_entry + 1,
        "seal": made.number,
        "root": made.root,
        "signature": made.signature,
        "public_key": made.public_key,
    }
    print_figures(figures, as_json=as_json)


@journal.command("key")
@with_django
def public_key() -> None:
    """Print the branch's public key in hex; give it to whoever checks the seals."""
    from quanju.domains.journal.keys import branch_key

    click.echo(branch_key().public_key().public_bytes_raw().hex())
