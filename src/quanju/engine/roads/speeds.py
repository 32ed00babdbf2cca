"""The table of speeds by road class, and reading OSM's maxspeed."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from quanju.engine.files.keys import Keys
from quanju.engine.files.toml import read_toml
from quanju.engine.roads.errors import as_road_input

MPH = 1.609344
SLOWEST_KMH, FASTEST_KMH = 3.0, 200.0
"""What a sign is believed; slower or faster ones are slips of the pen."""

_UNITS = {"mph": MPH, "knots": 1.852, "kn": 1.852}
_ZONE = re.compile(r"^(?:[a-z]{2}(?:-[a-z]+)?:)?(?:zone|bicycle_zone)?[:_ ]?(\d+)$")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph|km|knots|kn)?")
_WORDS = {
    "walk": 7.0,
    "living_street": 10.0,
    "bicycle_road": 30.0,
    "urban": 50.0,
    "rural": 90.0,
    "trunk": 100.0,
    "motorway": 120.0,
    # The United Kingdom's national limits.
    "nsl_restricted": 30 * MPH,
    "nsl_single": 60 * MPH,
    "nsl_dual": 70 * MPH,
}
# Understood, and without a figure: the class of the road decides.
_SILENT = frozenset({"none", "signals", "variable", "implicit", "default", "unposted", "unknown"})

OPENED = {
    "pedestrian": 10.0,
    "footway": 8.0,
    "path": 8.0,
    "cycleway": 12.0,
    "bridleway": 8.0,
    "busway": 35.0,
}
"""Speeds on what is driven only where a tag opens it, for tables without a section of them."""


@dataclass(frozen=True)
class Speeds:
    """Kilometres an hour: `driving` by road class, `walking`, `steps`.

    `where_opened` are the classes that cars drive only where a tag lets them in.
    """

    driving: Mapping[str, float]
    where_opened: Mapping[str, float]
    walking: float
    steps: float
    share_of_maxspeed: float

    def on(self, road_class: str, maxspeed_kmh: float | None) -> float:
        """Driven speed in km/h."""
        if maxspeed_kmh:
            return maxspeed_kmh * self.share_of_maxspeed
        return {**self.driving, **self.where_opened}.get(road_class, self.driving["road"])


def read_speeds(path: Path | None = None) -> Speeds:
    """Read a speed table; without a path the shipped one. `RoadInputError` for a wrong one."""
    if path is None:
        return _shipped()
    with as_road_input():
        return _parsed(read_toml(path))


@cache
def _shipped() -> Speeds:
    with as_file(files("quanju.engine.roads") / "speeds.toml") as path:
        return _parsed(read_toml(path))


def _parsed(keys: Keys) -> Speeds:
    keys.only(("walking", "steps", "share_of_maxspeed", "driving", "driving_where_opened"))
    driving = _by_class(keys.section("driving"))
    if not driving:
        raise keys.wrong("driving", "缺少 [driving] 的速度", "[driving] holds no speeds")
    given = "driving_where_opened" in keys.content
    opened = _by_class(keys.section("driving_where_opened")) if given else OPENED
    share = keys.get("share_of_maxspeed", float, 1.0)
    if not 0 < share <= 1.5:
        raise keys.wrong(
            "share_of_maxspeed",
            f"share_of_maxspeed 应在 0 到 1.5 之间，现为 {share:g}",
            f"share_of_maxspeed is 0 to 1.5, not {share:g}",
        )
    return Speeds(
        {"road": 30.0, **driving},
        {name: kmh for name, kmh in opened.items() if name not in driving},
        _speed(keys, "walking"),
        _speed(keys, "steps"),
        share,
    )


def _by_class(keys: Keys) -> dict[str, float]:
    return {name: _speed(keys, name) for name in keys.content}


def _speed(keys: Keys, name: str) -> float:
    kmh = keys.get(name, float)
    if not 0 < kmh <= 250:
        raise keys.wrong(
            name,
            f"{name}：速度必须在 0 到 250 公里/小时之间，现为 {kmh:g}",
            f"{name}: speeds must be 0 to 250 km/h, not {kmh:g}",
        )
    return kmh


def maxspeed_kmh(text: str | None, unread: Counter[str] | None = None) -> float | None:
    """OSM's maxspeed in km/h; None where it says nothing usable, counted if not understood.

    Of several values or a range the lowest holds; of several lanes (`80|60`) the fastest.
    """
    if not text:
        return None
    found = [_one_sign(part) for part in re.split(r"[;,]", text.lower()) if part.strip()]
    known = [kmh for kmh in found if kmh]
    if unread is not None and None in found:
        unread[f"maxspeed={text.strip()[:40]}"] += 1
    return min(known) if known else None


def _one_sign(text: str) -> float | None:
    """Km/h; 0 for a word without a figure, None for what is not understood."""
    if "|" in text:
        lanes = [_one_sign(lane) for lane in text.split("|") if lane.strip()]
        return max((kmh for kmh in lanes if kmh), default=None)
    text = text.strip()
    word = text.rsplit(":", 1)[-1].strip()
    if word in _SILENT:
        return 0.0
    if word in _WORDS:
        return _WORDS[word]
    if zone := _ZONE.match(text):
        return _believed(float(zone[1]))
    read = [_NUMBER.fullmatch(sign) for sign in re.split(r"\s*-\s*", text)]
    if not all(read):
        return None
    return _believed(min(float(one[1]) * _UNITS.get(one[2] or "", 1.0) for one in read if one))


def _believed(kmh: float) -> float | None:
    return kmh if SLOWEST_KMH <= kmh <= FASTEST_KMH else None
