"""The table of places of rounds: what each kind is worth, how long one stays, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from quanju.domains.kernel.types import Text
from quanju.domains.patrol.rules import checked_number, only_lines
from quanju.domains.patrol.types import PLACE_KINDS
from quanju.domains.rulebook.types import RuleError, RuleKind


@dataclass(frozen=True, slots=True)
class KindOfPlace:
    """Places of one kind: worth in minutes of travel, minutes to stay, hours of the day.

    `opens` and `closes` count from local midnight; `closes` lies on the next day if it is earlier.
    """

    worth: float
    stay_min: float
    opens: timedelta
    closes: timedelta


@dataclass(frozen=True, slots=True)
class RoundPlaces:
    """What is offered to rounds: kinds of places, cells of past calls, occasions."""

    call_days: float
    call_radius_m: float
    calls_worth: float
    most_cells: int
    cell_stay_min: float
    occasion_worth: float
    occasion_stay_min: float
    kinds: Mapping[str, KindOfPlace]


def parse_round_places(content: Mapping[str, Any]) -> RoundPlaces:
    """Read the table; every kind at most once."""
    only_lines(content, RoundPlaces)
    lines = content.get("kinds")
    if not isinstance(lines, list) or len(lines) > len(PLACE_KINDS):
        known = ", ".join(PLACE_KINDS)
        raise RuleError(Text(f"kinds 应为列表，每种一行：{known}", f"kinds lists kinds: {known}"))
    kinds = dict(map(_kind, lines))
    if len(kinds) != len(lines):
        raise RuleError(Text("kinds 中有一种写了两次", "a kind stands twice in kinds"))
    return RoundPlaces(
        call_days=checked_number(content, "call_days", 28, 1100),
        call_radius_m=checked_number(content, "call_radius_m", 0, 1000),
        calls_worth=checked_number(content, "calls_worth", 0, 240),
        most_cells=int(checked_number(content, "most_cells", 0, 40)),
        cell_stay_min=checked_number(content, "cell_stay_min", 1, 120),
        occasion_worth=checked_number(content, "occasion_worth", 1, 240),
        occasion_stay_min=checked_number(content, "occasion_stay_min", 1, 120),
        kinds=kinds,
    )


def _kind(line: Any) -> tuple[str, KindOfPlace]:
    kind = line.get("kind") if isinstance(line, Mapping) else None
    if kind not in PLACE_KINDS:
        known = ", ".join(PLACE_KINDS)
        raise RuleError(Text(f"kind 应为其一：{known}", f"kind must be one of: {known}"))
    opens, closes = _hour(line, "from"), _hour(line, "until")
    return kind, KindOfPlace(
        worth=checked_number(line, "worth", 1, 240),
        stay_min=checked_number(line, "stay_min", 1, 120),
        opens=opens,
        closes=closes if closes > opens else closes + timedelta(days=1),
    )


def _hour(line: Mapping[str, Any], name: str) -> timedelta:
    """A local hour, `00:00` to `24:00`, from midnight."""
    hour, colon, minute = str(line.get(name, "")).partition(":")
    is_hour = bool(colon) and hour.isascii() and hour.isdigit() and minute.isascii()
    if is_hour and minute.isdigit() and len(minute) == 2 and int(minute) < 60:
        found = timedelta(hours=int(hour), minutes=int(minute))
        if found <= timedelta(days=1):
            return found
    raise RuleError(
        Text(
            f"“{name}”应写成 18:00，最晚 24:00，现为 {line.get(name)!r}",
            f"“{name}” reads like 18:00, 24:00 at the latest, not {line.get(name)!r}",
        )
    )


ROUND_PLACES = RuleKind(
    "patrol.round_places", Text("巡逻热点", "Places of rounds"), parse_round_places
)
