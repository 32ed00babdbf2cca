"""Pure decisions of patrol: age of a position, ring of a place, cover of a zone, size of a crew."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types import FORCE_TYPES
from quanju.domains.rulebook.types import RuleError, RuleKind

SHIPPED = Path(__file__).parent / "tables"
"""Rule tables that come with the room; a branch takes them over or brings its own."""

RING_MODELS = ("roads", "circle")
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class PositionAges:
    """When a position is fresh, when stale, and how long it is kept."""

    fresh_s: float
    stale_s: float
    future_s: float
    coarsest_m: float
    sample_every_s: float
    fine_days: float
    coarse_days: float


@dataclass(frozen=True, slots=True)
class RingModel:
    """How rings are drawn: along roads, or as circles by a speed."""

    model: str
    minutes: tuple[int, ...]
    speed_kmh: float


@dataclass(frozen=True, slots=True)
class Cover:
    """How long a zone may be without an available unit before somebody is told."""

    alert_after_min: float


@dataclass(frozen=True, slots=True)
class CrewSizes:
    """The least number of people on a crew, by force."""

    least: Mapping[str, int]
    most: int


@dataclass(frozen=True, slots=True)
class DutyRule:
    """Limits of planned duty and of checking in at a staging point."""

    longest_h: float
    ahead_days: float
    check_in_m: float
    position_max_s: float
    early_min: float
    late_min: float
    community_share: float


@dataclass(frozen=True, slots=True)
class JointPair:
    """A command room and a slot of the traffic police that turn out together."""

    room: int
    slot: int
    partner: Text
    shift: str
    contact: str


@dataclass(frozen=True, slots=True)
class JointDuty:
    """“11 + 23”: command rooms down, slots of the traffic police across, pairs in the cells."""

    rooms: tuple[Text, ...]
    slots: tuple[Text, ...]
    pairs: Mapping[tuple[int, int], JointPair]


def parse_position_ages(content: Mapping[str, Any]) -> PositionAges:
    """Read the table; fresh before stale."""
    only_lines(content, PositionAges)
    ages = PositionAges(
        fresh_s=checked_number(content, "fresh_s", 1, 3600),
        stale_s=checked_number(content, "stale_s", 1, 86_400),
        future_s=checked_number(content, "future_s", 0, 3600),
        coarsest_m=checked_number(content, "coarsest_m", 10, 100_000),
        sample_every_s=checked_number(content, "sample_every_s", 0, 3600),
        fine_days=checked_number(content, "fine_days", 0, 30),
        coarse_days=checked_number(content, "coarse_days", 0, 366),
    )
    if ages.stale_s <= ages.fresh_s:
        raise RuleError(
            Text("stale_s 必须大于 fresh_s", "stale_s must be greater than fresh_s"),
        )
    return ages


def parse_ring_model(content: Mapping[str, Any]) -> RingModel:
    """Read the table; minutes rise."""
    only_lines(content, RingModel)
    model, minutes = content.get("model"), content.get("minutes")
    if model not in RING_MODELS:
        known = ", ".join(RING_MODELS)
        raise RuleError(Text(f"model 应为：{known}", f"model must be one of: {known}"))
    if (
        not isinstance(minutes, list)
        or not minutes
        or any(not isinstance(m, int) or isinstance(m, bool) or not 1 <= m <= 60 for m in minutes)
        or sorted(set(minutes)) != minutes
    ):
        raise RuleError(
            Text("minutes 应为递增的整数，例如 [1, 3, 5]", "minutes must be rising whole numbers"),
        )
    return RingModel(model, tuple(minutes), checked_number(content, "speed_kmh", 1, 120))


def parse_cover(content: Mapping[str, Any]) -> Cover:
    only_lines(content, Cover)
    return Cover(checked_number(content, "alert_after_min", 0, 1440))


def parse_crew_sizes(content: Mapping[str, Any]) -> CrewSizes:
    """Read the table: `most`, and under `least` a number for every force."""
    only_lines(content, CrewSizes)
    least = content.get("least")
    if not isinstance(least, Mapping) or set(least) != set(FORCE_TYPES):
        raise RuleError(
            Text(
                f"least 须列出全部警种：{', '.join(FORCE_TYPES)}",
                f"least must list every force: {', '.join(FORCE_TYPES)}",
            )
        )
    most = int(checked_number(content, "most", 1, 50))
    return CrewSizes(
        {force: int(checked_number(least, force, 1, most)) for force in FORCE_TYPES}, most
    )


def parse_duty(content: Mapping[str, Any]) -> DutyRule:
    """Read the table."""
    only_lines(content, DutyRule)
    return DutyRule(
        longest_h=checked_number(content, "longest_h", 1, 48),
        ahead_days=checked_number(content, "ahead_days", 7, 800),
        check_in_m=checked_number(content, "check_in_m", 10, 2000),
        position_max_s=checked_number(content, "position_max_s", 10, 3600),
        early_min=checked_number(content, "early_min", 0, 240),
        late_min=checked_number(content, "late_min", 0, 240),
        community_share=checked_number(content, "community_share", 0, 1),
    )


def parse_joint_duty(content: Mapping[str, Any]) -> JointDuty:
    """Read the matrix; a pair names its room and slot by number, and no cell is filled twice."""
    only_lines(content, JointDuty)
    rooms, slots = _names(content, "rooms"), _names(content, "slots")
    pairs: dict[tuple[int, int], JointPair] = {}
    for line in content.get("pairs", []):
        pair = _pair(line, len(rooms), len(slots))
        if (pair.room, pair.slot) in pairs:
            raise RuleError(
                Text(
                    f"第 {pair.room} 室与第 {pair.slot} 席重复配对",
                    f"room {pair.room} and slot {pair.slot} are paired twice",
                )
            )
        pairs[pair.room, pair.slot] = pair
    return JointDuty(rooms, slots, pairs)


def _names(content: Mapping[str, Any], name: str) -> tuple[Text, ...]:
    lines = content.get(name)
    if not isinstance(lines, list) or not 1 <= len(lines) <= 60:
        raise RuleError(
            Text(f"“{name}”应为 1 到 60 行的列表", f"“{name}” must be a list of 1 to 60 lines")
        )
    return tuple(_both(line, name) for line in lines)


def _both(line: Any, name: str) -> Text:
    zh, en = (line.get("zh"), line.get("en")) if isinstance(line, Mapping) else (None, None)
    if not isinstance(zh, str) or not isinstance(en, str) or not zh.strip() or not en.strip():
        raise RuleError(
            Text(f"“{name}”每行须有 zh 和 en 两个名称", f"every line of “{name}” needs zh and en")
        )
    return Text(zh, en)


def _pair(line: Any, rooms: int, slots: int) -> JointPair:
    if not isinstance(line, Mapping):
        raise RuleError(Text("pairs 的每项应为表", "every item of pairs must be a table"))
    shift, contact = line.get("shift", ""), line.get("contact", "")
    if not isinstance(shift, str) or not isinstance(contact, str):
        raise RuleError(
            Text("shift 和 contact 应为文字", "shift and contact of a pair must be texts")
        )
    return JointPair(
        int(checked_number(line, "room", 1, rooms)),
        int(checked_number(line, "slot", 1, slots)),
        _both(line, "pairs"),
        shift,
        contact,
    )


def shipped(name: str) -> dict[str, Any]:
    """The table of that name as it comes with the room."""
    return tomllib.loads((SHIPPED / f"{name}.toml").read_text("utf-8"))


POSITION_AGES = RuleKind(
    "patrol.position_ages", Text("位置时效", "Ages of positions"), parse_position_ages
)
RING_MODEL = RuleKind("patrol.ring_model", Text("快反圈模型", "Ring model"), parse_ring_model)
COVER = RuleKind("patrol.cover", Text("巡区覆盖", "Zone cover"), parse_cover)
CREW_SIZES = RuleKind("patrol.crew_sizes", Text("班组人数", "Crew sizes"), parse_crew_sizes)
DUTY = RuleKind("patrol.duty", Text("勤务排班", "Planned duty"), parse_duty)
JOINT_DUTY = RuleKind(
    "patrol.joint_duty", Text("交警联勤（11+23）", "Joint duty (11 + 23)"), parse_joint_duty
)


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


def checked_number(content: Mapping[str, Any], name: str, least: float, most: float) -> float:
    value = content.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise RuleError(
            Text(
                f"“{name}”应为 {least} 到 {most} 之间的数，现为 {value!r}",
                f"“{name}” must be a number from {least} to {most}, not {value!r}",
            )
        )
    return float(value)


def only_lines(content: Mapping[str, Any], wanted: Any) -> None:
    unknown = sorted(set(content) - {f.name for f in fields(wanted)} - {"source"})
    if unknown:
        raise RuleError(Text(f"不认识的项目：{unknown}", f"unknown lines: {unknown}"))
