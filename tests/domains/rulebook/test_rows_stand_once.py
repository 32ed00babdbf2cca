"""A row that has a code stands once in its table: twice, nobody could say which of them holds."""

import copy

import pytest

from quanju.domains.rulebook.queries import read, shipped, written
from quanju.domains.rulebook.reading import content_of
from quanju.domains.rulebook.types import RuleError, kinds


def coded(content, path=()):
    """Paths of all lists whose rows have codes; of like lists in like rows the first."""
    for name, inner in content.items() if isinstance(content, dict) else ():
        if isinstance(inner, dict):
            yield from coded(inner, (*path, name))
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            if "code" in inner[0]:
                yield (*path, name)
            yield from coded(inner[0], (*path, name, 0))


TABLES = {
    kind.name: content_of(shipped(kind)) for kind in kinds() if not kind.name.startswith("test.")
}
CASES = [(kind, path) for kind, content in TABLES.items() for path in coded(content)]


@pytest.mark.parametrize(("kind", "path"), CASES, ids=str)
def test_a_code_that_stands_twice_is_refused(kind, path):
    content = copy.deepcopy(TABLES[kind])
    rows = content
    for step in path:
        rows = rows[step]
    rows.append(copy.deepcopy(rows[0]))
    with pytest.raises(RuleError):
        read(kind, written(content))


def test_there_are_such_tables():
    assert len(CASES) > 20
