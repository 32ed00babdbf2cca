"""The words of the rulebook: kinds of rule tables, their states, a table in force."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from quanju.domains.kernel.types import Text

Parsed = TypeVar("Parsed")


class RuleError(ValueError):
    """A table's content is wrong; `.text` says where and what would be right."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


@dataclass(frozen=True)
class RuleKind(Generic[Parsed]):
    """A kind of rule table. `parse` turns its content into the room's own frozen rules.

    `parse` raises `RuleError` for content that cannot be used, so a wrong table can be neither
    proposed nor loaded. `is_about_rights` makes a change wait 24 hours (specification 2.4).
    """

    name: str
    label: Text
    parse: Callable[[Mapping[str, Any]], Parsed]
    is_about_rights: bool = False

    def __post_init__(self) -> None:
        _KINDS[self.name] = self


_KINDS: dict[str, RuleKind[Any]] = {}


def kind_named(name: str) -> RuleKind[Any] | None:
    return _KINDS.get(name)


def kinds() -> tuple[RuleKind[Any], ...]:
    """Every kind the rooms define, by name."""
    return tuple(_KINDS[name] for name in sorted(_KINDS))


@dataclass(frozen=True)
class Rules(Generic[Parsed]):
    """A table in force at a moment, parsed, with the version that receipts name."""

    kind: str
    version: int
    effective_from: datetime
    content: Parsed

    @property
    def reference(self) -> str:
        return f"{self.kind}@{self.version}"
