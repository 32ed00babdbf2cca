"""The words of the rulebook: lines and tables, kinds of tables, a table in force."""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from quanju.domains.kernel.types import Text


class RuleError(ValueError):
    """A table's text cannot be used; `.text` says why and what would be right, `.line` where."""

    def __init__(self, text: Text, line: int | None = None) -> None:
        self.text, self.line = text, line
        super().__init__(text.en)

    @property
    def placed(self) -> Text:
        """The reason after its place: `第 3 行：…`."""
        if self.line is None:
            return self.text
        return Text(f"第 {self.line} 行：{self.text.zh}", f"line {self.line}: {self.text.en}")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a table: at which line of it, and why."""

    path: tuple[Any, ...]
    text: Text
    is_missing: bool = False


Called = Callable[[tuple[Any, ...]], Text | None]
"""What the line at a path is called by its readers."""


def wrong(zh: str, en: str, line: str = "") -> PydanticCustomError:
    """What a table's own check raises; `line` names the line that is to blame, if one is."""
    return PydanticCustomError("rule", "{en}", {"zh": zh, "en": en, "line": line})


@dataclass(frozen=True)
class Worded:
    """How a form calls a line, its choices, and the list of the table whose codes it names."""

    words: Text
    names: Mapping[str, Text] | Callable[[], Mapping[str, Text]] | None = None
    refers: str = ""


def worded(
    zh: str,
    en: str,
    *,
    names: Mapping[str, Text] | Callable[[], Mapping[str, Text]] | None = None,
    refers: str = "",
    **limits: Any,
) -> Any:
    """A line and what it is called: `accept_min: float = worded("受案时限", "Accepted", ge=10)`.

    `names` are the words of its choices (or of its keys); `refers` names the list of the same table
    whose codes may stand here. Its unit is told by its name. The rest is pydantic's `Field`.
    """
    field = Field(**limits)
    field.metadata.append(Worded(Text(zh, en), names, refers))
    return field


class Lines(BaseModel):
    """Named lines of a rule table. No unknown line, no value of another type, no change after."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    @property
    def stands_for(self) -> Hashable:
        """What no other row of the same list may stand for; None where rows have no code."""
        return getattr(self, "code", None)

    @model_validator(mode="after")
    def _a_code_stands_once(self) -> Self:
        for name, field in type(self).model_fields.items():
            rows = getattr(self, name)
            if isinstance(rows, tuple) and rows and isinstance(rows[0], Lines):
                known: set[Hashable] = set()
                for row in rows:
                    if row.stands_for in known:
                        code = getattr(row, "code", "")
                        line = str(field.validation_alias or name)
                        raise wrong(f"{code} 写了两次", f"{code} stands twice", line)
                    known |= {row.stands_for} - {None}
        return self


class Table(Lines):
    """A rule table as the branch writes it; these lines may stand in each and say whence it is."""

    source: str = worded("出处", "Source", default="", max_length=300)
    author: str = worded("编制者", "Author", default="", max_length=120)
    version: int | None = worded("原表版本", "Edition of the source", default=None, ge=1)
    valid_from: datetime | None = worded("原表自", "The source is valid from", default=None)

    @property
    def origin(self) -> str:
        """Where the table comes from, in one line."""
        edition = f"v{self.version}" if self.version else ""
        since = f"{self.valid_from:%Y-%m-%d}" if self.valid_from else ""
        return " · ".join(filter(None, (self.source, self.author, edition, since)))


CHANGE_ACT = "rulebook.change_rule"
"""The act of this room that needs two people, as approvals call it."""

Words = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
"""A label or sentence that is not empty."""
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,60}$")]
"""A short name of the branch's own, for rows and entries."""


def in_both_languages(value: Any) -> Text:
    """The text that a line writes as `{ zh = "…", en = "…" }` or `["中文", "English"]`."""
    pair = value
    if isinstance(value, Mapping):
        pair = [value.get("zh"), value.get("en")] if value.keys() == {"zh", "en"} else None
    if isinstance(pair, list) and len(pair) == 2:
        zh, en = pair
        if isinstance(zh, str) and isinstance(en, str) and zh.strip() and en.strip():
            return Text(zh, en)
    raise wrong(
        '应有中文和英文：{ zh = "…", en = "…" } 或 ["中文", "English"]',
        'both languages are needed: { zh = "…", en = "…" } or ["中文", "English"]',
    )


Wording = Annotated[Text, PlainValidator(in_both_languages)]
"""A text in both languages, written as `{ zh = "…", en = "…" }` or `["中文", "English"]`."""


class Named(Lines):
    """A line that is called something, in both languages."""

    name_zh: Words = worded("中文名称", "Chinese name")
    name_en: Words = worded("英文名称", "English name")

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en)


@dataclass(frozen=True, slots=True)
class OneOf(AfterValidator):
    """A check that knows its words, so that a form can offer them."""

    known: Collection[str] = ()


def one_of(known: Collection[str]) -> OneOf:
    """For a line whose word is one of a list: `Annotated[str, one_of(FORCE_TYPES)]`.

    Where `known` has the words of each, a form shows these.
    """

    def checked(word: str) -> str:
        if word not in known:
            zh, en = listed(known)
            raise wrong(f"应为其一：{zh}，现为 {word[:60]}", f"is one of {en}, not {word[:60]}")
        return word

    return OneOf(checked, known)


def listed(known: Collection[str]) -> tuple[str, str]:
    """What may stand there: each with its words, where it has any, as it is written."""
    names = known if isinstance(known, Mapping) else dict.fromkeys(sorted(known))
    words = [(code, one if isinstance(one, Text) else None) for code, one in names.items()]
    return (
        "、".join(f"{one.zh}（{code}）" if one else code for code, one in words),
        ", ".join(f"{one.en} ({code})" if one else code for code, one in words),
    )


Content = TypeVar("Content", bound=Table)


@dataclass(frozen=True, eq=False)
class RuleKind(Generic[Content]):
    """A kind of rule table, called `room.table`; its `model` is the room's own.

    What cannot be read as that model can be neither proposed nor loaded. A change `is_about_rights`
    waits 24 hours (specification 2.4). `later` are lines that came after tables had been written:
    where one is missing, what comes with the room holds. Lines that are `gone` may still stand in a
    table and say nothing. `formerly` is what a file of a branch
    folder was called before. `try_out` does with a proposal what reading it does not tell, and
    raises `RuleError`.
    """

    name: str
    label: Text
    model: type[Content]
    is_about_rights: bool = False
    later: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    formerly: str = ""
    try_out: Callable[[Content], None] | None = None

    def __post_init__(self) -> None:
        room, point, table = self.name.partition(".")
        if not (room and point and table):
            raise ValueError(f"{self.name}: a kind is called room.table")
        if self.name in _KINDS:
            raise ValueError(f"{self.name} is a kind already")
        _KINDS[self.name] = self


_KINDS: dict[str, RuleKind[Any]] = {}


def kind_named(name: str) -> RuleKind[Any] | None:
    return _KINDS.get(name)


def kinds() -> tuple[RuleKind[Any], ...]:
    """Every kind the rooms define, by name."""
    return tuple(_KINDS[name] for name in sorted(_KINDS))


def reference_told(reference: str) -> Text:
    """`dispatch.grades@3` in words: 警情等级 第 3 版; a kind that is no more keeps its name."""
    name, _, version = reference.partition("@")
    kind = kind_named(name)
    label = kind.label if kind else Text(name, name)
    if not version:
        return label
    if version == "0":
        return Text(f"{label.zh} 随附版", f"{label.en}, as shipped")
    return Text(f"{label.zh} 第 {version} 版", f"{label.en}, version {version}")


@dataclass(frozen=True)
class Rules(Generic[Content]):
    """A table in force at a moment, read, with the version that receipts name."""

    kind: str
    version: int
    effective_from: datetime | None
    content: Content

    @property
    def reference(self) -> str:
        """`dispatch.grades@3`; `@0` is the table that comes with the room."""
        return f"{self.kind}@{self.version}"
