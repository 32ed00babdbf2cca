"""What a planner wishes of proposed rounds: an evening, crews, places to require, drop or add."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.http import QueryDict

from quanju.domains.kernel import days as queries
from quanju.domains.kernel.days import branch_zone, local_day, local_time
from quanju.domains.kernel.types import Refused, Text
from quanju.pages.patrol_board.parts import day

ADDED = re.compile(
    r"(?P<words>.+?)\s+(?P<lon>-?\d{1,3}\.\d+)\s*[,，]\s*(?P<lat>-?\d{1,2}\.\d+)"
    r"(?:\s+(?P<stay>\d{1,3}))?"
)
BEGINS, HOURS = time(20), timedelta(hours=2, minutes=30)


class PlaceNotReadable(Refused):
    """A line that names no place."""

    code = "PLACE_NOT_READABLE"
    text = Text(
        "第 {number} 行读不懂，应为“名称 119.75,49.21”或再加停留分钟",
        "Line {number} cannot be read; write “name 119.75,49.21”, and minutes to stay if you like",
    )
    status = 422


class HourNotReadable(Refused):
    """No hour of the day."""

    code = "HOUR_NOT_READABLE"
    text = Text("“{text}”不是时刻，应写成 20:00", "“{text}” is no time of day; write 20:00")
    status = 422


def evening(given: Mapping[str, str], at: datetime) -> tuple[datetime, datetime]:
    """The hours that were asked for; else this evening, or tomorrow's when it is late.

    An end before the beginning lies on the next day.
    """
    zone = branch_zone()
    today = local_day(at)
    late = local_time(at).time() > time(20, 30)
    chosen = day(given.get("day", ""), today + timedelta(days=1) if late else today)
    begins = _hour(given.get("from", ""), BEGINS)
    otherwise = (datetime.combine(chosen, begins) + HOURS).time()
    ends = _hour(given.get("until", ""), otherwise)
    last = chosen if ends > begins else chosen + timedelta(days=1)
    return queries.local_moment(chosen, begins, zone), queries.local_moment(last, ends, zone)


def _hour(text: str, otherwise: time) -> time:
    if not text:
        return otherwise
    found = re.fullmatch(r"(\d{1,2})[:：](\d{2})(?::00)?", text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise HourNotReadable(text=text[:20])
    return time(int(found[1]), int(found[2]))


def crews_of(post: QueryDict) -> list[dict[str, Any]]:
    """The ticked crews, each by car or on foot."""
    return [
        {"unit": int(unit), "mode": post.get(f"mode_{unit}", "car")}
        for unit in post.getlist("crew")[:50]
        if unit.isascii() and unit.isdigit() and len(unit) <= 9
    ]


def added_of(text: str) -> list[dict[str, Any]]:
    """The places that were written down, a line each."""
    found = []
    for number, line in enumerate(text[:5000].splitlines(), 1):
        if not line.strip():
            continue
        read = ADDED.fullmatch(" ".join(line.split()))
        if read is None:
            raise PlaceNotReadable(number=number)
        place = {"name": read["words"], "lon": float(read["lon"]), "lat": float(read["lat"])}
        found.append(place | ({"stay_min": read["stay"]} if read["stay"] else {}))
    return found


def wishes_of(post: QueryDict) -> tuple[list[str], list[str]]:
    """Keys of places that are required, and of those that are dropped."""
    wishes = {
        name.removeprefix("place_"): value
        for name, value in post.items()
        if name.startswith("place_")
    }
    return (
        [key for key, wish in wishes.items() if wish == "require"],
        [key for key, wish in wishes.items() if wish == "drop"],
    )


def kept_of(chosen: Sequence[str]) -> dict[int, set[int]]:
    """The ticked stops, `crew-stop`, by crew."""
    kept: dict[int, set[int]] = {}
    for one in chosen[:1000]:
        read = re.fullmatch(r"([0-9]{1,3})-([0-9]{1,3})", one)
        if read is not None:
            kept.setdefault(int(read[1]), set()).add(int(read[2]))
    return kept
