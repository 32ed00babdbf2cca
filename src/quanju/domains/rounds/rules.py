"""The table of places of rounds: what each kind is worth, how long one stays, and when."""

from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import AliasChoices, Field, model_validator

from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import PLACE_KINDS
from quanju.domains.rulebook.types import Lines, RuleKind, Table, one_of, worded, wrong

Clock = Annotated[str, Field(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$|^24:00$")]
"""A local hour, `00:00` to `24:00`."""


def _minutes(zh: str, en: str, name: str, least: float, most: float, before: str = "") -> Any:
    """A number of minutes, and what its line was called before its unit stood in the name."""
    alias = AliasChoices(name, before) if before else None
    return worded(zh, en, ge=least, le=most, validation_alias=alias)


class KindOfPlace(Lines):
    """Places of one kind: worth in minutes of travel, minutes to stay, hours of the day."""

    kind: Annotated[str, one_of(PLACE_KINDS)] = worded("地点种类", "Kind of place")
    worth_min: float = _minutes("值多少行车时间", "Worth in travel", "worth_min", 1, 240, "worth")
    stay_min: float = _minutes("停留", "Stay", "stay_min", 1, 120)
    opens_at: Clock = worded("自", "From", validation_alias="from")
    closes_at: Clock = worded("至", "Until", validation_alias="until")

    @property
    def opens(self) -> timedelta:
        """Since local midnight."""
        return _since_midnight(self.opens_at)

    @property
    def closes(self) -> timedelta:
        """Since the same midnight; on the next day if it is not later than the opening."""
        closes = _since_midnight(self.closes_at)
        return closes if closes > self.opens else closes + timedelta(days=1)


def _since_midnight(clock: str) -> timedelta:
    hour, minute = clock.split(":")
    return timedelta(hours=int(hour), minutes=int(minute))


class RoundPlaces(Table):
    """What is offered to rounds: kinds of places, cells of past calls, occasions."""

    call_days: float = worded("看多久的警情", "Past calls of", ge=28, le=1100)
    call_radius_m: float = worded("警情热点半径", "Radius of a cell of calls", ge=0, le=1000)
    calls_worth_min: float = _minutes(
        "警情热点值", "A cell of calls is worth", "calls_worth_min", 0, 240, "calls_worth"
    )
    most_cells: int = worded("最多热点数", "Most cells", ge=0, le=40)
    cell_stay_min: float = _minutes("热点停留", "Stay at a cell", "cell_stay_min", 1, 120)
    occasion_worth_min: float = _minutes(
        "活动值", "An occasion is worth", "occasion_worth_min", 1, 240, "occasion_worth"
    )
    occasion_stay_min: float = _minutes(
        "活动停留", "Stay at an occasion", "occasion_stay_min", 1, 120
    )
    kinds: tuple[KindOfPlace, ...] = worded("地点种类", "Kinds of places")

    @cached_property
    def by_kind(self) -> dict[str, KindOfPlace]:
        return {line.kind: line for line in self.kinds}

    @model_validator(mode="after")
    def _a_kind_stands_once(self) -> Self:
        if len(self.by_kind) < len(self.kinds):
            raise wrong("有一种写了两次", "a kind stands twice", line="kinds")
        return self


ROUND_PLACES = RuleKind("patrol.round_places", Text("巡逻热点", "Places of rounds"), RoundPlaces)
