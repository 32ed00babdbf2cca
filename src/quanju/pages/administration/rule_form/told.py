"""What differs between two versions of a rule table, in words: where, what it was, what it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from quanju.domains.kernel.types import Text
from quanju.pages.administration.rule_form.shape import Line, lines_of
from quanju.pages.administration.rule_form.sheet import called, said
from quanju.pages.administration.rule_form.values import both, listed, shown

KNOWN_BY = ("code", "number", "kind", "does", "name", "month", "grade")
"""By which of its lines a row is the same row in both versions."""
SHORT = 80
"""Longer texts are told line by line by the comparison of the texts."""


@dataclass(frozen=True)
class Change:
    """One difference; `what` is changed, added, removed or moved."""

    what: str
    where: tuple[str, ...]
    before: str = ""
    after: str = ""

    @property
    def word(self) -> Text:
        return WHAT[self.what]

    @property
    def css(self) -> str:
        return {"added": "diff-more", "removed": "diff-less"}.get(self.what, "")


WHAT = {
    "changed": Text("改", "changed"),
    "added": Text("增", "added"),
    "removed": Text("删", "removed"),
    "moved": Text("移", "moved"),
}


def changes(
    model: type[BaseModel], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Change]:
    """Every difference between two contents of a table, in the order of its model."""
    return list(_table(model, before, after, ()))


def _table(
    model: type[BaseModel],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    where: tuple[str, ...],
) -> Iterator[Change]:
    for line in lines_of(model):
        one, two = before.get(line.key_in(before)), after.get(line.key_in(after))
        here = (*where, str(line.label))
        if line.kind == "part" and line.model:
            yield from _table(line.model, _mapping(one), _mapping(two), here)
        elif line.kind == "rows" and line.model:
            yield from _rows(line.model, listed(one), listed(two), here)
        elif one != two:
            yield from _line(line, one, two, here)


def _line(line: Line, one: Any, two: Any, here: tuple[str, ...]) -> Iterator[Change]:
    if line.kind == "keyed":
        before, after = _mapping(one), _mapping(two)
        names = line.choices or {}
        for key in dict.fromkeys((*before, *after)):
            if before.get(key) != after.get(key):
                place = (*here, str(names.get(key, key)))
                yield _changed(line, before.get(key), after.get(key), place)
        return
    if line.kind == "many":
        before_items, after_items = listed(one), listed(two)
        gone = [item for item in before_items if item not in after_items]
        new = [item for item in after_items if item not in before_items]
        if gone or new:
            yield from (Change("removed", here, before=said(line, [item])) for item in gone)
            yield from (Change("added", here, after=said(line, [item])) for item in new)
        else:
            yield Change("moved", here, said(line, before_items), said(line, after_items))
        return
    yield _changed(line, one, two, here)


def _changed(line: Line, one: Any, two: Any, here: tuple[str, ...]) -> Change:
    if (line.item or line.kind) == "pair" and one is not None and two is not None:
        before, after = both(one), both(two)
        return Change("changed", here, " / ".join(before), " / ".join(after))
    before_words, after_words = said(line, one), said(line, two)
    if max(len(before_words), len(after_words)) > SHORT and line.kind == "long":
        return Change("changed", here)
    return Change("changed", here, before_words, after_words)


def _rows(
    model: type[BaseModel], before: Sequence[Any], after: Sequence[Any], here: tuple[str, ...]
) -> Iterator[Change]:
    """Rows by what they are called, else by their place."""
    known = _known_by(model, before, after)
    one, two = _by(known, before), _by(known, after)
    for key, row in one.items():
        if key not in two:
            yield Change("removed", here, before=_row(model, row))
    for key, row in two.items():
        if key not in one:
            yield Change("added", here, after=_row(model, row))
        elif row != one[key]:
            place = (*here, called(row, model) or shown(key))
            yield from _table(model, _mapping(one[key]), _mapping(row), place)
    stay = [key for key in one if key in two]
    if stay != [key for key in two if key in one]:
        yield Change("moved", here, _order(model, one, stay), _order(model, two, stay))


def _order(model: type[BaseModel], rows: Mapping[Any, Any], keys: Sequence[Any]) -> str:
    names = [called(row, model) for key, row in rows.items() if key in keys]
    return "、".join(names if len(names) < 9 else [*names[:8], "…"])


def _row(model: type[BaseModel], row: Any) -> str:
    table = _mapping(row)
    title, more = called(row, model), []
    for line in lines_of(model):
        value = table.get(line.key_in(table))
        if value in (None, "", []) or line.kind in ("long", "part") or said(line, value) == title:
            continue
        told = str(len(listed(value))) if line.kind == "rows" else said(line, value)
        more.append(f"{line.label} {told}")
    return f"{title}（{'；'.join(more)}）" if more else title


def _known_by(model: type[BaseModel], *lists: Sequence[Any]) -> str:
    """The line whose value is another in each row of both lists; empty if none is."""
    keys = {line.key for line in lines_of(model)}
    for key in (key for key in KNOWN_BY if key in keys):
        values = [[str(_mapping(row).get(key)) for row in rows] for rows in lists]
        if all(len(set(one)) == len(one) and "None" not in one for one in values):
            return key
    return ""


def _by(key: str, rows: Sequence[Any]) -> dict[Any, Any]:
    return {str(_mapping(row).get(key)) if key else n: row for n, row in enumerate(rows)}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
