"""`quanju supervision …`: draw the sample of an inspection again."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from quanju.cli.framework import as_json_option, print_figures, refuse, with_django

NUMBER = re.compile(r"[0-9]{8}-[0-9]{4,}")
a_list = click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True)


@click.group()
def supervision() -> None:
    """Supervision of case handling: what anybody can check."""


@supervision.command()
@click.argument("plan", required=False, default="")
@click.option(
    "--list",
    "file",
    type=a_list,
    help="numbers, one a line, or the file of the desk; - reads stdin",
)
@click.option("--seed", default="", help="the seed as the plan shows it")
@click.option("--size", type=click.IntRange(1), help="how many were drawn")
@as_json_option
def draw(plan: str, file: Path | None, seed: str, size: int | None, as_json: bool) -> None:
    """Draw the sample of an inspection again: of PLAN, or from a list with its seed and size.

    Each number is marked with the SHA-256 of “seed|number”; the lowest marks are the sample. With
    --list no database is needed or touched. Exit code 1 if what PLAN has kept is another sample.
    """
    if plan:
        found = _of_plan(plan)
    elif file and seed and size:
        found = _of_list(file, seed, size)
    else:
        refuse(
            "请写计划编号，或者同时给 --list、--seed、--size",
            "Name a plan, or give --list, --seed and --size together",
        )
    print_figures(found, as_json=as_json)
    raise SystemExit(0 if found.get("as_kept", True) else 1)


def _of_list(file: Path, seed: str, size: int) -> dict[str, Any]:
    from quanju.domains.supervision.types.inspections import digest_of, drawn

    is_piped = str(file) == "-"
    text = sys.stdin.read() if is_piped else file.read_text("utf-8-sig")
    numbers = sorted(set(_numbers(text.splitlines())))
    sample = drawn(numbers, seed=seed, size=size)
    return {"drawn_from": len(numbers), "digest": digest_of(numbers), "sample": list(sample)}


def _numbers(lines: Iterable[str]) -> Iterable[str]:
    """The number at the head of each line; a heading has none."""
    for one in lines:
        found = NUMBER.match(one.strip().strip('"'))
        if found:
            yield found.group()


@with_django
def _of_plan(plan: str) -> dict[str, Any]:
    from quanju.domains.kernel.types import NotFound
    from quanju.domains.supervision.queries.inspections import told_inspection
    from quanju.domains.supervision.types.inspections import drawn

    try:
        view = told_inspection(plan)
    except NotFound as missing:
        refuse(missing.text.zh, missing.text.en)
    return {
        "drawn_from": view.count,
        "digest": view.digest,
        "seed": view.seed,
        "seed_entry": view.entry,
        "sample": list(drawn(view.population, seed=view.seed, size=view.size)) if view.seed else [],
        "as_kept": not view.seed or view.is_drawn_again_the_same,
    }
