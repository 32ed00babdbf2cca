"""How a row is spelled out, the same on both databases and before and after it is stored."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import models

_quoted = json.encoder.encode_basestring
_EXACT = 2**53
_Tell = Callable[[Any], str]


def _number(value: float) -> str:
    """One spelling for 1 and 1.0; PostgreSQL's JSON gives back the one for the other."""
    if isinstance(value, int) and abs(value) < _EXACT:
        return str(int(value))
    exact = float(value)
    return str(int(exact)) if exact.is_integer() and abs(exact) < _EXACT else repr(exact)


def _moment(value: datetime) -> str:
    return f'"{value.astimezone(UTC).isoformat(timespec="microseconds")}"'


def _plain(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return f"[{','.join(map(_plain, value))}]"
    return f"{{{','.join(f'{_quoted(k)}:{_plain(value[k])}' for k in sorted(value))}}}"


def _json(value: Any) -> str:
    """As the database will give it back: keys are texts, tuples are lists."""
    return _plain(json.loads(json.dumps(value)))


_TELLS: dict[str, _Tell] = {
    "BooleanField": lambda value: "true" if value else "false",
    "CharField": lambda value: _quoted(str(value)),
    "DateField": lambda value: f'"{value.isoformat()}"',
    "DateTimeField": _moment,
    "FloatField": lambda value: _number(float(value)),
    "JSONField": _json,
    "TimeField": lambda value: f'"{value.isoformat()}"',
}
for _kind in ("SlugField", "TextField"):
    _TELLS[_kind] = _TELLS["CharField"]
for _kind in ("AutoField", "IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField"):
    _TELLS[_kind] = lambda value: str(int(value))
for _kind in ("BigAutoField", "BigIntegerField", "SmallIntegerField"):
    _TELLS[_kind] = _TELLS["IntegerField"]


class Spelling:
    """A table's fields and how each is told; what equals its field's default is left out.

    So a column that is added later does not make every older row look changed.
    """

    def __init__(self, model: type[models.Model], free: Iterable[str]) -> None:
        # A generated column follows from the others, and an object keeps its old value.
        fields = [f for f in model._meta.concrete_fields if not (f.primary_key or f.generated)]
        kept = sorted((f for f in fields if f.attname not in free), key=lambda f: f.attname)
        self.names = tuple(field.attname for field in kept)
        self._covered = {field.name for field in kept} | set(self.names)
        self._how = [(f'"{f.attname}":', _tell_of(f), _default_of(f), f) for f in kept]

    def covers(self, names: Iterable[str]) -> bool:
        """Is one of these fields protected?"""
        return not self._covered.isdisjoint(names)

    def of(self, values: Sequence[Any]) -> str:
        """Spell values that stand in the order of `names`, as a field gives them back."""
        told = []
        for (name, tell, default, _), value in zip(self._how, values, strict=True):
            text = "null" if value is None else tell(value)
            if text != default:
                told.append(name + text)
        return f"{{{','.join(told)}}}"

    def of_object(self, row: models.Model) -> str | None:
        """Spell an object that was just stored whole; None if only the database knows a value."""
        values = []
        for name, (_, _, _, field) in zip(self.names, self._how, strict=True):
            value = getattr(row, name)
            if hasattr(value, "resolve_expression"):
                return None
            values.append(field.to_python(value) if isinstance(value, str) else value)
        return self.of(values)


def _tell_of(field: "models.Field[Any, Any]") -> _Tell:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    try:
        return _TELLS[field.get_internal_type()]
    except KeyError:
        raise TypeError(f"{field}: say in spelling.py how such a field is told") from None


def _default_of(field: "models.Field[Any, Any]") -> str:
    default = field.get_default()
    return "null" if default is None else _tell_of(field)(default)
