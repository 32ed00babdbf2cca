"""When a crew that visits places in a given order is where; or that it cannot."""

from dataclasses import dataclass

from quanju.engine.rounds.problem import I64, MINUTE, NEVER, HotPlace, RoundProblem, seconds


@dataclass(frozen=True)
class Stop:
    """A visit. Minutes on the problem's own count; `travel_min` is the way there.

    The crew arrives, may wait until the place's window opens, begins, and leaves.
    """

    place: int
    travel_min: float
    arrives_min: float
    begins_min: float
    leaves_min: float


@dataclass(frozen=True)
class CrewRound:
    """The round of one crew. It sets out as late as makes no visit later, and returns."""

    crew: int
    sets_out_min: float
    stops: tuple[Stop, ...]
    returns_min: float
    travel_min: float


def begins(place: HotPlace, arrival: int) -> int | None:
    """First second at or after `arrival` at which the whole stay fits into a window."""
    if not place.windows:
        return arrival
    stay = seconds(place.stay_min)
    fitting = [
        max(arrival, seconds(opens))
        for opens, closes in place.windows
        if max(arrival, seconds(opens)) + stay <= seconds(closes)
    ]
    return min(fitting, default=None)


def travel(problem: RoundProblem, crew: int, order: tuple[int, ...], legs: I64) -> int:
    """Seconds of travel through these places, `NEVER` or more where there is no way."""
    if not order:
        return 0
    who = problem.crews[crew]
    way = [who.start, *(problem.places[p].location for p in order), who.last]
    return int(legs[way[:-1], way[1:]].sum())


def timetable(
    problem: RoundProblem, crew: int, order: tuple[int, ...], legs: I64
) -> CrewRound | None:
    """The earliest times of an order of places, None if a window or the shift cannot be kept.

    Going on at once is never worse: who arrives earlier can always wait.
    """
    who = problem.crews[crew]
    now, here, stops = seconds(who.from_min), who.start, []
    for number in order:
        place = problem.places[number]
        leg = int(legs[here, place.location])
        start = begins(place, now + leg) if leg < NEVER else None
        if start is None:
            return None
        done = start + seconds(place.stay_min)
        stops.append((number, leg, now + leg, start, done))
        now, here = done, place.location
    back = now + int(legs[here, who.last]) if order else now
    if back > seconds(who.until_min):
        return None
    return _as_round(crew, stops, back, travel(problem, crew, order, legs))


def _as_round(
    crew: int, stops: list[tuple[int, int, int, int, int]], back: int, way: int
) -> CrewRound:
    if stops:  # Wait at the start rather than at the first place.
        number, leg, _, start, done = stops[0]
        stops[0] = (number, leg, start, start, done)
    return CrewRound(
        crew=crew,
        sets_out_min=(stops[0][2] - stops[0][1] if stops else back) / MINUTE,
        stops=tuple(
            Stop(number, leg / MINUTE, arrival / MINUTE, start / MINUTE, done / MINUTE)
            for number, leg, arrival, start, done in stops
        ),
        returns_min=back / MINUTE,
        travel_min=way / MINUTE,
    )
