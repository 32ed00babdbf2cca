"""Which lines a rule table cannot do without, as its model says.

`DJANGO_SETTINGS_MODULE=quanju.config.settings python -m tests.domains.rulebook.required ROOM.TABLE`
prints the lines of a new kind, for `required_lines.csv`.
"""

import sys
from collections.abc import Iterator
from typing import Any, get_args

import django
from pydantic import AliasChoices, BaseModel

from quanju.domains.rulebook.types import kind_named


def required(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """Each such line: `accept_min`; `sort.code` for a line of its rows."""
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        key = alias.choices[0] if isinstance(alias, AliasChoices) else alias or name
        if field.is_required():
            yield f"{above}{key}"
        for inner in _models(field.annotation):
            yield from required(inner, f"{above}{key}.")


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from _models(part)


if __name__ == "__main__":
    django.setup()
    for asked in sys.argv[1:]:
        found = kind_named(asked)
        for line in sorted(set(required(found.model))) if found else ():
            sys.stdout.write(f"{asked},{line}\n")
