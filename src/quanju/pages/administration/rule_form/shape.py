"""What a form asks for a rule table, read from its model: a line, its words, unit and choices."""

import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import OneOf, Table, Worded
from quanju.engine.clocks.lengths import Words as Pair

UNITS = {
    "s": Text("秒", "s"),
    "min": Text("分钟", "min"),
    "h": Text("小时", "h"),
    "days": Text("天", "days"),
    "m": Text("米", "m"),
    "km": Text("公里", "km"),
    "kmh": Text("公里/小时", "km/h"),
    "percent": Text("%", "%"),
    "mb": Text("MB", "MB"),
    "px": Text("像素", "px"),
    "megapixels": Text("百万像素", "megapixels"),
}
"""The unit stands at the end of a line's name."""
ORIGIN = tuple(Table.model_fields)
"""Lines that tell where the table comes from."""
LONG = 300
"""A text that may be longer is asked for with a field of several lines."""


@dataclass(frozen=True)
class Line:
    """One line of a model as a form asks for it.

    `kind`: text, long, number, yes, day, moment, choice, pair; `part` is a table within; `rows` a
    list of tables; `many` a list of `item`s of one of these kinds; `keyed` the same by keys.
    """

    key: str
    label: Text
    kind: str
    item: str = ""
    unit: Text | None = None
    limits: str = ""
    is_required: bool = True
    is_ordered: bool = True
    is_whole: bool = False
    choices: Mapping[str, Text] | None = None
    refers: str = ""
    model: type[BaseModel] | None = None
    formerly: tuple[str, ...] = ()

    def key_in(self, table: Mapping[str, Any]) -> str:
        """As it is written in that table: by its own name or one of before."""
        return next((key for key in (self.key, *self.formerly) if key in table), self.key)


@lru_cache(maxsize=256)
def lines_of(model: type[BaseModel]) -> tuple[Line, ...]:
    """The lines of a model, in its order; where the table comes from stands last."""
    origin = ORIGIN if issubclass(model, Table) else ()
    own = [name for name in model.model_fields if name not in origin]
    return tuple(_line(name, model.model_fields[name]) for name in (*own, *origin))


def line_named(model: type[BaseModel], key: Any) -> Line | None:
    return next((one for one in lines_of(model) if key in (one.key, *one.formerly)), None)


def model_at(model: type[BaseModel], path: tuple[Any, ...]) -> type[BaseModel] | None:
    """The model of the table at a path of lines and places in lists."""
    found: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, int):
            continue
        line = line_named(found, step) if found else None
        found = line.model if line else None
    return found


def _line(name: str, field: FieldInfo) -> Line:
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        key, *formerly = (str(one) for one in alias.choices)
    else:
        key, formerly = str(alias or name), []
    inner, metadata = _bare(field.annotation, list(field.metadata))
    words = next((one for one in metadata if isinstance(one, Worded)), None)
    kind, item, value, known = _kind(inner, metadata)
    given = words.names if words else None
    names = given() if callable(given) else given
    if words and (words.refers or (names and not _is_mapping(inner))):
        kind, item = ("choice", item) if kind == "text" else (kind, item and "choice")
    return Line(
        key=key,
        label=words.words if words else Text(key, key),
        kind=kind,
        item=item,
        unit=UNITS.get(name.rpartition("_")[2]),
        limits=_limits(known),
        is_required=field.is_required(),
        is_ordered=get_origin(inner) is not frozenset,
        is_whole=value is int,
        choices=_choices(value, known, names),
        refers=words.refers if words else "",
        model=value if isinstance(value, type) and issubclass(value, BaseModel) else None,
        formerly=tuple(formerly),
    )


def _is_mapping(inner: Any) -> bool:
    """Words of its own are then those of its keys."""
    return get_origin(inner) is dict


def _bare(annotation: Any, metadata: list[Any]) -> tuple[Any, list[Any]]:
    """A type without what is said about it and without None, and what is said about it."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *said = get_args(annotation)
            metadata = [*metadata, *_told(said)]
        elif get_origin(annotation) in (Union, types.UnionType):
            (annotation,) = (one for one in get_args(annotation) if one is not type(None))
        else:
            return annotation, metadata


def _told(said: list[Any]) -> list[Any]:
    found: list[Any] = []
    for one in said:
        found += one.metadata if isinstance(one, FieldInfo) else [one]
    return found


def _kind(inner: Any, metadata: list[Any]) -> tuple[str, str, Any, list[Any]]:
    """Kind of a line, of its items, the type that is typed, and what is said about that."""
    origin, given = get_origin(inner), get_args(inner)
    if origin in (tuple, frozenset):
        value, known = _bare(given[0], [])
        if isinstance(value, type) and issubclass(value, BaseModel):
            return "rows", "", value, metadata
        return "many", _of_value(value, known), value, known
    if origin is dict:
        value, known = _bare(given[1], [])
        return "keyed", _of_value(value, known), value, known
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return "part", "", inner, metadata
    return _of_value(inner, metadata), "", inner, metadata


def _of_value(value: Any, known: list[Any]) -> str:
    if value is Text or value is Pair:
        return "pair"
    if get_origin(value) is Literal or any(isinstance(one, OneOf) for one in known):
        return "choice"
    if isinstance(value, type):
        if issubclass(value, Enum):
            return "choice"
        simple = {bool: "yes", int: "number", float: "number", datetime: "moment", date: "day"}
        if value in simple:
            return simple[value]
    longest = [one.max_length for one in known if hasattr(one, "max_length")]
    return "long" if longest and max(longest) > LONG else "text"


def _limits(known: list[Any]) -> str:
    """`10–1440`, `≥ 1`, where numbers have limits."""
    least = next((getattr(k, n) for k in known for n in ("ge", "gt") if hasattr(k, n)), None)
    most = next((getattr(k, n) for k in known for n in ("le", "lt") if hasattr(k, n)), None)
    if least is None:
        return f"≤ {most:g}" if most is not None else ""
    return f"{least}–{most}" if most is not None else f"≥ {least}"


def _choices(
    value: Any, known: list[Any], names: Mapping[str, Text] | None
) -> Mapping[str, Text] | None:
    """Codes with their words, in the order of the room."""
    words = names or {}
    listed: Any = next((one.known for one in known if isinstance(one, OneOf)), None)
    if listed is None and get_origin(value) is Literal:
        listed = get_args(value)
    if listed is None and isinstance(value, type) and issubclass(value, Enum):
        listed = [one.value for one in value]
    if listed is None:
        return names
    if isinstance(listed, Mapping):
        words = {**listed, **words}
    said = {str(code): words.get(code) for code in listed}
    return {c: w if isinstance(w, Text) else Text(c, c) for c, w in said.items()}
