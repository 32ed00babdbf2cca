"""The words of planning: kinds of studies, what a reader is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.types.standing import FORCE_TYPES, UnitView
from quanju.domains.planning.workflow import PLAN, STUDY
from quanju.domains.rounds.types import RoundView


@dataclass(frozen=True, kw_only=True)
class StudyKind:
    """A kind of study. Its file in `studies/` defines it, which is all that is needed.

    `checked` completes the wishes of one that is asked at the planning desk; kinds without it are
    asked elsewhere (rounds at the patrol board) and wait for none of these. `compute` answers.
    """

    name: str
    label: Text
    place: int
    """Where it stands in the list of the desk."""
    compute: "Compute"
    checked: "Callable[[Mapping[str, Any]], Inputs] | None" = None

    def __post_init__(self) -> None:
        if _KINDS.setdefault(self.name, self) != self:
            raise ValueError(f"{self.name} is a kind of study already")

    @property
    def is_of_the_lab(self) -> bool:
        return self.checked is not None


_KINDS: dict[str, StudyKind] = {}


@cache
def _discover() -> None:
    """Read every file of `studies/`; late, since they load numba."""
    folder = import_module("quanju.domains.planning.studies")
    for one in iter_modules(folder.__path__, f"{folder.__name__}."):
        import_module(one.name)


def study_kinds() -> tuple[StudyKind, ...]:
    """Every kind, in the order of the desk."""
    _discover()
    return tuple(sorted(_KINDS.values(), key=lambda one: one.place))


def lab_kinds() -> tuple[StudyKind, ...]:
    """Those that are asked at the planning desk."""
    return tuple(one for one in study_kinds() if one.is_of_the_lab)


def study_kind_named(name: str) -> StudyKind | None:
    return next((one for one in study_kinds() if one.name == name), None)


MODELS = {
    "p_median": Text("行车时间最短", "least driving time"),
    "mclp": Text("时限内覆盖最多", "most calls in time"),
    "mexclp": Text("有车出警时仍覆盖最多", "most calls in time though crews are busy"),
    "backup": Text("覆盖并有第二力量", "in time, and a second time"),
}

CANDIDATES = {
    "crowded": Text("只在人群密集处和重点部位", "crowded places and key spots only"),
    "both": Text("也可在路口", "crossings too"),
    "crossings": Text("只在路口", "crossings only"),
}
"""Where new points may stand (PAT-02); today's points may stay in any case."""

CROWDED = {
    "business_street": "business_street",
    "night_market": "night_market",
    "square": "square",
    "transport_station": "transport_station",
    "market": "key_spot",
    "hospital": "key_spot",
    "school": "key_spot",
    "public_building": "key_spot",
    "park": "key_spot",
}
"""Kinds of place where many people are, and the kind of point that one would be."""

BUILT_OF = {
    "hexagons": Text("六边形", "hexagons"),
    "blocks": Text("街区（沿干道）", "road blocks, along named roads"),
}
"""Hexagons first: they ask which bank a cell belongs to, and blocks do not yet."""
STATION_WISHES = {
    "no": Text("不考虑", "play no part"),
    "prefer": Text("尽量沿所界", "are followed where it costs little"),
    "keep": Text("不跨所界", "are never crossed"),
}


STUDY_STATES = STUDY.state_labels
PLAN_STATES = PLAN.state_labels

Feature = dict[str, Any]
Inputs = dict[str, Any]

Say = Callable[[int, int], None]
"""Called with (steps done, steps in all); raises to stop."""
Compute = Callable[[Inputs, datetime, Say], dict[str, Any]]

PLAN_ACT = "planning.put_plan_in_force"
"""The act of this room that needs two people, as approvals call it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyView:
    """A study as readers see it."""

    pk: int
    kind: str
    title: str
    status: str
    status_label: Text
    done: int
    of: int
    inputs: Inputs
    result: dict[str, Any] | None
    why: Text
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    repeats: int | None

    @property
    def kind_label(self) -> Text:
        kind = study_kind_named(self.kind)
        return kind.label if kind else Text(self.kind, self.kind)

    @property
    def is_over(self) -> bool:
        return self.status in ("done", "failed", "cancelled")

    @property
    def share(self) -> float:
        """How far it is, 0 to 100."""
        return 100 * self.done / self.of if self.of else 0.0

    @property
    def subject(self) -> str:
        return f"study:{self.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCrew:
    """A unit that could go round in some hours, and what it does then."""

    unit: UnitView
    begins: datetime
    ends: datetime
    has_shift: bool
    is_at_point: bool
    other_round: RoundView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedView:
    """Who accepted a proposal of rounds, when, and which rounds were planned of it."""

    variant: int
    rounds: tuple[int, ...]
    accepted_by: str
    accepted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan of zones and points in one version, as readers see it."""

    number: int
    title: str
    status: str
    status_label: Text
    revision: int
    zones: list[Feature]
    points: list[Feature]
    figures: dict[str, Any]
    origin: int | None
    drafted_by: str
    drafted_at: datetime
    proposed_at: datetime | None
    wanted_from: datetime | None
    approved_at: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None

    @property
    def subject(self) -> str:
        return f"plan:{self.number}"

    @property
    def is_open(self) -> bool:
        return self.status in ("draft", "proposed", "approved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What a planner asks of a division at a glance.

    `deviation`: of the zone farthest from the mean of the work; `on_roads_share`: of the metres
    between zones those beside a road that a crew names; `compactness_…`: Polsby and Popper's, 1
    for a disk; `necks`: places where a zone hangs on one block; `work`: how far each zone, by its
    number, is from the mean. None: nothing to reckon by.
    """

    deviation: float | None
    on_roads_share: float | None
    compactness_mean: float
    compactness_min: float
    necks: int
    work: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Layers while they are drawn: what is wrong, what should be looked at, and what they give.

    `faults` keep a plan from being put in force, `cautions` do not. `rings`: largest first.
    `reach`: share of last year's calls by seconds; None without calls or roads, or if not asked.
    `before`, `looks`: the figures before the step and as it stands; None if not asked.
    """

    zones: list[Feature]
    points: list[Feature]
    said: Text | None
    faults: list[Text]
    cautions: list[Text]
    rings: list[Feature]
    reach: dict[str, float] | None
    before: Looks | None = None
    looks: Looks | None = None


class PlanNotReadable(Refused):
    """Not a GeoJSON collection of zones or of points."""

    code = "PLAN_NOT_READABLE"
    text = Text("文件读不懂：{why}", "The file cannot be read: {why}")
    status = 422


class CannotRedraw(Refused):
    """The zones stay as they were; says what would make it possible."""

    code = "CANNOT_REDRAW"
    text = Text("没有改动：{why}", "Nothing was changed: {why}")
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionView:
    """A suggestion as planners see it, with the counts and intervals it stands on."""

    pk: int
    week_on: date
    shift: int
    force_type: str
    call_sign: str
    zone_from: int
    zone_to: int
    point_to: int | None
    duty_from: datetime
    duty_until: datetime
    basis: dict[str, Any]
    status: str
    status_label: Text
    offered_at: datetime
    decided_by: str
    decided_at: datetime | None
    why: str

    @property
    def subject(self) -> str:
        return f"suggestion:{self.pk}"

    @property
    def force(self) -> Text:
        return FORCE_TYPES[self.force_type]

    @property
    def is_open(self) -> bool:
        return self.status == "offered"
