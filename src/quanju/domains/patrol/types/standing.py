"""The words of patrol: forces, unit states, kinds of place, a unit as others see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from quanju.domains.kernel.types import Text
from quanju.domains.patrol.workflow import UNIT

FORCE_TYPES = {
    "special_police": Text("特警", "special police"),
    "office_liaison": Text("机关包联", "office liaison"),
    "case_team": Text("案件办理队", "case team"),
    "community_team": Text("社区警务队", "community team"),
    "volunteer": Text("义警", "volunteers"),
    "traffic_police": Text("交警联勤", "traffic police"),
}
OUTSIDE_FORCES = frozenset({"traffic_police"})

PLACE_KINDS = {
    "business_street": Text("商业街", "business street"),
    "night_market": Text("夜市", "night market"),
    "square": Text("广场", "square"),
    "transport_station": Text("车站", "transport station"),
    "key_spot": Text("重点部位", "key spot"),
}


ACTIVITIES = {
    "available": Text("空闲", "available"),
    "staging": Text("屯警", "staging"),
    "patrolling": Text("巡逻", "patrolling"),
    "break": Text("休息", "on a break"),
    "out_of_service": Text("停用", "out of service"),
}
"""What a unit may set itself to; each is also a state."""

UNIT_VERBS = UNIT.verb_labels
"""What a unit's crew may say of itself, in words."""


def unit_verbs(status: str) -> tuple[str, ...]:
    """What may follow this state of a unit."""
    return UNIT.verbs(status)


Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneView:
    """A patrol zone in one version."""

    number: int
    name: Text
    version: int
    geometry: dict[str, object]
    valid_from: datetime
    valid_until: datetime | None

    @property
    def subject(self) -> str:
        return f"zone:{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StagingPointView:
    """A staging point in one version."""

    number: int
    name: Text
    place_kind: str
    capacity: int
    equipment: str
    hours: str
    lon: float
    lat: float
    version: int
    valid_from: datetime
    valid_until: datetime | None

    @property
    def subject(self) -> str:
        return f"staging_point:{self.number}"

    @property
    def kind_label(self) -> Text:
        return PLACE_KINDS[self.place_kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a unit was, and when it was there; WGS-84."""

    unit: int
    call_sign: str
    lon: float
    lat: float
    at: datetime
    received_at: datetime
    accuracy_m: float | None = None
    heading_deg: float | None = None

    @property
    def subject(self) -> str:
        return f"unit:{self.call_sign}"

    def age(self, at: datetime) -> timedelta:
        """Time since it was measured; never negative."""
        return max(timedelta(0), at - self.at)


@dataclass(frozen=True, slots=True)
class PositionCursor:
    """How far a reader of positions has come: the last arrival, and what arrived shortly before."""

    until: datetime
    given: frozenset[tuple[int, datetime]]


@dataclass(frozen=True, slots=True)
class Home:
    """The zone a unit patrols and the point it stands at, by number; None: it has none."""

    unit: int
    call_sign: str
    zone: int | None
    staging_point: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """A unit as boards and rankings see it."""

    pk: int
    call_sign: str
    force_type: str
    organisation_id: int
    organisation: Text
    station_id: int | None
    vehicle: str
    crew_size: int
    home_zone: int | None
    home_staging_point: int | None
    status: str
    status_label: Text
    status_at: datetime | None
    shift_started_at: datetime | None
    position: Position | None
    status_until_at: datetime | None = None

    @property
    def subject(self) -> str:
        return f"unit:{self.call_sign}"

    @property
    def force(self) -> Text:
        return FORCE_TYPES[self.force_type]

    @property
    def is_outside(self) -> bool:
        return self.force_type in OUTSIDE_FORCES


class UnitToSend(NamedTuple):
    """What a ranking asks of a unit on duty; WGS-84, no position and no age before its first one.

    Hundreds are read for each list, so it is a tuple and not a `UnitView`.
    """

    pk: int
    call_sign: str
    force_type: str
    crew_size: int
    status: str
    home_zone: int | None
    organisation_zh: str
    lon: float | None
    lat: float | None
    position_at: datetime | None

    @property
    def agency(self) -> str:
        """Whose unit it is, if it is not ours."""
        return self.organisation_zh if self.force_type in OUTSIDE_FORCES else ""

    def position_age_s(self, at: datetime) -> float | None:
        """Seconds since its position was measured; never negative."""
        if self.position_at is None:
            return None
        return max(0.0, round((at - self.position_at).total_seconds(), 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewMemberView:
    """A person on a crew."""

    person_id: int
    name: str
    badge_no: str
    joined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionReport:
    """A position as a device sends it: `measured_at` by the device, datum as it says."""

    unit: int
    lon: float
    lat: float
    measured_at: datetime
    accuracy_m: float | None = None
    heading_deg: float | None = None
    datum: str = "WGS-84"


@dataclass(frozen=True, slots=True)
class ReportedPositions:
    """What became of a bundle of positions: how many were kept, and which were not and why."""

    kept: int
    late: int
    refused: tuple[tuple[int, str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Panic:
    """A call for help from a crew: where, and who is nearest."""

    unit: int
    position: Position | None
    nearest: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True, slots=True)
class HelpTold:
    """A crew that was told of a call for help, and how far it was by road, if a road was known."""

    call_sign: str
    seconds: float | None
    seen_at: datetime | None = None
    """When somebody of that crew said that they have seen it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCallView:
    """A call for help that stands: the unit as it is now, since when, who was told.

    `seen_at` is when the desk said that it has seen it.
    """

    pk: int
    unit: UnitView
    called_at: datetime
    told: tuple[HelpTold, ...]
    seen_at: datetime | None = None
    pressed_at: datetime | None = None
    """Told only of a call that a phone had to keep for a while before it reached us."""


@dataclass(frozen=True, slots=True)
class ZoneGapView:
    """A zone without an available unit, since when, and whether that is too long."""

    zone: int
    name: Text
    since: datetime | None
    is_too_long: bool


@dataclass(frozen=True, slots=True)
class TracePoint:
    """One past position; beyond 30 days only zone and quarter hour are left."""

    at: datetime
    zone: int | None
    lon: float | None = None
    lat: float | None = None


ON_ITS_WAY = timedelta(seconds=15)
"""A press that took no longer to reach us had a line; its two moments are told as one."""


def pressed_before(pressed_at: datetime | None, arrived_at: datetime) -> datetime | None:
    """When it was pressed, if it was kept for a while before it arrived; else None."""
    return pressed_at if pressed_at and arrived_at - pressed_at > ON_ITS_WAY else None


OWN_FORCES = ("special_police", "office_liaison", "case_team", "community_team", "volunteer")
"""The five forces of the one duty plan (PAT-05), in the order of the board."""

POLICE_FORCES = frozenset(OWN_FORCES) - {"volunteer"}
"""Own police: volunteers are not police, other agencies answer to their own command."""

DUTY_ACTIVITIES = {
    "staging": Text("屯警", "staging"),
    "patrolling": Text("巡逻", "patrol"),
    "response": Text("处警", "call response"),
    "service": Text("服务群众", "service to people"),
}
"""The four activities (PAT-09)."""

Span = tuple[datetime, datetime]
