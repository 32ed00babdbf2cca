"""The numbers that stand in the rooms' code, each with its room: how long, how many, how far.

What a branch may set stands in its rule tables; these are the house's own (`constants.csv`), and
a test that asks `LONGEST` for its limit would follow it anywhere.
"""

import ast
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

from tests.pinned import same_as_read_last

import quanju.domains

FILE = Path(__file__).parent / "constants.csv"


def constants() -> Iterator[tuple[str, str, str]]:
    """Module, name and value of every number, span, and set of them, with a name of its own."""
    for found in walk_packages(quanju.domains.__path__, "quanju.domains."):
        if "migrations" in found.name:
            continue
        module = import_module(found.name)
        place = found.name.removeprefix("quanju.domains.")
        for name in sorted(_given_here(Path(str(module.__file__)))):
            value = getattr(module, name, None)
            if name.isupper() and not name.startswith("_") and _is_plain(value):
                yield place, name, str(value)


def _given_here(file: Path) -> set[str]:
    """Names that the module itself gives a value at its top."""
    lines = ast.parse(file.read_text("utf-8")).body
    given = [node for node in lines if isinstance(node, ast.Assign | ast.AnnAssign)]
    parts = (part for node in given for part in ast.walk(node))
    return {one.id for one in parts if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return bool(value) and all(_is_plain(one) for one in value.values())
    if isinstance(value, tuple | list):
        return bool(value) and all(_is_plain(one) for one in value)
    return isinstance(value, int | float | timedelta)


def test_the_house_s_own_numbers_are_those_that_were_read_last(pytestconfig):
    assert same_as_read_last(FILE, list(constants()), pytestconfig)
