"""The tables of notices: what is said, by which ways, when it is quiet; and pure decisions."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta, tzinfo
from string import Formatter
from typing import Annotated, Self

from pydantic import Field, model_validator

from quanju.domains.kernel.types import Text
from quanju.domains.notices.types import WAYS, notice_kind_named, notice_kinds
from quanju.domains.rulebook.types import (
    Lines,
    RuleKind,
    Table,
    Wording,
    Words,
    one_of,
    worded,
    wrong,
)

LONGEST = {"title": 60, "body": 300, "message": 140}
"""Letters of a text before its values are put in; an SMS of 70 letters is charged once."""


def notice_names() -> Mapping[str, Text]:
    """Every kind of notice, in words."""
    return {kind.name: kind.label for kind in notice_kinds()}


LocalTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class NoticeText(Lines):
    """What is said of one kind: a title, a sentence in the app, and what may leave the house."""

    kind: Words = worded("通知", "Notice", names=notice_names)
    title: Wording = worded("标题", "Title")
    body: Wording = worded("内容", "Body")
    message: Wording = worded("发到外面的话", "What may leave the house")

    @model_validator(mode="after")
    def _says_what_is_known(self) -> Self:
        kind = notice_kind_named(self.kind)
        if kind is None:
            raise wrong(f"没有“{self.kind}”这种通知", f"there is no notice {self.kind}", "kind")
        for line, longest in LONGEST.items():
            text: Text = getattr(self, line)
            if max(len(text.zh), len(text.en)) > longest:
                raise wrong(f"最多 {longest} 字", f"at most {longest} letters", line)
            strange = (_placeholders(text.zh) | _placeholders(text.en)) - set(kind.values)
            if strange:
                names, known = ", ".join(sorted(strange)), ", ".join(kind.values)
                raise wrong(
                    f"不认识 {{{names}}}，可用：{known}",
                    f"unknown {{{names}}}; known are: {known}",
                    line,
                )
        return self


def _placeholders(text: str) -> set[str]:
    try:
        found = [(name, spec) for _, name, spec, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise wrong(f"花括号不成对：{text}", f"braces do not match: {text}") from error
    return {name + (f":{spec}" if spec else "") for name, spec in found}


class Texts(Table):
    """What is said, in both languages. `message` leaves the house; `title` and `body` do not."""

    text: tuple[NoticeText, ...] = worded("用语", "Texts", min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        kinds = [one.kind for one in self.text]
        if twice := {kind for kind in kinds if kinds.count(kind) > 1}:
            names = ", ".join(sorted(twice))
            raise wrong(f"重复：{names}", f"named twice: {names}", "text")
        return self

    def of(self, kind: str) -> NoticeText | None:
        return next((one for one in self.text if one.kind == kind), None)


class KindWays(Lines):
    """By which ways one kind leaves the house, and whether it may wake somebody."""

    kind: Words = worded("通知", "Notice", names=notice_names)
    ways: tuple[Annotated[str, one_of(WAYS)], ...] = worded("途径", "Ways")
    at_night: bool = worded("夜间也发", "Also at night")

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        if notice_kind_named(self.kind) is None:
            raise wrong(f"没有“{self.kind}”这种通知", f"there is no notice {self.kind}", "kind")
        return self


class Ways(Table):
    """Ways out, quiet hours, and how long something that failed is tried again."""

    quiet_from: LocalTime = worded("安静自", "Quiet from")
    quiet_until: LocalTime = worded("安静至", "Quiet until")
    rests_s: tuple[Annotated[int, Field(ge=30, le=86_400)], ...] = worded(
        "失败后等待", "Rests after a failure", min_length=1
    )
    most_tries: int = worded("最多试几次", "Tried at most", ge=1, le=100)
    receipt_min: int = worded("回执等待", "A receipt is waited for", ge=0, le=10_080)
    ask_every_s: int = worded("每隔多久问一次", "Asked every", ge=5, le=3600)
    shown_days: int = worded("显示", "Shown for", ge=1, le=366)
    way: tuple[KindWays, ...] = worded("各种通知", "Notices", min_length=1)

    @model_validator(mode="after")
    def _rests_grow(self) -> Self:
        if list(self.rests_s) != sorted(set(self.rests_s)):
            raise wrong(
                "应逐次变长，例如 [30, 120, 600]", "must grow, as [30, 120, 600]", "rests_s"
            )
        return self

    def of(self, kind: str) -> KindWays | None:
        return next((one for one in self.way if one.kind == kind), None)

    @property
    def rests(self) -> tuple[timedelta, ...]:
        return tuple(timedelta(seconds=rest) for rest in self.rests_s)


TEXTS = RuleKind("notices.texts", Text("通知用语", "texts of notices"), Texts)
WAYS_OUT = RuleKind("notices.ways", Text("通知途径", "ways of notices"), Ways)


def first_moment(ways: Ways, at: datetime, zone: tzinfo, *, at_night: bool) -> datetime:
    """When it may leave the house: now, or at the end of the quiet hours that last now."""
    begins, ends = (time.fromisoformat(text) for text in (ways.quiet_from, ways.quiet_until))
    local = at.astimezone(zone)
    now = local.time().replace(tzinfo=None)
    is_quiet = begins <= now < ends if begins <= ends else now >= begins or now < ends
    if at_night or not is_quiet:
        return at
    day = local.date() + timedelta(days=1 if now >= ends else 0)
    return datetime.combine(day, ends, zone).astimezone(at.tzinfo)
