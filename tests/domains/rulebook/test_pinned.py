"""The numbers of the shipped rule tables, and how long words and lists may be, once more.

`shipped_numbers.csv` and `allowed_lengths.csv` (tests/pinned.py): branches that changed nothing
work by them.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.pinned import same_as_read_last

from quanju.domains.rulebook.queries import shipped
from quanju.domains.rulebook.reading import content_of
from quanju.domains.rulebook.types import kinds

NAMES = ("code", "kind", "name", "role", "zh")
"""What a row is called by: the first of these that it has."""
LENGTHS = ("minLength", "maxLength", "minItems", "maxItems")

Row = tuple[str, ...]


def numbers() -> list[Row]:
    """Table, line and value of every number and every yes or no."""
    return sorted(
        (kind.name, path, str(value))
        for kind in kinds()
        if not kind.name.startswith("test.")
        for path, value in _values(content_of(shipped(kind)), "")
    )


def lengths() -> list[Row]:
    """Table, line, and the least and most letters or rows that it may have."""
    found: set[Row] = set()
    for kind in kinds():
        if not kind.name.startswith("test."):
            schema = kind.model.model_json_schema()
            found |= {(kind.name, *row) for row in _lengths(schema, schema.get("$defs", {}), "")}
    return sorted(found)


def _values(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _values(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _values(inner, f"{path}[{_name_of(inner, place)}]")
    elif isinstance(value, int | float):
        yield path, value


def _name_of(row: Any, place: int) -> str:
    if not isinstance(row, dict):
        return str(place)
    return str(next((row[name] for name in NAMES if isinstance(row.get(name), str)), place))


def _lengths(schema: dict[str, Any], known: dict[str, Any], path: str) -> Iterator[Row]:
    if "$ref" in schema:
        schema = known[schema["$ref"].rpartition("/")[2]]
    limits = [str(schema.get(name, "")) for name in LENGTHS]
    if any(limits):
        yield (path, *limits)
    for name, inner in schema.get("properties", {}).items():
        yield from _lengths(inner, known, f"{path}.{name}".lstrip("."))
    several = [*schema.get("anyOf", ()), *schema.get("prefixItems", ())]
    several += [schema.get("items"), schema.get("additionalProperties")]
    for inner in several:
        if isinstance(inner, dict):
            yield from _lengths(inner, known, f"{path}[]" if inner is schema.get("items") else path)


PINNED = {"shipped_numbers.csv": numbers, "allowed_lengths.csv": lengths}


@pytest.mark.parametrize("name", PINNED)
def test_what_is_shipped_is_what_was_read_last(name, pytestconfig):
    assert same_as_read_last(name, PINNED[name](), pytestconfig)
