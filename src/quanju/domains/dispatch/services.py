"""Other services that help at an incident: how they are asked, and when they count as silent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from quanju.domains.dispatch.radio import plain
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import Code, Named, RuleKind, Table, Words, worded, wrong

TOLD_BY = {
    "service": Text("对方来电", "the service itself"),
    "crew": Text("现场警组", "the crew at the scene"),
    "caller": Text("报警人", "the caller"),
}
"""Who told a step: an office or a part in the matter, never a name."""


class ServiceLine(Named):
    """A service, its lines in the duty phone book, and how long it may be silent."""

    code: Code = worded("代码", "Code")
    key: Annotated[str, Field(pattern=r"^[a-z]{1,2}$")] = worded("快捷键", "Typed as")
    words: tuple[Words, ...] = worded("说法", "Said as", default=(), max_length=6)
    lines: tuple[Code, ...] = worded(
        "电话簿里的线路（多条轮流）", "Lines of the phone book", min_length=1, max_length=12
    )
    answer_min: float = worded("多久没有答复算没有消息", "Silent without an answer", ge=1, le=120)
    arrive_min: float = worded("多久没有到场算没有消息", "Silent before it is there", ge=1, le=720)

    @property
    def is_in_turn(self) -> bool:
        """Several firms do the same: whose turn it is, the record says."""
        return len(self.lines) > 1

    def silent_at(self, state: str, since: datetime) -> datetime | None:
        """When it counts as silent, by what is waited for."""
        if state in ("wanted", "asked"):
            return since + timedelta(minutes=self.answer_min)
        if state in ("taken", "coming"):
            return since + timedelta(minutes=self.arrive_min)
        return None


class Services(Table):
    """The services of the branch's county."""

    services: tuple[ServiceLine, ...] = worded(
        "外援", "Services", validation_alias="service", min_length=1, max_length=40
    )

    @cached_property
    def by_code(self) -> Mapping[str, ServiceLine]:
        return {one.code: one for one in self.services}

    @cached_property
    def by_word(self) -> Mapping[str, ServiceLine]:
        """Keys, words and names as they are looked for."""
        said = ((one, (one.key, *one.words, one.name_zh, one.name_en)) for one in self.services)
        return {plain(word): one for one, words in said for word in words}

    @model_validator(mode="after")
    def _each_stands_once(self) -> Self:
        for name, given in (
            ("code", [one.code for one in self.services]),
            ("key", [one.key for one in self.services]),
        ):
            if twice := sorted({one for one in given if given.count(one) > 1}):
                raise wrong(f"{twice[0]} 出现两次", f"{twice[0]} stands twice", line=name)
        return self


SERVICES = RuleKind("dispatch.services", Text("外援单位", "Other services"), Services)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, and why."""

    line: str
    why: Text


NEVER = Text("还没有轮到过", "has not had a turn yet")
LONGEST = Text("上次轮到 {last}，间隔最久", "had its last turn {last}, the longest ago")
ALONE = Text("只有这一家", "the only one")
_EVER = datetime.min.replace(tzinfo=UTC)


def next_turn(lines: Sequence[str], last: Mapping[str, datetime]) -> Turn:
    """Whoever had no turn yet, else whose last is the longest ago; of two the table's first."""
    if len(lines) == 1:
        return Turn(lines[0], ALONE)
    line = min(lines, key=lambda one: (one in last, last.get(one, _EVER), lines.index(one)))
    if line not in last:
        return Turn(line, NEVER)
    return Turn(line, LONGEST.filled(last=f"{local_time(last[line]):%m-%d %H:%M}"))


def services_meant(text: str, rule: Services) -> tuple[tuple[ServiceLine, ...], bool]:
    """The services that a line of text may mean, and whether it says one of them whole."""
    said = plain(text)
    if not said:
        return (), False
    if whole := rule.by_word.get(said):
        return (whole,), True
    begun = dict.fromkeys(one for word, one in rule.by_word.items() if word.startswith(said))
    return tuple(begun), False
