"""The rule table of groups: formulas, seats, types and limits; what a title may not hold."""

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Annotated, Self

from pydantic import model_validator

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
    worded,
    wrong,
)

Office = Annotated[str, one_of(ROLES)]


class FactRow(Named):
    """An opening fact, and how the form asks for it."""

    code: Code = worded("代码", "Code")
    hint_zh: Words = worded("中文提示", "Chinese hint")
    hint_en: Words = worded("英文提示", "English hint")

    @property
    def hint(self) -> Text:
        return Text(self.hint_zh, self.hint_en)


class SeatRow(Named):
    """A seat is a duty: the offices that fill it, and which do when nobody there is on duty."""

    code: Code = worded("代码", "Code")
    role: Annotated[str, one_of(MEMBER_ROLES)] = worded("群内角色", "Part in the group")
    at: Annotated[str, one_of(SEAT_AT)] = worded("来自", "Comes from")
    offices: tuple[Office, ...] = worded("岗位", "Offices", default=())
    instead: tuple[Office, ...] = worded(
        "无人在岗时", "Instead, when nobody is on duty", default=()
    )

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

    code: Code = worded("代码", "Code")
    facts: tuple[Code, ...] = worded("哪些事实可开群", "Facts that open a group", refers="fact")
    seats: tuple[Code, ...] = worded(
        "必有的席位（第一席为发起人）",
        "Seats always filled, the opener first",
        refers="seat",
        min_length=2,
    )


SAYS = {"basis": Text("为何成立", "why it is opened"), "closing": Text("何时结束", "when it ends")}


class TypeRow(Named):
    """A type of group decides what follows for all of its groups."""

    code: Code = worded("代码", "Code")
    is_urgent: bool = worded("紧急", "Is urgent")
    says: dict[Code, Wording] = worded(
        "群里说的话", "What a group says", names=SAYS, default_factory=dict
    )
    classification: Annotated[str, one_of(CLASSIFICATIONS)] = worded("密级", "Classification")
    classes: tuple[Code, ...] = worded("警情类别或类型", "Classes or types", default=())
    called: tuple[Code, ...] = worded("另叫的席位", "Seats also called", refers="seat", default=())
    answer_min: float = worded("应答时限", "Answered within", ge=1, le=1440)
    keep_days: int = worded("保存", "Kept", ge=30, le=36_500)
    is_kept_with_case: bool = worded("随案保存", "Kept with the case")


class PackItem(Lines):
    """One item of a pack: what is asked, of which seat, in how many minutes."""

    title: Wording = worded("要办的事", "What is asked")
    seat: Code = worded("席位", "Seat", refers="seat")
    due_min: float = worded("时限", "Due within", ge=1, le=43_200)


class PackRow(Named):
    """Items that usually go together; added to a running group in one press."""

    code: Code = worded("代码", "Code")
    item: tuple[PackItem, ...] = worded("事项", "Items", min_length=1)


class FormulaRow(Named):
    """A formula as the article names it, and how this branch reads it."""

    code: Code = worded("代码", "Code")
    reading_zh: Words = worded("中文解释", "Chinese reading")
    reading_en: Words = worded("英文解释", "English reading")

    @property
    def reading(self) -> Text:
        return Text(self.reading_zh, self.reading_en)


class GroupRules(Table):
    """How groups are opened here."""

    in_force: Code = worded("采用的预设", "Preset in force", refers="preset")
    check_h: float = worded("核对时限", "Checked within", ge=0.25, le=24)
    guest_days: int = worded("外单位人员最长期限", "Guests stay at most", ge=1, le=366)
    oversize: int = worded("人数提醒", "Told when larger than", ge=2, le=1000)
    fact: tuple[FactRow, ...] = worded("开群事实", "Opening facts")
    seat: tuple[SeatRow, ...] = worded("席位", "Seats")
    preset: tuple[PresetRow, ...] = worded("预设", "Presets", min_length=1)
    type: tuple[TypeRow, ...] = worded("群类型", "Types of groups")
    pack: tuple[PackRow, ...] = worded("事项包", "Packs of items", default=())
    formula: tuple[FormulaRow, ...] = worded("公式", "Formulas", default=())

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
    def _codes_are_known(self) -> Self:
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


def _known(line: str, codes: Iterable[str], known: Collection[str]) -> None:
    if unknown := [code for code in codes if code not in known]:
        raise wrong(f"没有 {unknown[0]}", f"there is no {unknown[0]}", line=line)


GROUPS = RuleKind("coordination.groups", Text("协同群", "Groups"), GroupRules)


class Weights(Lines):
    """How much each part of a group's score counts."""

    closed_loop: float = worded("闭环", "Closed loop", ge=0, le=1)
    timeliness: float = worded("及时", "Timeliness", ge=0, le=1)
    participation: float = worded("参与", "Participation", ge=0, le=1)
    record: float = worded("记录", "Record", ge=0, le=1)
    archive: float = worded("归档", "Archive", ge=0, le=1)
    usefulness: float = worded("有用", "Usefulness", ge=0, le=1)

    @model_validator(mode="after")
    def _add_up(self) -> Self:
        total = sum(self.model_dump().values())
        if abs(total - 1) > 1e-6:
            raise wrong(f"权重合计应为 1，现为 {total:g}", f"weights add up to {total:g}, not to 1")
        return self


class Asked(Named):
    """A mechanism or a requirement of 436."""

    code: Code = worded("代码", "Code")


class ReviewRules(Table):
    """How groups end, and how their work is scored."""

    idle_days: int = worded("停滞", "Idle after", ge=1, le=365)
    review_days: int = worded("自动审核", "Reviewed after", ge=2, le=730)
    archive_days: int = worded("归档时限", "Archived within", ge=1, le=90)
    archive_late_days: int = worded("归档记零", "Counts nothing after", ge=1, le=365)
    least_items: int = worded("至少事项数", "Least items", ge=1, le=50)
    records_alone: int = worded("一人可取条数", "Records taken out alone", ge=1, le=10_000)
    taking_hours: int = worded("批准后可取", "Taken out within hours of a yes", ge=1, le=168)
    weights: Weights = worded("分数权重", "Weights of the score")
    mechanism: tuple[Asked, ...] = worded("四项机制之三", "Mechanisms", min_length=3, max_length=3)
    requirement: tuple[Asked, ...] = worded("六项要求", "Requirements", min_length=6, max_length=6)

    @model_validator(mode="after")
    def _later_is_later(self) -> Self:
        if self.review_days <= self.idle_days:
            raise wrong(
                "自动审核应晚于停滞", "the review opens after the group is idle", "review_days"
            )
        if self.archive_late_days < self.archive_days:
            raise wrong("记零的天数不能更早", "late is not before in time", "archive_late_days")
        return self


REVIEW = RuleKind(
    "coordination.review",
    Text("结群与归档", "Ending and archive"),
    ReviewRules,
    later=("records_alone", "taking_hours"),
)
