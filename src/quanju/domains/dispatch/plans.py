"""Who answers what: plans by hour, zone and kind of place, and levels of alarm above them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from functools import cached_property
from typing import Annotated, Self

from pydantic import model_validator

from quanju.domains.dispatch.quiet import Hour
from quanju.domains.dispatch.rules import Force, GradeNumber
from quanju.domains.dispatch.types import IncidentType
from quanju.domains.geo.types import PLACE_KINDS
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import Code, Lines, Named, RuleKind, Table, one_of, worded, wrong

Role = Annotated[str, one_of(ROLES)]
LEVELS = (2, 3)
"""Above the first, which is every incident's from the start."""


@dataclass(frozen=True, slots=True)
class Need:
    """One unit of one of these forces, in order of preference."""

    forces: tuple[str, ...]
    least_crew: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a plan may ask beside what happened: when, in which zone, at what kinds of place."""

    hour: time
    zone: int | None = None
    place_kinds: frozenset[str] = frozenset()


class NeedLine(Lines):
    """A need as the table writes it."""

    forces: tuple[Force, ...] = worded(
        "警种（按优先顺序）", "Forces, the preferred first", min_length=1
    )
    least_crew: int = worded("至少人数", "Least crew", default=1, ge=1, le=50)

    @property
    def read(self) -> Need:
        return Need(self.forces, self.least_crew)


class Plan(Lines):
    """What answers a grade, or a class or type by its code, and who else is told of it.

    It may hold for some hours, zones, kinds of place only; without any it holds always.
    """

    grade: GradeNumber | None = worded("等级", "Grade", default=None)
    code: Code | None = worded("或类别、类型代码", "Or a class or type", default=None)
    hours: tuple[Hour, Hour] | None = worded("只在几点到几点", "Only from, until", default=None)
    zones: tuple[int, ...] = worded("只在巡区", "Only in zones", default=())
    place_kinds: tuple[Annotated[str, one_of(PLACE_KINDS)], ...] = worded(
        "只在这类地点", "Only at kinds of place", default=(), names=PLACE_KINDS
    )
    needs: tuple[NeedLine, ...] = worded("需要的警力", "Units needed", min_length=1)
    tells: tuple[Role, ...] = worded("同时告知", "Who else is told", default=(), names=ROLES)
    asks: tuple[Code, ...] = worded("同时请求的外援", "Services to be asked", default=())

    @model_validator(mode="after")
    def _for_one_thing(self) -> Self:
        if (self.grade is None) == (self.code is None):
            raise wrong("应有 grade 或 code 之一", "is for a grade or for a code")
        return self

    @property
    def key(self) -> int | str | None:
        return self.code or self.grade

    @property
    def conditions(self) -> int:
        """How much it asks: of two plans that hold the one that asks more is the one meant."""
        return sum(bool(one) for one in (self.hours, self.zones, self.place_kinds))

    def holds(self, now: Situation) -> bool:
        return (
            (self.hours is None or is_within(now.hour, *self.hours))
            and (not self.zones or now.zone in self.zones)
            and (not self.place_kinds or not now.place_kinds.isdisjoint(self.place_kinds))
        )


def is_within(hour: time, since: str, until: str) -> bool:
    """From the first hour on and before the second; over midnight where that is earlier."""
    first, last = time.fromisoformat(since), time.fromisoformat(until)
    if first <= last:
        return first <= hour < last
    return hour >= first or hour < last


class LevelLine(Named):
    """A level of alarm: what goes beside the plan, who is told."""

    number: int = worded("第几档", "Level", ge=LEVELS[0], le=LEVELS[-1])
    needs: tuple[NeedLine, ...] = worded("增派的警力", "Units beside", min_length=1, max_length=20)
    tells: tuple[Role, ...] = worded("同时告知", "Who is told", default=(), names=ROLES)
    asks: tuple[Code, ...] = worded("同时请求的外援", "Services to be asked", default=())


class ResponsePlans(Table):
    """Needs by grade, or by class or type where it has its own plan."""

    preference_s: float = worded(
        "为更优警种多等", "Waited for a preferred force", default=0, ge=0, le=3600
    )
    nearer_by_s: float = worded(
        "近多少就提示改派", "Nearer by so much is offered", default=120, ge=10, le=3600
    )
    place_within_m: float = worded(
        "离多近算在这类地点", "At a kind of place within", default=100, ge=10, le=1000
    )
    plans: tuple[Plan, ...] = worded("方案", "Plans", validation_alias="plan", min_length=1)
    levels: tuple[LevelLine, ...] = worded(
        "响应级别", "Levels of alarm", default=(), validation_alias="level"
    )

    @cached_property
    def _by_key(self) -> Mapping[int | str | None, list[Plan]]:
        """The plans of each key, those that ask most first; else in the order of the table."""
        found: dict[int | str | None, list[Plan]] = {}
        for plan in sorted(self.plans, key=lambda plan: -plan.conditions):
            found.setdefault(plan.key, []).append(plan)
        return found

    def plan(self, kind: IncidentType, grade: int, now: Situation) -> Plan | None:
        """The plan of an incident: its type's own before its class's before its grade's."""
        for key in (kind.code, kind.class_code, grade):
            for plan in self._by_key.get(key, ()):
                if plan.holds(now):
                    return plan
        return None

    def needs(
        self, kind: IncidentType, grade: int, now: Situation, level: int = 1
    ) -> tuple[Need, ...]:
        """The needs of an incident, the joint forces of its type last, then what its level adds."""
        plan = self.plan(kind, grade, now)
        own = tuple(line.read for line in plan.needs) if plan else ()
        joint = tuple(Need((force,), 1) for force in kind.joint)
        above = (line for one in self.levels_up_to(level) for line in one.needs)
        return (*own, *joint, *(line.read for line in above))

    def level(self, number: int) -> LevelLine | None:
        return next((one for one in self.levels if one.number == number), None)

    def levels_up_to(self, level: int) -> Collection[LevelLine]:
        """A third alarm is the second and more."""
        return [one for one in self.levels if one.number <= level]

    @model_validator(mode="after")
    def _one_plan_each(self) -> Self:
        always = [plan.key for plan in self.plans if not plan.conditions]
        if len(set(always)) < len(always):
            raise wrong("有等级或代码写了两次", "a grade or code has two plans", line="plan")
        if [one.number for one in self.levels] != list(LEVELS[: len(self.levels)]):
            zh, en = "响应级别应从 2 级起连续", "levels are numbered from 2 without a gap"
            raise wrong(zh, en, line="level")
        return self


RESPONSE_PLANS = RuleKind(
    "dispatch.response_plans",
    Text("出警方案", "Response plans"),
    ResponsePlans,
    later=("level",),
    formerly="response_plans",
)
