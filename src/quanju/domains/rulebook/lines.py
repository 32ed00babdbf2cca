"""What the lines of a table are called, and the words of what may stand in them."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import Worded, listed


def line_at(model: type[BaseModel], path: tuple[Any, ...]) -> Worded | None:
    """The last line on a path that has words; places in lists and keys of rows are no lines."""
    models, found = [model], None
    for step in path:
        field = next((one for inside in models if (one := _field(inside, step))), None)
        if field is not None:
            said = [*field.metadata, *_parts(field.annotation)]
            found = next((one for one in said if isinstance(one, Worded)), found)
            models = [one for one in said if _is_model(one)]
    return found


def called(model: type[BaseModel], path: tuple[Any, ...], name: str) -> Text:
    """A line for whoever reads the text of a table: its words, and how it is written there."""
    words = line_at(model, path)
    if words is None:
        return Text(name, name)
    return Text(f"{words.words.zh}（{name}）", f"{words.words.en} ({name})")


def choices(model: type[BaseModel], path: tuple[Any, ...], written: str) -> Text:
    """What may stand in a line, in words where it has them; else as it is `written`."""
    words = line_at(model, path)
    names = words.names if words else None
    names = names() if callable(names) else names
    return Text(*listed(names)) if names else Text(written, written)


def _field(model: type[BaseModel], step: Any) -> FieldInfo | None:
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        known = [*alias.choices] if isinstance(alias, AliasChoices) else [alias or name]
        if step in known:
            return field
    return None


def _is_model(one: Any) -> bool:
    return isinstance(one, type) and issubclass(one, BaseModel)


def _parts(annotation: Any) -> Iterator[Any]:
    """All that an annotation is made of, and what is said about each part."""
    yield annotation
    for one in get_args(annotation):
        yield from one.metadata if isinstance(one, FieldInfo) else _parts(one)
