"""What the code fixes and others rely on: its numbers, and what each refusal is called.

What a branch may set stands in its rule tables; the numbers here are the house's own
(`constants.csv`, `limits_in_verbs.csv`): a test that asks `LONGEST` would follow it anywhere.
Codes and statuses of refusals (`refusals.csv`) are what clients of the API act on.
"""

import ast
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from tests.pinned import same_as_read_last

import quanju.domains
import quanju.engine
from quanju.domains.kernel.types import Refused

HOUSE, ROOMS, FLOORS = "quanju.", "quanju.domains.", (quanju.domains, quanju.engine)


def constants() -> Iterator[tuple[str, str, str]]:
    """Module, name and value of every number, span, and set of them, with a name of its own."""
    for module in _modules(*FLOORS):
        for name in sorted(_given_here(Path(str(module.__file__)))):
            value = getattr(module, name, None)
            if name.isupper() and not name.startswith("_") and _is_plain(value):
                yield module.__name__.removeprefix(HOUSE), name, str(value)


def limits() -> Iterator[tuple[str, str, str, str]]:
    """Module, function, and each `longest=` or `most=` that is given there as a number."""
    for module in _modules(quanju.domains):
        place = module.__name__.removeprefix(ROOMS)
        for outer in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
            if not isinstance(outer, ast.FunctionDef):
                continue
            for call in ast.walk(outer):
                if isinstance(call, ast.Call):
                    what = ast.unparse(call.args[0])[:40] if call.args else ""
                    for one in call.keywords:
                        if one.arg in ("longest", "most") and isinstance(one.value, ast.Constant):
                            yield f"{place}.{outer.name}", what, one.arg, str(one.value.value)


def refusals() -> list[tuple[str, str, str, str]]:
    """Class, code, status and field of every refusal of the rooms."""
    for _ in _modules(quanju.domains):
        pass
    return sorted(
        (
            f"{one.__module__}.{one.__name__}".removeprefix(ROOMS),
            one.code,
            str(one.status),
            one.field,
        )
        for one in _below(Refused)
        if one.__module__.startswith(ROOMS)
    )


def _below(refusal: type[Refused]) -> Iterator[type[Refused]]:
    for one in refusal.__subclasses__():
        yield one
        yield from _below(one)


def _modules(*floors: ModuleType) -> Iterator[ModuleType]:
    for floor in floors:
        for found in walk_packages(floor.__path__, f"{floor.__name__}."):
            if "migrations" not in found.name:
                yield import_module(found.name)


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
    assert same_as_read_last("constants.csv", list(constants()), pytestconfig)


def test_how_long_words_may_be_in_the_verbs(pytestconfig):
    assert same_as_read_last("limits_in_verbs.csv", list(limits()), pytestconfig)


def test_refusals_keep_their_codes_and_statuses(pytestconfig):
    assert same_as_read_last("refusals.csv", refusals(), pytestconfig)
