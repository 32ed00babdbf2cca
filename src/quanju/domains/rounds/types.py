"""The words of rounds: by car, on foot, through cameras; a checkpoint; a round as it is gone."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from quanju.domains.kernel.types import Text
from quanju.domains.rounds.workflow import LIVE_ROUNDS

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
