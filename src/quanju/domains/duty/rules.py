"""The rule tables of duty: limits of a plan, pairs with the traffic police."""

from functools import cached_property
from typing import Self

from pydantic import model_validator

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import Lines, RuleKind, Table, Wording, Words, worded, wrong


class DutyRule(Table):
    """Limits of planned duty and of checking in at a staging point."""

    longest_h: float = worded("单个班次最长", "Longest shift", ge=1, le=48)
    ahead_days: float = worded("最多提前排班", "Planned ahead at most", ge=7, le=800)
    check_in_m: float = worded("签到离点位最远", "Checked in within", ge=10, le=2000)
    position_max_s: float = worded("签到位置最旧", "Oldest position to check in by", ge=10, le=3600)
    early_min: float = worded("最早提前签到", "Checked in early by", ge=0, le=240)
    late_min: float = worded("超过即为迟到", "Late after", ge=0, le=240)
    community_share: float = worded(
        "社区民警在本社区勤务占比目标", "Target share of duty in the own community", ge=0, le=1
    )


class JointPair(Lines):
    """A command room and a slot of the traffic police that turn out together."""

    room: int = worded("第几室", "Room", ge=1)
    slot: int = worded("第几席", "Slot", ge=1)
    zh: Words = worded("中文名称", "Chinese name")
    en: Words = worded("英文名称", "English name")
    shift: str = worded("班次", "Shift", default="", max_length=60)
    contact: str = worded("联系方式", "Contact", default="", max_length=60)

    @property
    def partner(self) -> Text:
        return Text(self.zh, self.en)


class JointDuty(Table):
    """“11 + 23”: command rooms down, slots of the traffic police across, pairs in the cells."""

    rooms: tuple[Wording, ...] = worded("指挥室", "Command rooms", min_length=1, max_length=60)
    slots: tuple[Wording, ...] = worded(
        "交警席", "Slots of the traffic police", min_length=1, max_length=60
    )
    pairs: tuple[JointPair, ...] = worded("配对", "Pairs", default=())

    @cached_property
    def cells(self) -> dict[tuple[int, int], JointPair]:
        """The pairs by their room and slot, counted from 1."""
        return {(pair.room, pair.slot): pair for pair in self.pairs}

    @model_validator(mode="after")
    def _a_cell_is_there_and_filled_once(self) -> Self:
        for pair in self.pairs:
            if pair.room > len(self.rooms) or pair.slot > len(self.slots):
                raise wrong(
                    f"没有第 {pair.room} 室或第 {pair.slot} 席",
                    f"there is no room {pair.room} or slot {pair.slot}",
                    line="pairs",
                )
        if len(self.cells) < len(self.pairs):
            raise wrong("同一室与席重复配对", "a room and slot are paired twice", line="pairs")
        return self


DUTY = RuleKind("patrol.duty", Text("勤务排班", "Planned duty"), DutyRule)
JOINT_DUTY = RuleKind(
    "patrol.joint_duty", Text("交警联勤（11+23）", "Joint duty (11 + 23)"), JointDuty
)
