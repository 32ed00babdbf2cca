"""The words of planned duty: shifts, staging, rounds, occasions, volunteers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.domains.patrol.workflow import GONE, LIVE_ROUNDS

OWN_FORCES = ("special_police", "office_liaison", "case_team", "community_team", "volunteer")
"""The five forces of the one duty plan (PAT-05), in the order of the board."""

POLICE_FORCES = frozenset(OWN_FORCES) - {"volunteer"}
"""Own police: volunteers are not police, other agencies answer to their own command."""

ROUND_MODES = {
    "car": Text("车巡", "car"),
    "foot": Text("步巡", "foot"),
    "video": Text("视频轮巡", "video"),
}

VIEW_OUTCOMES = {
    "ok": Text("正常", "nothing to note"),
    "faulty": Text("设备故障", "camera faulty"),
    "event": Text("发现情况", "something is happening"),
}
"""What a person who looked at a camera says. There is no recognition of any kind (PAT-07)."""

DUTY_ACTIVITIES = {
    "staging": Text("屯警", "staging"),
    "patrolling": Text("巡逻", "patrol"),
    "response": Text("处警", "call response"),
    "service": Text("服务群众", "service to people"),
}
"""The four activities (PAT-09)."""

FEED_CONTENTS = {
    "own": Text("本人班次", "own shifts"),
    "extra": Text("市场与活动加勤", "extra shifts of markets and events"),
}

WEEKDAYS = (
    Text("周一", "Mon"),
    Text("周二", "Tue"),
    Text("周三", "Wed"),
    Text("周四", "Thu"),
    Text("周五", "Fri"),
    Text("周六", "Sat"),
    Text("周日", "Sun"),
)

Span = tuple[datetime, datetime]

JobSpans = Callable[[int, datetime, datetime], list[Span]]
"""When a unit was on calls within a span."""

job_spans: list[JobSpans] = []
"""Rooms above register here what a unit's call response was; patrol counts its minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """A person of a shift as those see who may read names."""

    person_id: int
    name: str
    badge_no: str
    is_volunteer: bool
    paired_with: int | None
    secondment: int | None
    taken_away_because: str
    served_min: int | None
    observation: str
    thanked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftView:
    """A planned shift; `members` is empty for those who may not read names."""

    pk: int
    force_type: str
    organisation: Text
    station_id: int | None
    zone: int
    staging_point: int | None
    point_name: Text | None
    unit: int | None
    call_sign: str
    headcount: int
    duty_from: datetime
    duty_until: datetime
    occasion: int | None
    occasion_name: Text | None
    status: str
    status_label: Text
    checked_in_at: datetime | None
    is_late: bool
    left_at: datetime | None
    covered_by: str
    handed_to: int | None
    ended_at: datetime | None
    why_not: str
    revision: int
    member_ids: frozenset[int] = frozenset()
    members: tuple[MemberView, ...] = ()

    @property
    def subject(self) -> str:
        return f"planned_shift:{self.pk}"

    @property
    def force(self) -> Text:
        return FORCE_TYPES[self.force_type]

    @property
    def is_gone(self) -> bool:
        """Puts nobody anywhere."""
        return self.status in GONE


@dataclass(frozen=True, slots=True)
class WeekCell:
    """A zone in a stretch of hours: the least number of people there at any moment of it."""

    zone: int
    begins: datetime
    ends: datetime
    people: int
    forces: frozenset[str]

    @property
    def is_empty(self) -> bool:
        return self.people == 0


@dataclass(frozen=True, slots=True)
class WeekBoard:
    """Zones × hours × forces: a row a zone, a cell a stretch of hours."""

    stretches: tuple[Span, ...]
    rows: tuple[tuple[int, Text, tuple[WeekCell, ...]], ...]

    @property
    def empty(self) -> int:
        return sum(cell.is_empty for _, _, cells in self.rows for cell in cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointDuty:
    """A staging point now: who is due, who stands there, who covers it."""

    number: int
    name: Text
    kind: Text
    zone: int | None
    shift: ShiftView | None
    following: ShiftView | None
    state: str
    covering: str
    is_on_round: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointPlan:
    """A place to pass or a camera to look at, as a planner or an engine proposes it."""

    name: Text
    due_at: datetime
    lon: float | None = None
    lat: float | None = None
    camera: str = ""
    stay_min: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointView:
    """A checkpoint of a round."""

    pk: int
    position: int
    name: Text
    camera: str
    lon: float | None
    lat: float | None
    due_at: datetime
    stay_min: int
    status: str
    status_label: Text
    done_at: datetime | None
    outcome: str
    note: str
    metres: int | None
    incident: str

    @property
    def until(self) -> datetime:
        """When one leaves again."""
        return self.due_at + timedelta(minutes=self.stay_min)

    @property
    def outcome_label(self) -> Text | None:
        return VIEW_OUTCOMES.get(self.outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """A round with its checkpoints."""

    pk: int
    mode: str
    zone: int
    unit: int | None
    call_sign: str
    person_id: int | None
    organisation: Text
    station_id: int | None
    duty_from: datetime
    duty_until: datetime
    status: str
    status_label: Text
    started_at: datetime | None
    ended_at: datetime | None
    cut_because: str
    findings: str
    checkpoints: tuple[CheckpointView, ...] = field(default=())

    @property
    def subject(self) -> str:
        return f"round:{self.pk}"

    @property
    def mode_label(self) -> Text:
        return ROUND_MODES[self.mode]

    @property
    def is_live(self) -> bool:
        """Takes up the time of who goes it: planned or under way."""
        return self.status in LIVE_ROUNDS

    @property
    def done(self) -> int:
        return sum(one.status != "due" for one in self.checkpoints)

    @property
    def following(self) -> CheckpointView | None:
        """The next checkpoint that is neither passed nor skipped."""
        return next((one for one in self.checkpoints if one.status == "due"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRound:
    """Where a round of an earlier night went: places in the order in which they were seen."""

    pk: int
    mode: str
    duty_from: datetime
    places: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OccasionView:
    """A market or event with its set hours."""

    pk: int
    name: Text
    staging_point: int
    zone: int
    force_type: str
    headcount: int
    weekdays: tuple[int, ...]
    starts_on: date
    ends_on: date
    begins: time
    ends: time
    ended_at: datetime | None

    @property
    def subject(self) -> str:
        return f"occasion:{self.pk}"

    @property
    def force(self) -> Text:
        return FORCE_TYPES[self.force_type]

    @property
    def weekday_names(self) -> Text:
        days = [WEEKDAYS[day] for day in self.weekdays]
        return Text("、".join(d.zh for d in days), ", ".join(d.en for d in days))


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondmentView:
    """Somebody of an office on patrol duty."""

    pk: int
    person_id: int
    name: str
    home: Text
    host: Text
    duty_from: datetime
    duty_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerView:
    """A registered volunteer, for those who lead volunteers."""

    person_id: int
    name: str
    registered_at: datetime
    briefed_at: datetime | None
    shifts: int
    served_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedView:
    """A calendar link of one's own."""

    pk: int
    content: str
    added_at: datetime
    revoked_at: datetime | None

    @property
    def content_label(self) -> Text:
        return FEED_CONTENTS[self.content]
