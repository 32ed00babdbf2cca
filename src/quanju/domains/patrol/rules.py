"""Pure decisions of patrol: age of a position, ring of a place, cover of a zone, size of a crew."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.domains.rulebook.types import RuleKind, Table, worded, wrong

QUARTER = timedelta(minutes=15)


class PositionAges(Table):
    """When a position is fresh, when stale, and how long it is kept."""

    fresh_s: float = worded("新鲜", "Fresh up to", ge=1, le=3600)
    stale_s: float = worded("过时", "Stale above", ge=1, le=86_400)
    future_s: float = worded("设备时钟最多快", "A device clock is ahead at most", ge=0, le=3600)
    coarsest_m: float = worded("最大误差", "Coarsest taken", ge=10, le=100_000)
    sample_every_s: float = worded("轨迹最密间隔", "Kept no denser than", ge=0, le=3600)
    fine_days: float = worded("精细轨迹保存", "Fine positions are kept", ge=0, le=30)
    coarse_days: float = worded("之后只留巡区与一刻钟", "Then zone and quarter hour", ge=0, le=366)

    @model_validator(mode="after")
    def _fresh_before_stale(self) -> Self:
        if self.stale_s <= self.fresh_s:
            raise wrong("应大于“新”的时限", "must be longer than “fresh”", line="stale_s")
        return self


RING_MODELS = {"roads": Text("按路网", "along roads"), "circle": Text("按直线画圆", "as circles")}


class RingModel(Table):
    """How rings are drawn: along roads, or as circles by a speed. Their minutes rise."""

    model: Literal["roads", "circle"] = worded("画法", "How rings are drawn", names=RING_MODELS)
    minutes: tuple[Annotated[int, Field(ge=1, le=60)], ...] = worded(
        "各圈", "Rings", min_length=1, max_length=9
    )
    speed_kmh: float = worded("车速（仅画圆时）", "Speed, for circles only", ge=1, le=120)

    @model_validator(mode="after")
    def _minutes_rise(self) -> Self:
        if list(self.minutes) != sorted(set(self.minutes)):
            raise wrong("应为递增的整数，例如 [1, 3, 5]", "must rise", line="minutes")
        return self


class Cover(Table):
    """How long a zone may be without an available unit before somebody is told."""

    alert_after_min: float = worded(
        "无可用警力多久提示", "Told after being without a unit for", ge=0, le=1440
    )


class CrewSizes(Table):
    """The least number of people on a crew, by force; `most` people for every one."""

    least: dict[str, Annotated[int, Field(ge=1)]] = worded(
        "最少人数", "Least number of people", names=FORCE_TYPES
    )
    most: int = worded("最多人数", "Most people", ge=1, le=50)

    @model_validator(mode="after")
    def _every_force_can_be_crewed(self) -> Self:
        if set(self.least) != set(FORCE_TYPES):
            forces = ", ".join(FORCE_TYPES)
            raise wrong(f"须列出全部警种：{forces}", f"must list every force: {forces}", "least")
        if max(self.least.values()) > self.most:
            raise wrong("不能小于 least 中的数", "must not be below a number of least", "most")
        return self


POSITION_AGES = RuleKind(
    "patrol.position_ages", Text("位置时效", "Ages of positions"), PositionAges
)
RING_MODEL = RuleKind("patrol.ring_model", Text("快反圈模型", "Ring model"), RingModel)
COVER = RuleKind("patrol.cover", Text("巡区覆盖", "Zone cover"), Cover)
CREW_SIZES = RuleKind("patrol.crew_sizes", Text("班组人数", "Crew sizes"), CrewSizes)


def freshness(age: timedelta | None, ages: PositionAges) -> str:
    """`fresh` up to and including the limit, `stale` above the other, `ageing` between, `none`."""
    if age is None:
        return "none"
    seconds = age.total_seconds()
    if seconds <= ages.fresh_s:
        return "fresh"
    return "stale" if seconds > ages.stale_s else "ageing"


def ring_of(seconds: float, minutes: tuple[int, ...]) -> int | None:
    """The smallest ring that a place so many seconds away lies in; None outside all of them."""
    return next((m for m in minutes if seconds <= 60 * m), None)


def quarter_of(moment: datetime) -> datetime:
    """The quarter hour that a moment lies in."""
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return start + (moment - start) // QUARTER * QUARTER
