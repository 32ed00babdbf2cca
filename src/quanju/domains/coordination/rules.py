"""The rule table of groups: formulas, seats, types and limits; what a title may not hold."""

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from quanju.domains.coordination.types import (
    CLASSIFICATIONS,
    MEMBER_ROLES,
    SEAT_AT,
    STANDARD_TYPES,
)
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import (
    Code,
    Lines,
    Named,
    RuleKind,
    Table,
    Wording,
    Words,
    one_of,
    wrong,
)

Office = Annotated[str, one_of(ROLES)]


class FactRow(Named):
    """An opening fact, and how the form asks for it."""

    code: Code
    hint_zh: Words
    hint_en: Words

    @property
    def hint(self) -> Text:
        return Text(self.hint_zh, self.hint_en)


class SeatRow(Named):
    """A seat is a duty: the offices that fill it, and which do when nobody there is on duty."""

    code: Code
    role: Annotated[str, one_of(MEMBER_ROLES)]
    at: Annotated[str, one_of(SEAT_AT)]
    offices: tuple[Office, ...] = ()
    instead: tuple[Office, ...] = ()

    @model_validator(mode="after")
    def _is_filled_by_somebody(self) -> Self:
        if (self.at == "self") == bool(self.offices):
            raise wrong(
                "发起人席不写岗位，其余席位至少写一个",
                "the opener's seat names no office, every other at least one",
                line="offices",
            )
        return self


class PresetRow(Named):
    """One reading of 4+4+N: which facts open a group, which seats are always filled."""

    code: Code
    facts: tuple[Code, ...]
    seats: tuple[Code, ...] = Field(min_length=2)


class TypeRow(Named):
    """A type of group decides what follows for all of its groups."""

    code: Code
    is_urgent: bool
    says: dict[Code, Wording] = Field(default_factory=dict)
    classification: Annotated[str, one_of(CLASSIFICATIONS)]
    classes: tuple[Code, ...] = ()
    called: tuple[Code, ...] = ()
    answer_min: float = Field(ge=1, le=1440)
    keep_days: int = Field(ge=30, le=36_500)
    is_kept_with_case: bool


class PackItem(Lines):
    """One item of a pack: what is asked, of which seat, in how many minutes."""

    title: Wording
    seat: Code
    due_min: float = Field(ge=1, le=43_200)


class PackRow(Named):
    """Items that usually go together; added to a running group in one press."""

    code: Code
    item: tuple[PackItem, ...] = Field(min_length=1)


class FormulaRow(Named):
    """A formula as the article names it, and how this branch reads it."""

    code: Code
    reading_zh: Words
    reading_en: Words

    @property
    def reading(self) -> Text:
        return Text(self.reading_zh, self.reading_en)


class GroupRules(Table):
    """How groups are opened here."""

    in_force: Code
    check_h: float = Field(ge=0.25, le=24)
    guest_days: int = Field(ge=1, le=366)
    oversize: int = Field(ge=2, le=1000)
    fact: tuple[FactRow, ...]
    seat: tuple[SeatRow, ...]
    preset: tuple[PresetRow, ...] = Field(min_length=1)
    type: tuple[TypeRow, ...]
    pack: tuple[PackRow, ...] = ()
    formula: tuple[FormulaRow, ...] = ()

    @cached_property
    def facts(self) -> dict[str, FactRow]:
        return {row.code: row for row in self.fact}

    @cached_property
    def seats(self) -> dict[str, SeatRow]:
        return {row.code: row for row in self.seat}

    @cached_property
    def presets(self) -> dict[str, PresetRow]:
        return {row.code: row for row in self.preset}

    @cached_property
    def types(self) -> dict[str, TypeRow]:
        return {row.code: row for row in self.type}

    @cached_property
    def packs(self) -> dict[str, PackRow]:
        return {row.code: row for row in self.pack}

    @property
    def now(self) -> PresetRow:
        """The reading that is in force."""
        return self.presets[self.in_force]

    def type_of(self, *codes: str) -> TypeRow:
        """The type that is offered for an incident: what names its type, else its class."""
        named = (row for code in codes for row in self.type if code in row.classes)
        return next(named, self.types["urgent_incident"])

    @model_validator(mode="after")
    def _codes_are_known_and_stand_once(self) -> Self:
        for line, rows in (("fact", self.fact), ("seat", self.seat), ("preset", self.preset),
                           ("type", self.type)):  # fmt: skip
            _once(line, [row.code for row in rows])
        for preset in self.preset:
            _known("facts", preset.facts, self.facts)
            _known("seats", preset.seats, self.seats)
            owners = [code for code in preset.seats if self.seats[code].role == "owner"]
            if len(owners) != 1 or self.seats[preset.seats[0]].at != "self":
                raise wrong(
                    f"预设 {preset.code}：第一席是发起人，且恰有一席是负责人",
                    f"preset {preset.code}: the opener first, and exactly one owner",
                    line="preset",
                )
        for row in self.type:
            _known("called", row.called, self.seats)
        _once("pack", [row.code for row in self.pack])
        for pack in self.pack:
            _known("seat", [one.seat for one in pack.item], self.seats)
        _known("in_force", [self.in_force], self.presets)
        return self

    @model_validator(mode="after")
    def _has_the_nine_types(self) -> Self:
        missing = [code for code in STANDARD_TYPES if code not in self.types]
        if missing:
            raise wrong(
                f"九个标准类型不能少：{'、'.join(missing)}",
                f"the nine standard types stay: {', '.join(missing)}",
                line="type",
            )
        return self


def _once(line: str, codes: Iterable[str]) -> None:
    listed = list(codes)
    if twice := sorted({code for code in listed if listed.count(code) > 1}):
        raise wrong(f"{twice[0]} 写了两次", f"{twice[0]} stands twice", line=line)


def _known(line: str, codes: Iterable[str], known: Collection[str]) -> None:
    if unknown := [code for code in codes if code not in known]:
        raise wrong(f"没有 {unknown[0]}", f"there is no {unknown[0]}", line=line)


GROUPS = RuleKind("coordination.groups", Text("协同群", "Groups"), GroupRules)


class Weights(Lines):
    """How much each part of a group's score counts."""

    closed_loop: float = Field(ge=0, le=1)
    timeliness: float = Field(ge=0, le=1)
    participation: float = Field(ge=0, le=1)
    record: float = Field(ge=0, le=1)
    archive: float = Field(ge=0, le=1)
    usefulness: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _add_up(self) -> Self:
        total = sum(self.model_dump().values())
        if abs(total - 1) > 1e-6:
            raise wrong(f"权重合计应为 1，现为 {total:g}", f"weights add up to {total:g}, not to 1")
        return self


class Asked(Named):
    """A mechanism or a requirement of 436."""

    code: Code


class ReviewRules(Table):
    """How groups end, and how their work is scored."""

    idle_days: int = Field(ge=1, le=365)
    review_days: int = Field(ge=2, le=730)
    archive_days: int = Field(ge=1, le=90)
    archive_late_days: int = Field(ge=1, le=365)
    least_items: int = Field(ge=1, le=50)
    weights: Weights
    mechanism: tuple[Asked, ...] = Field(min_length=3, max_length=3)
    requirement: tuple[Asked, ...] = Field(min_length=6, max_length=6)

    @model_validator(mode="after")
    def _later_is_later(self) -> Self:
        _once("mechanism", [row.code for row in self.mechanism])
        _once("requirement", [row.code for row in self.requirement])
        if self.review_days <= self.idle_days:
            raise wrong(
                "自动审核应晚于停滞", "the review opens after the group is idle", "review_days"
            )
        if self.archive_late_days < self.archive_days:
            raise wrong("记零的天数不能更早", "late is not before in time", "archive_late_days")
        return self


REVIEW = RuleKind("coordination.review", Text("结群与归档", "Ending and archive"), ReviewRules)
