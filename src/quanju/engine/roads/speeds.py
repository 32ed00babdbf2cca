"""The table of speeds by road class, and reading OSM's maxspeed."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from quanju.engine.roads.errors import RoadInputError

_MPH = 1.609344
_NUMBER = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|knots)?")
# Values without a figure that mean one; others fall back to the table.
_WORDS = {"walk": 7.0, "urban": 50.0, "rural": 90.0, "motorway": 120.0, "living_street": 10.0}


@dataclass(frozen=True)
class Speeds:
    """Kilometres an hour: `driving` by road class, `walking`, `steps`."""

    driving: Mapping[str, float]
    walking: float
    steps: float
    share_of_maxspeed: float

    def on(self, road_class: str, maxspeed_kmh: float | None) -> float:
        """Driven speed in km/h."""
        if maxspeed_kmh:
            return maxspeed_kmh * self.share_of_maxspeed
        return self.driving.get(road_class, self.driving["road"])


def read_speeds(path: Path | None = None) -> Speeds:
    """Read a speed table; without a path the shipped one. `RoadInputError` for a wrong one."""
    return _shipped() if path is None else _parsed(path.read_text(encoding="utf-8"), path.name)


@cache
def _shipped() -> Speeds:
    return _parsed((files("quanju.engine.roads") / "speeds.toml").read_text(), "speeds.toml")


def _parsed(text: str, name: str) -> Speeds:
    try:
        content = tomllib.loads(text)
        driving = {str(k): float(v) for k, v in content["driving"].items()}
        speeds = Speeds(
            {"road": 30.0, **driving},
            float(content["walking"]),
            float(content["steps"]),
            float(content.get("share_of_maxspeed", 1.0)),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise RoadInputError(
            f"{name}：速度表读不出（{error}）", f"{name}: not a speed table ({error})"
        ) from error
    values = [*speeds.driving.values(), speeds.walking, speeds.steps]
    if min(values) <= 0 or max(values) > 250 or not 0 < speeds.share_of_maxspeed <= 1.5:
        raise RoadInputError(
            f"{name}：速度必须在 0 到 250 公里/小时之间", f"{name}: speeds must be 0 to 250 km/h"
        )
    return speeds


def maxspeed_kmh(text: str | None) -> float | None:
    """OSM's maxspeed in km/h; None where it says nothing usable."""
    if not text:
        return None
    if found := _NUMBER.match(text):
        value = float(found[1]) * {"mph": _MPH, "knots": 1.852}.get(found[2] or "", 1.0)
        return value if 3 <= value <= 200 else None
    return _WORDS.get(text.rsplit(":", 1)[-1].strip())
