"""The words of duty: shifts, staging, the week, occasions, volunteers; what a measure is."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from quanju.domains.duty.workflow import GONE, SHIFT
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.measures import PER_CENT, Counted
from quanju.domains.patrol.types.standing import FORCE_TYPES, Span

NOTHING = Text("", "")

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

SHIFT_STATES = SHIFT.state_labels


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


@dataclass(frozen=True)
class Found:
    """What a measure counts, and how many in each zone lack what decides them."""

    rows: list[Counted]
    missing: Counter[int | None]


Finder = Callable[[datetime, datetime, datetime], Found]
"""Records of a span, as known at a moment; nothing that lies ahead of it."""


@dataclass(frozen=True)
class Definition:
    """What a measure is called, how it is computed, and what finds its records."""

    name: Text
    formula: Text
    counted: Text
    find: Finder
    unit: Text = PER_CENT
    is_total: bool = False
    missing_is: Text = NOTHING
