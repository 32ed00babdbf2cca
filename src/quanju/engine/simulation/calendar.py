"""Days turned into spans: "20:00-08:00" on these weekdays, over midnight and the new year.

Wall time without summer time, as in China; the start of the model is given, never looked up.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from quanju.engine.simulation.errors import SimulationInputError

DAY_S = 86_400.0
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{1,2})")


def clock_s(text: str) -> float:
    """Seconds after midnight of "HH:MM"; "24:00" is the end of the day."""
    found = _CLOCK.fullmatch(text.strip())
    hours, minutes = (int(found[1]), int(found[2])) if found else (-1, 0)
    if not (0 <= hours <= 24 and 0 <= minutes < 60 and hours * 60 + minutes <= 24 * 60):
        raise SimulationInputError(
            f"时刻应写成 08:00，读到 {text!r:.40}", f"a time of day reads 08:00, not {text!r:.40}"
        )
    return hours * 3600.0 + minutes * 60.0


def span_of(text: str) -> tuple[float, float]:
    """(from, until) seconds of "20:00-08:00"; an end not after its begin is on the next day."""
    first, dash, last = text.replace("–", "-").partition("-")
    if not dash:
        raise SimulationInputError(
            f"班次应写成 20:00-08:00，读到 {text!r:.40}",
            f"a shift reads 20:00-08:00, not {text!r:.40}",
        )
    begin, end = clock_s(first), clock_s(last)
    return begin, end if end > begin else end + DAY_S


def hour_of_week(start: datetime) -> float:
    """Hours since Monday 00:00."""
    return start.weekday() * 24 + (start - datetime.combine(start.date(), time())).seconds / 3600


def days_of(
    start: datetime, horizon_s: float, weekdays: Iterable[int] = EVERY_DAY, before: int = 1
) -> list[date]:
    """The days from `before` days before the start to one day after the horizon; 1 is Monday."""
    wanted = frozenset(weekdays)
    count = int(horizon_s // DAY_S) + 2 + before
    days = (start.date() + timedelta(days=number - before) for number in range(count))
    return [day for day in days if day.isoweekday() in wanted]


def seconds_to(start: datetime, day: date, clock: float) -> float:
    """Seconds from the start of the model to a time of day on a date."""
    return (datetime.combine(day, time()) - start).total_seconds() + clock


def shifts_between(
    start: datetime,
    horizon_s: float,
    spans: Sequence[str],
    weekdays: Iterable[int] = EVERY_DAY,
) -> tuple[tuple[float, float], ...]:
    """All spans of daily shifts that touch the model, joined where one ends as the next begins.

    A night shift belongs to the weekday on which it begins. The one begun on the eve of the start
    is on duty from the start.
    """
    found = sorted(
        (seconds_to(start, day, begin), seconds_to(start, day, end))
        for begin, end in map(span_of, spans)
        for day in days_of(start, horizon_s, weekdays)
    )
    joined: list[tuple[float, float]] = []
    for begin, end in found:
        if end <= 0:
            continue
        if joined and joined[-1][1] == begin:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((max(begin, 0.0), end))
    return tuple(joined)


def moments_between(
    start: datetime, horizon_s: float, clock: str, weekdays: Iterable[int] = EVERY_DAY
) -> tuple[float, ...]:
    """Every moment at this time of day within the horizon, seconds since the start."""
    at = clock_s(clock)
    moments = (seconds_to(start, day, at) for day in days_of(start, horizon_s, weekdays))
    return tuple(moment for moment in moments if 0 <= moment < horizon_s)
