"""Bodies that take over a matter: what each must be told by agreement, and what it may not get."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Annotated, Self

from pydantic import model_validator

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import Code, Named, RuleKind, Table, one_of, worded, wrong

GIVEN = {
    "number": Text("警情编号", "number"),
    "type": Text("类型与等级", "type and grade"),
    "place": Text("地点", "place"),
    "point": Text("坐标", "coordinates"),
    "moments": Text("来电时刻", "moment of the call"),
    "said": Text("报警内容", "what was said"),
    "card": Text("询问要点", "answers to the card"),
    "units": Text("在场警力", "units there"),
    "notes": Text("处置记录", "notes"),
    "caller_number": Text("报警人电话", "the caller's number"),
}
"""Everything that may be told of an incident; the caller's number only with the caller's yes."""

GivenField = Annotated[str, one_of(GIVEN)]


class BodyLine(Named):
    """A body, its line of the phone book, and the agreement with it."""

    code: Code = worded("代码", "Code")
    line: Code = worded("电话簿里的线路", "Line of the phone book")
    needs: tuple[GivenField, ...] = worded(
        "按协议告知", "Told by agreement", min_length=1, names=GIVEN
    )
    may_not: tuple[GivenField, ...] = worded("不得告知", "Never told", default=(), names=GIVEN)
    takes_restricted: bool = worded("可接限制知悉的警情", "Takes restricted matters", default=False)
    answer_min: float = worded("多久没有答复算没有消息", "Silent without an answer", ge=1, le=240)

    def silent_at(self, since: datetime) -> datetime:
        return since + timedelta(minutes=self.answer_min)

    @model_validator(mode="after")
    def _never_both(self) -> Self:
        if both := sorted(set(self.needs) & set(self.may_not)):
            zh, en = f"{both[0]} 既告知又不得告知", f"{both[0]} is both told and never told"
            raise wrong(zh, en, line="may_not")
        return self


class Bodies(Table):
    """Who takes over what is theirs."""

    bodies: tuple[BodyLine, ...] = worded(
        "接收单位", "Bodies", validation_alias="body", min_length=1, max_length=30
    )

    @cached_property
    def by_code(self) -> Mapping[str, BodyLine]:
        return {one.code: one for one in self.bodies}

    @model_validator(mode="after")
    def _each_stands_once(self) -> Self:
        codes = [one.code for one in self.bodies]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise wrong(f"{twice[0]} 出现两次", f"{twice[0]} stands twice", line="body")
        return self


BODIES = RuleKind("dispatch.bodies", Text("移交协议", "IncidentHandover agreements"), Bodies)
