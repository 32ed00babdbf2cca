"""A rule table while it is edited: its text, its remarks and its order stay as they were written.

What is typed need not be right: a word where a number belongs is kept as a word, so that it is
told at its field and not lost. tomlkit changes the text in place; where what it writes would not
read as what was meant, the content is written anew.
"""

import copy
from collections.abc import Mapping, MutableMapping
from typing import Any

import tomlkit
from tomlkit.items import AoT, InlineTable

from quanju.domains.rulebook.queries import content as content_of
from quanju.domains.rulebook.queries import written
from quanju.domains.rulebook.types import RuleError

Path = tuple[Any, ...]
UNWRITABLE = (
    tomlkit.exceptions.TOMLKitError,
    RuleError,
    LookupError,
    TypeError,
    ValueError,
)


class Draft:
    """The text of a table, changed step by step; `RuleError` if it is no TOML to begin with."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.content: dict[str, Any] = content_of(self.text)

    def table(self, path: Path) -> dict[str, Any]:
        """The table at a path; empty where there is none."""
        found: Any = self.content
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return {}
        return found if isinstance(found, dict) else {}

    def rows(self, path: Path) -> list[Any]:
        """The list at a path; empty where there is none."""
        found = self.table(path[:-1]).get(path[-1], [])
        return found if isinstance(found, list) else []

    def put(self, path: Path, values: Mapping[str, Any]) -> None:
        """Set these lines of the table at a path; None takes a line away."""

        def change(table: Any) -> None:
            for name, value in values.items():
                if value is None:
                    table.pop(name, None)
                else:
                    table[name] = value

        if values:
            self._change(path, change, made=True)

    def add(self, path: Path, row: Mapping[str, Any]) -> int:
        """A row at the end of the list at a path; its place."""
        place = len(self.rows(path))

        def change(table: Any) -> None:
            rows = table.get(path[-1])
            if isinstance(rows, AoT):
                rows.append(_table(row))
            elif isinstance(rows, list):
                rows.append(dict(row))
            elif isinstance(table, InlineTable):
                table[path[-1]] = [dict(row)]
            elif isinstance(table, tomlkit.TOMLDocument | tomlkit.items.Table):
                rows = tomlkit.aot()
                rows.append(_table(row))
                table[path[-1]] = rows
            else:
                table[path[-1]] = [dict(row)]

        self._change(path[:-1], change)
        return place

    def remove(self, path: Path) -> None:
        """Take away the row at a path that ends in its place."""
        *to, name, place = path

        def change(table: Any) -> None:
            del table[name][place]
            if not table[name]:
                del table[name]

        self._change(tuple(to), change)

    def up(self, path: Path) -> None:
        """Move the row at a path before the one before it."""
        *to, name, place = path

        def change(table: Any) -> None:
            rows = table[name]
            row = rows[place]
            del rows[place]
            rows.insert(place - 1, row)

        if place > 0:
            self._change(tuple(to), change)

    def _change(self, path: Path, change: Any, *, made: bool = False) -> None:
        meant = copy.deepcopy(self.content)
        try:
            change(_at(meant, path, made=made))
        except (KeyError, IndexError, TypeError):
            return  # the row is gone already: a second press, an old page
        self.text = _kept(self.text, path, change, meant, made=made) or written(meant)
        self.content = content_of(self.text)


def _kept(text: str, path: Path, change: Any, meant: Any, *, made: bool) -> str:
    """The text changed in place, empty if it would not say what is meant."""
    try:
        document = tomlkit.parse(text)
        change(_at(document, path, made=made))
        changed = tomlkit.dumps(document)
        return changed if content_of(changed) == content_of(written(meant)) else ""
    except UNWRITABLE:
        return ""


def _at(content: Any, path: Path, *, made: bool) -> Any:
    found = content
    for step in path:
        if made and isinstance(found, MutableMapping) and step not in found:
            found[step] = {}
        found = found[step]
    return found


def _table(row: Mapping[str, Any]) -> Any:
    made = tomlkit.table()
    for name, value in row.items():
        made[name] = value
    return made
