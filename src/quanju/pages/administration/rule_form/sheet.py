"""One sheet of the editor: the fields of a table, its lists, and what is wrong at each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from pydantic import BaseModel

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import Fault, RuleKind
from quanju.pages.administration.rule_form.draft import Draft, Path
from quanju.pages.administration.rule_form.shape import (
    ORIGIN,
    Line,
    line_named,
    lines_of,
    model_at,
)
from quanju.pages.administration.rule_form.values import both, field_name, listed, shown, typed

PLAIN = "administration/rule_form/plain.html"
TEMPLATES = {
    **dict.fromkeys(("text", "long", "number", "day", "moment"), PLAIN),
    "choice": "administration/rule_form/choice.html",
    "yes": "administration/rule_form/yes.html",
    "pair": "administration/rule_form/pair.html",
    "many": "administration/rule_form/many.html",
    "keyed": "administration/rule_form/keyed.html",
    "rows": "administration/rule_form/rows.html",
    "part": "administration/rule_form/part.html",
}
MOST_IN_SUMMARY = 4
CALLED = ("name_zh", "name", "title", "code", "kind", "does", "number", "grade", "month", "room")
"""By which of its lines a row is called, the first that it has."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a list: what it is called, more of it, and in how many places it is wrong."""

    path: str
    called: str
    more: str
    faults: int
    is_first: bool


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item of a list that is edited in place: its key, its texts."""

    key: str = ""
    zh: str = ""
    en: str = ""
    value: str = ""
    label: Text | None = None
    is_chosen: bool = False
    up: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A line with its fields, its words and what is wrong with it."""

    line: Line
    name: str
    path: str
    value: str = ""
    zh: str = ""
    en: str = ""
    choices: Sequence[tuple[str, str]] = ()
    items: Sequence[Item] = ()
    rows: Sequence[Row] = ()
    cells: Sequence["Cell"] = ()
    faults: Sequence[Text] = ()

    @property
    def template(self) -> str:
        return TEMPLATES[self.line.kind]

    @property
    def id(self) -> str:
        return "id_" + self.name.removeprefix("f:").replace(".", "-")

    @property
    def lines(self) -> int:
        return min(16, max(2, self.value.count("\n") + 2))

    @property
    def is_long(self) -> bool:
        """A field of one line would lose the ends of its lines."""
        return "\n" in self.value

    @property
    def pair_lines(self) -> int:
        """How many lines a text in both languages needs; none if one field does."""
        longest = max(len(self.zh) * 2, len(self.en))
        return 3 if longest > 90 or "\n" in self.zh + self.en else 0

    @property
    def is_strange(self) -> bool:
        """Neither yes nor no was written."""
        return self.value not in ("", "yes", "no")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is on the screen: where it is, its cells, where it comes from, what has no field."""

    path: str
    crumbs: Sequence[tuple[str, str]]
    cells: Sequence[Cell]
    origin: Sequence[Cell] = ()
    faults: Sequence[Text] = field(default_factory=list)

    @property
    def back(self) -> str:
        """The sheet above."""
        return self.crumbs[-2][0] if len(self.crumbs) > 1 else ""


def steps(path: str) -> Path:
    """`rule.3.extensions.0` as steps; a place in a list is a number."""
    parts = (one for one in path.split(".") if one)
    return tuple(int(one) if one.isdecimal() and len(one) < 6 else one for one in parts)


def dotted(path: Path) -> str:
    return ".".join(str(one) for one in path)


def sheet_of(kind: RuleKind[Any], draft: Draft, path: Path, faults: Sequence[Fault]) -> Sheet:
    """The sheet at a path of the draft."""
    model = model_at(kind.model, path) or kind.model
    cells = _cells(model, draft, path, faults)
    here = {one.path for one in _all(cells)}
    lost = [one.text for one in faults if not _is_shown(one.path, here, path)]
    return Sheet(
        path=dotted(path),
        crumbs=_crumbs(kind, draft, path),
        cells=[one for one in cells if path or one.line.key not in ORIGIN],
        origin=[one for one in cells if not path and one.line.key in ORIGIN],
        faults=lost,
    )


def put_typed(kind: RuleKind[Any], draft: Draft, path: Path, sent: QueryDict) -> None:
    """Take what was typed on the sheet at a path into the draft."""
    model = model_at(kind.model, path)
    if model is None or ((path and not draft.table(path)) and not sent):
        return
    _put(model, draft, path, sent)


def _put(model: type[BaseModel], draft: Draft, path: Path, sent: QueryDict) -> None:
    table, changed = draft.table(path), {}
    for line in lines_of(model):
        key = line.key_in(table)
        if line.kind == "rows":
            continue
        if line.kind == "part" and line.model:
            _put(line.model, draft, (*path, key), sent)
            continue
        before = table.get(key)
        after = typed(line, field_name((*path, key)), sent, before)
        if after != before or type(after) is not type(before):
            changed[key] = _kept_empty(line, after)
    draft.put(path, changed)


def _kept_empty(line: Line, value: Any) -> Any:
    """An emptied list of a line that may be missing is taken away."""
    return None if value in ([], {}) and not line.is_required else value


def _cells(model: type[BaseModel], draft: Draft, path: Path, faults: Sequence[Fault]) -> list[Cell]:
    table = draft.table(path)
    return [_cell(line, draft, table, path, faults) for line in lines_of(model)]


def _cell(
    line: Line, draft: Draft, table: Mapping[str, Any], to: Path, faults: Sequence[Fault]
) -> Cell:
    key = line.key_in(table)
    path, value = (*to, key), table.get(key)
    own: dict[str, Any] = {"line": line, "name": field_name(path), "path": dotted(path)}
    if line.kind == "rows":
        rows = [_row(line, draft, (*path, n), faults) for n in range(len(draft.rows(path)))]
        return Cell(**own, rows=rows, faults=_at(faults, path, line, exactly=True))
    if line.kind == "part" and line.model:
        return Cell(
            **own,
            cells=_cells(line.model, draft, path, faults),
            faults=_at(faults, path, line, exactly=True),
        )
    found = _at(faults, path, line)
    if line.kind == "pair":
        zh, en = both(value)
        return Cell(**own, zh=zh, en=en, faults=found)
    choices = _choices(line, draft)
    if line.kind in ("many", "keyed"):
        items = _items(line, value, choices)
        text = "\n".join(shown(one) for one in listed(value)) if line.kind == "many" else ""
        return Cell(**own, items=items, value=text, choices=choices, faults=found)
    if line.kind in ("choice", "text") and choices and shown(value) not in dict(choices):
        choices = [("", "—"), *choices] if not value else [(shown(value), shown(value)), *choices]
    return Cell(**own, value=shown(value), choices=choices, faults=found)


def _items(line: Line, value: Any, choices: Sequence[tuple[str, str]]) -> list[Item]:
    if line.kind == "keyed":
        keyed = value if isinstance(value, Mapping) else {}
        known = dict(choices)
        found = []
        for key, one in keyed.items():
            zh, en = both(one) if line.item == "pair" else ("", "")
            label = Text(known[key], known[key]) if key in known else None
            found.append(Item(key=key, zh=zh, en=en, value=shown(one), label=label))
        return found
    if line.item == "pair":
        return [Item(zh=zh, en=en) for zh, en in map(both, listed(value))]
    if not choices:
        return []
    chosen = [shown(one) for one in listed(value)]
    known = {**{one: one for one in chosen}, **dict(choices)}
    order = [*chosen, *(code for code in known if code not in chosen)]
    moves = chosen[1:] if line.is_ordered else []
    return [
        Item(
            value=code,
            label=Text(known[code], known[code]),
            is_chosen=code in chosen,
            up=str(chosen.index(code)) if code in moves else "",
        )
        for code in order
    ]


def _choices(line: Line, draft: Draft) -> list[tuple[str, str]]:
    """Codes with their words: the room's own, or those of a list of this very table."""
    if line.refers:
        found = draft.content.get(line.refers, [])
        if isinstance(found, Mapping):
            return [(key, str(Text(*both(one)))) for key, one in found.items()]
        rows = [row for row in listed(found) if isinstance(row, Mapping) and row.get("code")]
        return [(shown(row["code"]), called(row) or shown(row["code"])) for row in rows]
    return [(code, str(words)) for code, words in (line.choices or {}).items()]


def called(row: Any, model: type[BaseModel] | None = None) -> str:
    """What a row is called, in the reader's language."""
    if not isinstance(row, Mapping):
        return shown(row)
    for key in CALLED:
        if key not in row:
            continue
        if key == "name_zh":
            return shown(row.get(str(Text("name_zh", "name_en"))) or row[key])
        line = line_named(model, key) if model else None
        return said(line, row[key]) if line else both(row[key])[0]
    first = next((one for one in row.values() if not isinstance(one, list | dict)), "")
    return shown(first)


def said(line: Line, value: Any) -> str:
    """A value in words: with its unit, its choice, its language."""
    if isinstance(value, list) and line.kind == "many":
        return "、".join(_said_one(line, one) for one in value) or "—"
    if isinstance(value, Mapping) and line.kind == "keyed":
        known = line.choices or {}
        return "；".join(f"{known.get(k, k)} {_said_one(line, v)}" for k, v in value.items()) or "—"
    return _said_one(line, value)


def _said_one(line: Line, value: Any) -> str:
    if value is None or value == "":
        return "—"
    kind = line.item or line.kind
    if kind == "pair":
        zh, en = both(value)
        return str(Text(zh, en))
    if isinstance(value, bool):
        return str(Text("是", "yes") if value else Text("否", "no"))
    if line.choices and shown(value) in line.choices and line.kind != "keyed":
        return str(line.choices[shown(value)])
    return f"{shown(value)} {line.unit}" if line.unit else shown(value)


def _row(line: Line, draft: Draft, path: Path, faults: Sequence[Fault]) -> Row:
    row = draft.table(path)
    model = line.model
    title = called(row, model)
    more = []
    for one in lines_of(model) if model else ():
        value = row.get(one.key_in(row))
        if one.kind in ("rows", "part", "long", "keyed", "pair") or value in (None, "", []):
            continue
        if one.key.startswith("name_") or said(one, value) == title or one.key.endswith("_en"):
            continue
        more.append(f"{one.label} {said(one, value)}")
    wrong = sum(1 for one in faults if one.path[: len(path)] == path)
    return Row(
        path=dotted(path),
        called=title or "—",
        more=" · ".join(more[:MOST_IN_SUMMARY]),
        faults=wrong,
        is_first=path[-1] == 0,
    )


def _at(faults: Sequence[Fault], path: Path, line: Line, *, exactly: bool = False) -> list[Text]:
    """What is wrong at a line, whichever of its names the fault was told by."""
    names = {line.key, *line.formerly, path[-1]}
    found = []
    for one in faults:
        at = one.path[: len(path)]
        if at[:-1] != path[:-1] or not at or len(at) < len(path) or at[-1] not in names:
            continue
        if exactly and len(one.path) > len(path):
            continue
        place = next((step for step in one.path[len(path) :] if isinstance(step, int)), None)
        words = one.text
        if place is not None and line.kind == "many":
            words = Text(f"第 {place + 1} 项：{words.zh}", f"item {place + 1}: {words.en}")
        found.append(words)
    return found


def _all(cells: Sequence[Cell]) -> list[Cell]:
    return [one for cell in cells for one in (cell, *_all(cell.cells))]


def _is_shown(path: Path, here: set[str], sheet: Path) -> bool:
    """Does a fault stand at a field, a row or elsewhere than on this sheet?"""
    if path[: len(sheet)] != sheet:
        return True
    return any(dotted(path[:n]) in here for n in range(len(sheet) + 1, len(path) + 1))


def sheet_with(kind: RuleKind[Any], path: Path) -> Path:
    """The sheet that shows what stands at a path: the last row of a list on the way to it."""
    places = [n for n, step in enumerate(path) if isinstance(step, int)]
    for end in reversed(places):
        to = path[: end + 1]
        line = line_named(model, to[-2]) if (model := model_at(kind.model, to[:-2])) else None
        if line and line.kind == "rows":
            return to
    return ()


def _crumbs(kind: RuleKind[Any], draft: Draft, path: Path) -> list[tuple[str, str]]:
    """Where this sheet is: each row on the way, the table first."""
    found = [("", str(kind.label))]
    for end in range(2, len(path) + 1, 1):
        to = path[:end]
        if isinstance(to[-1], int):
            line = line_named(model, to[-2]) if (model := model_at(kind.model, to[:-2])) else None
            row = draft.table(to)
            title = called(row, line.model if line else None) or str(Text("新的一行", "a new line"))
            found.append((dotted(to), f"{line.label if line else ''} › {title}"))
    return found
