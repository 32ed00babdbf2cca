"""The words of dispatch: what boards, pages and other rooms are given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from quanju.domains.deadlines.types import StepView, steps_of
from quanju.domains.dispatch.queries.places import PlaceView, arrival_words
from quanju.domains.dispatch.workflow import ASSIGNMENT, AT_WORK, INCIDENT, OPEN_INCIDENT
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.engine.clocks.calendar import WorkingCalendar
from quanju.engine.clocks.deadline import work_out
from quanju.engine.clocks.rule import Rule

RUNS_ON = WorkingCalendar({})
"""No holiday stops a clock of seconds."""
PHOTO_KIND = "scene_photo"
"""The kind of file that a crew's photos are, in the rule table `documents.files`."""
KEPT_CLOSE = Text("限制知悉", "Restricted matter")
"""All that lists, boards and walls tell of it (SG-19); its page and its crews' phones say more."""
ARRANGED = "scheduled"
"""The channel of what began at a moment that was arranged before: no response is measured."""
CHANNELS = {
    "phone": Text("110 电话", "110 call"),
    "walk_in": Text("到所", "walk-in"),
    "patrol": Text("巡逻发现", "found on patrol"),
    "reception": Text("接报案", "reception"),
    "liaison": Text("外单位移交", "handed over by an agency"),
    "online": Text("网络", "online"),
    "help": Text("紧急求助", "call for help"),
    ARRANGED: Text("预约", "scheduled"),
    "replay": Text("历史记录", "recorded"),
}

INCIDENT_STATES = INCIDENT.state_labels
ASSIGNMENT_STATES = ASSIGNMENT.state_labels


@dataclass(frozen=True, slots=True)
class IncidentType:
    """A type of incident with its class and default grade."""

    code: str
    name: Text
    class_code: str
    class_name: Text
    grade: int
    common: str
    is_enforcement: bool
    is_restricted: bool
    needs_case: bool
    joint: tuple[str, ...]
    share_percent: float
    details: Mapping[str, Text]
    is_met: bool = False
    is_complaint: bool = False


@dataclass(frozen=True, slots=True)
class CardFact:
    """What the caller was asked by the card of the type, and answered, in the words of then."""

    asked: str
    said: str
    question: Text
    answer: Text


@dataclass(frozen=True, slots=True)
class Clock:
    """A running clock: it says toward what, since when, until when, and whether it stopped."""

    name: str
    toward: Text
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None = None
    rule: Rule | None = field(default=None, compare=False, repr=False)

    @property
    def steps(self) -> tuple[StepView, ...]:
        """Why it runs out when it does; nothing for one without a limit."""
        if self.rule is None:
            return ()
        worked = work_out(self.rule, start=self.started_at, calendar=RUNS_ON)
        return steps_of(worked, RUNS_ON)

    def is_overdue(self, at: datetime) -> bool:
        return self.due_at is not None and (self.stopped_at or at) > self.due_at


ASSIGNMENT_VERBS = ASSIGNMENT.verb_labels
"""What a unit on a job may do next, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentView:
    """A unit on an order, with each of its moments."""

    pk: int
    incident: str
    unit_id: int
    call_sign: str
    force_type: str
    state: str
    assigned_at: datetime
    acknowledged_at: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None
    controlled_at: datetime | None
    cleared_at: datetime | None
    released_at: datetime | None
    is_primary: bool
    planned_s: float | None
    release_code: str
    shown_at: datetime | None = None
    """When a phone of the crew had it on its screen."""
    radio_steps: tuple[str, ...] = ()
    """Steps that somebody entered for the crew, who told them by radio."""

    @property
    def label(self) -> Text:
        return ASSIGNMENT.state_labels[self.state]

    @property
    def force(self) -> Text:
        return FORCE_TYPES[self.force_type]

    @property
    def is_at_work(self) -> bool:
        """Whether the unit still does something for it, and does not only write about it."""
        return self.state in AT_WORK

    @property
    def verbs(self) -> tuple[str, ...]:
        return ASSIGNMENT.verbs(self.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """An incident as lists and boards see it."""

    pk: int
    number: str
    title: str
    class_code: str
    type_code: str
    type_name: Text
    common_type: str
    feedback_type_code: str
    grade: int
    grade_kind: Text | None
    oversight: Text | None
    grade_reasons: tuple[Text, ...]
    card: tuple[CardFact, ...]
    address: str
    lon: float | None
    lat: float | None
    place: PlaceView
    zone: int | None
    ring: int | None
    station_id: int | None
    state: str
    channel: str
    is_restricted: bool
    merged_into: str
    split_from: str
    received_at: datetime
    answered_at: datetime | None
    created_at: datetime
    ordered_at: datetime | None
    acknowledged_at: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None
    cleared_at: datetime | None
    fed_back_at: datetime | None
    disposition_code: str
    case_report_no: str
    is_case: bool
    from_paper: bool = False
    alarm_level: int = 1
    desk_id: int | None = None
    assignments: tuple[AssignmentView, ...] = ()
    clocks: tuple[Clock, ...] = ()

    @property
    def subject(self) -> str:
        return f"incident:{self.number}"

    @property
    def short_number(self) -> str:
        """1123-0427: month and day with the running number."""
        return self.number[4:]

    @property
    def label(self) -> Text:
        return INCIDENT.state_labels[self.state]

    @property
    def verbs(self) -> tuple[str, ...]:
        return INCIDENT.verbs(self.state)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_INCIDENT

    @property
    def clock(self) -> Clock | None:
        """The clock that matters now: the first one still running."""
        return next((c for c in self.clocks if c.stopped_at is None), None)

    @property
    def listed_title(self) -> Text:
        return KEPT_CLOSE if self.is_restricted else Text(self.title, self.title)

    @property
    def listed_type(self) -> Text:
        return KEPT_CLOSE if self.is_restricted else self.type_name

    @property
    def is_arranged(self) -> bool:
        return self.channel == ARRANGED

    @property
    def channel_label(self) -> Text:
        return CHANNELS.get(self.channel, Text(self.channel, self.channel))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A unit that could go: seconds by road, and why it stands where it stands."""

    unit_id: int
    call_sign: str
    force_type: str
    crew_size: int
    agency: str
    status: str
    seconds: float | None
    position_age_s: float
    lon: float
    lat: float
    home_zone: int | None
    reasons: tuple[Text, ...] = ()
    cover: Text | None = None
    opens_gap: bool = False
    best_s: float | None = None
    """At the nearest end of a place that is not exact; `seconds` are then those to its farthest."""

    @property
    def force(self) -> Text:
        return FORCE_TYPES[self.force_type]

    @property
    def arrives(self) -> Text:
        return arrival_words(self.best_s, self.seconds)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A unit that is not offered, and why."""

    unit_id: int
    call_sign: str
    code: str
    why: Text

    def may_be_sent(self, grade: int) -> bool:
        """Whether an order takes it all the same: what is only doubtful a person may send."""
        return self.code not in _NEVER_SENT and (self.code != "ON_A_BREAK" or grade == 1)


_NEVER_SENT = ("BUSY", "NOT_AVAILABLE", "NO_POWERS")


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The list a dispatcher is shown, with everything it was made from."""

    candidates: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]
    proposed: tuple[int, ...]
    unmet: tuple[Text, ...]
    rules: tuple[str, ...]
    roads: str
    inputs: dict[str, Any] = field(default_factory=dict)
    remark: Text | None = None
    """How an uncertain place was reckoned with."""

    def is_needed(self, view: IncidentView) -> bool:
        """Whether somebody should go now: not once all needs are met, while only the feedback is
        missing, or after the desk itself called every unit back.
        """
        jobs = sorted(view.assignments, key=lambda job: job.assigned_at)
        is_recalled = bool(jobs) and jobs[-1].state == "withdrawn"
        if view.state == "feedback_due" or (is_recalled and not any(j.is_at_work for j in jobs)):
            return False
        return bool(self.proposed or self.unmet or not jobs)

    @property
    def proposed_units(self) -> tuple[Candidate, ...]:
        """Those proposed, the soonest first."""
        return tuple(c for c in self.candidates if c.unit_id in self.proposed)

    @property
    def first(self) -> Candidate | None:
        """Whoever of those proposed is there first."""
        return next(iter(self.proposed_units), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """A decision receipt as it was stored, opened later."""

    pk: int
    incident: str
    made_at: datetime
    made_by: str
    recommendation: Recommendation
    chosen: tuple[int, ...]
    override_reason: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """A receipt computed again from its stored inputs."""

    is_same: bool
    recommendation: Recommendation
    differences: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOnBoard:
    """A unit as the board shows it: its own state, or its assignment's."""

    unit_id: int
    call_sign: str
    force_type: str
    status: str
    label: Text
    tone: str
    incident: str
    zone: int | None
    lon: float | None
    lat: float | None
    position_at: datetime | None
    position_age_s: float | None
    is_stale: bool
    crew_size: int
    is_outside: bool
    until_at: datetime | None = None
    """Until when the unit's own state was said to last."""

    @property
    def force(self) -> Text:
        return FORCE_TYPES[self.force_type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure with its n; `records` is the query that lists what it counts."""

    code: str
    name: Text
    n: int
    value: float | None
    unit: Text | str
    p50: float | None = None
    p90: float | None = None
    p95: float | None = None
    missing: int = 0
    by_radio: int = 0
    """Of n: entered for the crew when it told it by radio."""
    from_paper: int = 0
    """Beside n: entered from paper cards, whose moments are minutes of a clock on the wall."""
    arranged: int = 0
    """Beside n: their moment was arranged, so nobody waited for them to be taken."""
    records: str = ""

    @property
    def left_out(self) -> int:
        return self.from_paper + self.arranged

    @property
    def is_enough(self) -> bool:
        return self.n >= 10
