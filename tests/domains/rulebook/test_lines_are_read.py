"""No line of a rule table is dead: something outside the tables' own models asks for it."""

import ast
import re
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from quanju.domains.rulebook.types import Table, kinds

SOURCE = Path(__file__).parents[3] / "src" / "quanju"
ATTRIBUTE = re.compile(r"\.([a-z_]+)")
OWN_NAMES = {"zh", "en"}
"""How a text is written; `Text` is what is read."""


def models_of(annotation):
    """The models that stand in an annotation, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_of(field.annotation)
    for inner in get_args(annotation):
        yield from models_of(inner)


def checks_itself(function):
    return any("validator" in ast.unparse(one) for one in function.decorator_list)


def names_asked(tree):
    """Attributes and words that a file asks for, but for a model's checks of itself."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef) and checks_itself(node):
            continue
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value  # a list of reasons is asked for by its name
        yield from names_asked(node)


def asked():
    """What any file asks for; read by the test, not by every process that lists the tests."""
    files = [p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts]
    found = {name for path in files for name in names_asked(ast.parse(path.read_text("utf-8")))}
    for page in SOURCE.rglob("*.html"):
        found |= set(ATTRIBUTE.findall(page.read_text()))
    return found


LINES = sorted(
    {
        (kind.name, model.__name__, name)
        for kind in kinds()
        if kind.model.__module__.startswith("quanju.")
        for model in models_of(kind.model)
        for name in set(model.model_fields) - set(Table.model_fields) - OWN_NAMES
    }
)


def test_somebody_asks_for_every_line():
    assert LINES
    found = asked()
    assert [one for one in LINES if one[-1] not in found] == []
