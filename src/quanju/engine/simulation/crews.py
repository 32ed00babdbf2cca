"""The `[[unit]]` and `[[kind]]` sections of a study, and durations."""

import re
from collections.abc import Sequence
from datetime import datetime

from quanju.engine.files.keys import Keys
from quanju.engine.simulation.calendar import EVERY_DAY, moments_between, shifts_between
from quanju.engine.simulation.model import CallKind, Crew, Duration, Need

Place = tuple[float, float]
UNIT = (
    "name", "count", "home", "force", "size", "shifts", "weekdays", "breaks", "rounds", "moves_up",
)  # fmt: skip
KIND = ("name", "share", "priority", "needs", "service", "turnout", "pace")
DURATION = ("kind", "mean_s", "variation", "values")
MOST_CREWS = 10_000
_BREAK = re.compile(r"([^+]+)\+\s*([0-9]{1,4})\s*")


class Places:
    """Places by their coordinates, each a node once."""

    def __init__(self) -> None:
        self.nodes: dict[Place, int] = {}

    def node(self, keys: Keys, key: str) -> int:
        """The node of `key = [longitude, latitude]`."""
        return self.numbered(place_of(keys, key, keys.listed(key, float)))

    def numbered(self, place: Place) -> int:
        """The node of a place, made if it is the first time."""
        return self.nodes.setdefault(place, len(self.nodes))


def place_of(keys: Keys, key: str, found: Sequence[float], *, item: int | None = None) -> Place:
    """Longitude and latitude on Earth; the refusal names the line of the key or of its item."""
    if len(found) != 2 or not (abs(found[0]) <= 180 and abs(found[1]) <= 90):
        raise keys.wrong(
            key,
            f"地点应写成 [经度, 纬度]（度），读到 {list(found)!r:.60}",
            f"a place reads [longitude, latitude] in degrees, not {list(found)!r:.60}",
            item=item,
        )
    return found[0], found[1]


def crews_of(unit: Keys, start: datetime, horizon_s: float, places: Places) -> list[Crew]:
    """The crews of one section; `start` is the wall time at which the model begins."""
    unit.only(UNIT)
    name, count = unit.get("name", str), unit.get("count", int, 1)
    if not 0 <= count <= MOST_CREWS:
        raise unit.wrong(
            "count",
            f"count 应在 0 到 {MOST_CREWS} 之间",
            f"count is 0 to {MOST_CREWS}, not {count}",
        )
    weekdays = unit.listed("weekdays", int, EVERY_DAY)
    if unknown := set(weekdays) - set(EVERY_DAY):
        raise unit.wrong(
            "weekdays",
            f"weekdays 是 1（周一）到 7（周日），读到 {unknown}",
            f"weekdays are 1 (Monday) to 7, not {unknown}",
        )
    spans = unit.listed("shifts", str, ["00:00-24:00"])
    with unit.telling("shifts"):
        shifts = shifts_between(start, horizon_s, spans, weekdays)
    home = places.node(unit, "home")
    rounds = []
    for stop in unit.sections("rounds"):
        stop.only(("at", "place"))
        node, clock = places.node(stop, "place"), stop.get("at", str)
        with stop.telling("at"):
            moments = moments_between(start, horizon_s, clock, weekdays)
        rounds += [(at, node) for at in moments]
    breaks = _breaks(unit, start, horizon_s, weekdays)
    return [
        Crew(
            name=name if count == 1 else f"{name}-{number}",
            home=home,
            force=unit.get("force", str, "patrol"),
            size=unit.get("size", int, 2),
            shifts=shifts,
            breaks=breaks,
            rounds=tuple(sorted(rounds)),
            moves_up=unit.get("moves_up", bool, False),
        )
        for number in range(1, count + 1)
    ]


def _breaks(
    unit: Keys, start: datetime, horizon_s: float, weekdays: Sequence[int]
) -> tuple[tuple[float, float], ...]:
    breaks = []
    for item, text in enumerate(unit.listed("breaks", str)):
        found = _BREAK.fullmatch(text)
        if found is None:
            raise unit.wrong(
                "breaks",
                f"休息应写成 12:00+30，读到 {text!r:.40}",
                f"a break reads 12:00+30, not {text!r:.40}",
                item=item,
            )
        with unit.telling("breaks", item=item):
            moments = moments_between(start, horizon_s, found[1], weekdays)
        breaks += [(at, int(found[2]) * 60.0) for at in moments]
    return tuple(sorted(breaks))


def kind_of(kind: Keys) -> CallKind:
    """One `[[kind]]` of calls."""
    kind.only(KIND)
    needs = []
    for need in kind.sections("needs"):
        need.only(("forces", "least_crew"))
        forces = tuple(need.listed("forces", str))
        needs.append(Need(forces, need.get("least_crew", int, 1)))
    return CallKind(
        name=kind.get("name", str),
        share=kind.get("share", float, 1.0),
        priority=kind.get("priority", int, 1),
        needs=tuple(needs) if "needs" in kind.content else (Need(("patrol",)),),
        service=duration_of(kind, "service", Duration("exponential", 1800.0)),
        turnout=duration_of(kind, "turnout", Duration()) if "turnout" in kind.content else None,
        pace=kind.get("pace", float, 1.0),
    )


def duration_of(keys: Keys, key: str, otherwise: Duration) -> Duration:
    """Seconds as a number, or a section with `kind`, `mean_s`, `variation`, `values`."""
    if key not in keys.content:
        return otherwise
    if not isinstance(keys.content[key], dict):
        return Duration("fixed", keys.get(key, float))
    told = keys.section(key)
    told.only(DURATION)
    return Duration(
        told.get("kind", str, "exponential"),
        told.get("mean_s", float, 0.0),
        told.get("variation", float, 1.0),
        tuple(told.listed("values", float)),
    )


def check_names(sections: Sequence[Keys]) -> None:
    """Two kinds of one name cannot be told apart."""
    seen: set[str] = set()
    for one in sections:
        name = one.get("name", str)
        if name in seen:
            raise one.wrong("name", f"名称 {name!r} 重复", f"the name {name!r} is used twice")
        seen.add(name)
