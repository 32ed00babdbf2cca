"""Where in a text of TOML or JSON a value stands, by its path: names of keys, numbers of items."""

import json
import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Path = Sequence[str | int]
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def line_in_toml(text: str, content: Mapping[str, Any], path: Path) -> int | None:
    """The line at which the path begins; of what is missing, the line of what it should stand in.

    TOML is read from the top down, so that is the first line after which the text, cut there,
    holds the path.
    """
    path = _known(content, path)
    if not path:
        return None
    lines = text.replace("\r\n", "\n").split("\n")

    def is_there(count: int) -> bool:
        while count and (found := _cut(lines, count)) is None:
            count -= 1
        return count > 0 and _holds(found or {}, path)

    return bisect_left(range(len(lines) + 1), True, key=is_there)


def line_in_json(text: str, content: Any, path: Path) -> int | None:
    """The same of a JSON text."""
    path = tuple(_known(content, path))
    if not path:
        return None
    start = next((at for at, here in _walked(text) if here == path), None)
    return None if start is None else text.count("\n", 0, start) + 1


def _known(content: Any, path: Path) -> Path:
    while path and not _holds(content, path):
        path = path[:-1]
    return path


def _cut(lines: Sequence[str], count: int) -> dict[str, Any] | None:
    """The content of the first lines, a list left open there closed; None if they end amidst."""
    for end in ("", "\n]", "\n]]"):
        try:
            return tomllib.loads("\n".join(lines[:count]) + end)
        except (tomllib.TOMLDecodeError, RecursionError):
            continue
    return None


def _holds(content: Any, path: Path) -> bool:
    for step in path:
        if isinstance(content, Mapping):
            if step not in content:
                return False
        elif not isinstance(content, list) or not isinstance(step, int) or step >= len(content):
            return False
        content = content[step]
    return True


def _walked(text: str) -> Iterator[tuple[int, tuple[str | int, ...]]]:
    """Every value of a JSON text: where it (or its key) begins, and its path."""
    path: list[str | int] = []
    is_key = False
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token in "{[":
            yield from _item(found.start(), path)
            path.append(0 if token == "[" else "")
            is_key = token == "{"
        elif token in "}]":
            path.pop()
            is_key = False
        elif token == ",":
            last = path[-1]
            is_key = not isinstance(last, int)
            path[-1] = last + 1 if isinstance(last, int) else ""
        elif token == ":":
            is_key = False
        elif is_key:
            path[-1] = json.loads(token)
            yield found.start(), tuple(path)
        else:
            yield from _item(found.start(), path)


def _item(start: int, path: list[str | int]) -> Iterator[tuple[int, tuple[str | int, ...]]]:
    """An item of a list; the value of a key begins with its key."""
    if path and isinstance(path[-1], int):
        yield start, tuple(path)


def spelled(path: Path) -> str:
    """`unit 2 rounds 1 at`: a path in words, items counted from 1."""
    return " ".join(str(step + 1) if isinstance(step, int) else step[:40] for step in path)
