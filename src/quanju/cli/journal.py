"""`quanju journal …`: verify, export, seal, show the public key, hand out the checker."""

import json
import os
import zipapp
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from quanju.cli.framework import as_json_option, print_figures, progress, refuse, with_django

if TYPE_CHECKING:
    from quanju.domains.journal.verification.findings import Verification
    from quanju.domains.journal.verification.walk import Kept

a_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def journal() -> None:
    """The record of everything that happened: check it, take it out, seal it."""


@journal.command()
@click.argument("file", type=a_file, required=False)
@click.option(
    "--against",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    help="a seal, an earlier export, or a folder of them, that was kept elsewhere; several allowed",
)
@click.option("--public-key", default="", help="another key than this home's: hex, or its file")
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]),
    help="for a restored backup: the moment it was made, such as 2026-11-23T04:00:00+0800",
)
@as_json_option
def verify(
    file: Path | None,
    against: tuple[Path, ...],
    public_key: str,
    at: datetime | None,
    as_json: bool,
) -> None:
    """Check the record; exit code 1, and each fault by its name, if it does not hold.

    The chain, its head, its seals by the branch's own key, and the protected rows of every room.
    With FILE (made by `quanju journal export`) no database is needed or touched.
    """
    from quanju.domains.journal.verification.files import kept_in, read_key
    from quanju.domains.journal.verification.findings import KeptFileWrong

    try:
        kept = kept_in(against)
        key = read_key(public_key) if public_key else ""
    except KeptFileWrong as wrong:
        refuse(wrong.zh, wrong.en)
    found = _verify_file(file, key, kept) if file else _verify_database(key, kept, at)
    _tell(found, as_json)
    raise SystemExit(0 if found.holds else 1)


def _verify_file(file: Path, key: str, kept: "Kept") -> "Verification":
    from quanju.domains.journal.keys import public_key_in
    from quanju.domains.journal.verification.command import NO_KEY
    from quanju.domains.journal.verification.files import lines_in, verify_file

    key = key or public_key_in(Path(os.environ.get("QUANJU_HOME", "var"))) or kept.key()
    if not key:
        refuse(*NO_KEY.split("\n"))
    with progress(lines_in(file), "entries") as told:
        return verify_file(file, public_key=key, kept=kept, told=told)


@with_django
def _verify_database(key: str, kept: "Kept", at: datetime | None) -> "Verification":
    from quanju.domains.journal import queries
    from quanju.domains.kernel.clock import now

    with progress(queries.head_number(), "entries") as told:
        return queries.verify(at=at or now(), public_key=key, kept=kept, told=told)


def _tell(found: "Verification", as_json: bool) -> None:
    figures = {
        "holds": found.holds,
        "entries": found.entries,
        "seals": found.seals,
        "kept": found.kept,
        "rows": found.rows,
        "first_bad": found.first_bad,
        "reason_zh": found.reason.zh if found.reason else None,
        "reason_en": found.reason.en if found.reason else None,
    }
    if as_json:
        faults = [
            {"code": one.code, "entry": one.entry, "zh": one.text.zh, "en": one.text.en}
            for one in found.faults
        ]
        print_figures({**figures, "faults": faults}, as_json=True)
        return
    print_figures(figures, as_json=False)
    for one in found.faults:
        click.echo(f"· {one.text.zh}\n  {one.text.en}")


@journal.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
@with_django
def export(output: Path) -> None:
    """Write all entries and seals to a file, one JSON object a line. This is recorded too.

    The last line closes the file with the branch's signature, so that a part of it cannot pass for
    the whole.
    """
    from quanju.domains.journal import queries
    from quanju.domains.journal.actions.entries import record_export
    from quanju.domains.kernel.clock import now
    from quanju.domains.people.types import SERVICE

    at = now()
    count = record_export(recipient=output.name, by=SERVICE, at=at)
    with progress(count, "entries") as told:
        _write_lines(output, queries.exported_lines(at=at), told)


@journal.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
@with_django
def seals(output: Path) -> None:
    """Write all seals to a file, one JSON object a line, for somebody to keep elsewhere."""
    from quanju.domains.journal import queries

    _write_lines(output, queries.exported_seals(), lambda _: None)


def _write_lines(
    output: Path, rows: Iterable[Mapping[str, Any]], told: Callable[[int], object]
) -> None:
    partial = output.with_name(output.name + ".partial")
    with partial.open("w", encoding="utf-8") as lines:
        for count, row in enumerate(rows, 1):
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            if count % 1000 == 0:
                told(count)
    partial.replace(output)


@journal.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
def checker(output: Path) -> None:
    """Write the verifier out as one file that runs wherever Python 3.11 is: no Quanju needed.

    Give it to whoever keeps the seals: `python FILE JOURNAL --against SEALS`.
    """
    from quanju.domains.journal import verification

    with TemporaryDirectory() as folder:
        package = Path(folder) / "verification"
        package.mkdir()
        for source in Path(verification.__path__[0]).glob("*.py"):
            (package / source.name).write_bytes(source.read_bytes())
        zipapp.create_archive(
            folder, output, interpreter="/usr/bin/env python3", main="verification.command:run"
        )


@journal.command()
@as_json_option
@with_django
def seal(as_json: bool) -> None:
    """Sign a Merkle root over the entries since the last seal; keep the printed lines elsewhere."""
    from quanju.domains.journal.actions.seals import seal as make_seal
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


@journal.command()
@as_json_option
@with_django
def send(as_json: bool) -> None:
    """Send the seals by every way of QUANJU_SEALS_TO now; exit code 1 if one did not take them."""
    from quanju.domains.journal import queries
    from quanju.domains.journal.actions.sending import send_seals
    from quanju.domains.kernel.clock import now
    from quanju.domains.people.types import SERVICE

    at = now()
    send_seals(by=SERVICE, at=at, is_now=True)
    ways = queries.seals_outside(at=at).ways
    if not ways:
        refuse("没有设置 QUANJU_SEALS_TO", "QUANJU_SEALS_TO is not set")
    for one in ways:
        figures = {"way": one.target, "sent_until": one.sent_until, "left_at": one.left_at}
        print_figures({**figures, "why": one.why.en if one.why else None}, as_json=as_json)
    raise SystemExit(1 if any(one.why for one in ways) else 0)


@journal.command("key")
@with_django
def public_key() -> None:
    """Print the branch's public key in hex; give it to whoever checks the seals."""
    from quanju.domains.journal.keys import branch_key

    click.echo(branch_key().public_key().public_bytes_raw().hex())
