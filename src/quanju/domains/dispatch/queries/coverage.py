"""RT-4: calls that lay within so many minutes of a point where a crew stood at that moment."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from django.db.models import F, Q
from numpy.typing import NDArray

from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.dispatch.queries.columns import columns
from quanju.domains.dispatch.queries.counts import Epoch
from quanju.domains.dispatch.types import ARRANGED
from quanju.domains.duty.queries.stays import planned_days, staffed_shifts
from quanju.domains.geo.queries.roads import seconds_from_each
from quanju.domains.kernel.days import midnight
from quanju.domains.kernel.spans import without
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries.tables import ring_model
from quanju.domains.patrol.queries.zones import staging_points
from quanju.domains.patrol.types.measures import PER_CENT, Counted, CountedPage, Figure

LONGEST_JOB_S = 12 * 3600
COUNTED = Text(
    "警情（巡逻自行发现的、预约的不计）",
    "calls (not what crews found themselves, nor what was scheduled)",
)
MISSING = Text(
    "当天没有屯警班次计划，不知道哪些点有人；或地点不确切",
    "no staging was planned that day, so nobody knows who stood; or the place is not exact",
)
Stay = tuple[float, float]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Reached:
    """Calls of a span, the newest first, and how they lay to the points staffed at their moment.

    number str[n], zone (0 is none) and hour (local, 0–23) int64[n], epoch int64[n]; is_known
    bool[n] at an exact place, on days with a plan; seconds float64[n] from the nearest staffed
    point, infinite beyond the largest ring.
    """

    number: tuple[str, ...]
    zone: NDArray[np.int64]
    hour: NDArray[np.int64]
    epoch: NDArray[np.int64]
    is_known: Mask
    seconds: NDArray[np.float64]
    since: datetime
    until: datetime


def reached_calls(since: datetime, until: datetime, at: datetime) -> Reached:
    """Every call of the span with its seconds from the nearest staffed point."""
    rows = (
        Incident.objects.filter(created_at__gte=since, created_at__lt=until)
        .filter(is_self_initiated=False)
        .exclude(Q(state="merged") | Q(channel=ARRANGED))
        .order_by("-created_at", "-number")
    )
    told = rows.values_list("number", "zone", Epoch("received_at"), "lon", "lat", "place_kind")
    table = list(told.iterator(20_000))
    numbers, zones, moments, lons, lats, kinds = zip(*table, strict=True) if table else ((),) * 6
    epoch = np.array(moments, dtype=np.int64)
    hour, is_known = _local(epoch, since, planned_days(since, until))
    is_known &= np.array([kind == "exact" for kind in kinds], dtype=np.bool_)
    known = np.flatnonzero(is_known)
    seconds = np.full(len(epoch), np.inf)
    places = [(lons[i], lats[i]) for i in known.tolist()]
    seconds[known] = _from_staffed(places, epoch[known], since, until, at)
    return Reached(
        numbers,
        np.array([zone or 0 for zone in zones], dtype=np.int64),
        hour,
        epoch,
        is_known,
        seconds,
        since,
        until,
    )


def _local(
    epoch: NDArray[np.int64], since: datetime, planned: set[date]
) -> tuple[NDArray[np.int64], Mask]:
    """Local hour of each moment, and whether staging was planned on its local day."""
    zone = midnight(since).tzinfo
    quarters, place = np.unique(epoch // 900, return_inverse=True)
    local = [datetime.fromtimestamp(q * 900, UTC).astimezone(zone) for q in quarters.tolist()]
    hour = np.array([one.hour for one in local], dtype=np.int64)
    is_known = np.array([one.date() in planned for one in local], dtype=np.bool_)
    return hour[place], is_known[place]


def _from_staffed(
    places: list[tuple[float, float]],
    epoch: NDArray[np.int64],
    since: datetime,
    until: datetime,
    at: datetime,
) -> NDArray[np.float64]:
    """float64[calls]: seconds from the nearest point at which a crew stood in that moment."""
    points = staging_points(at)
    nearest = np.full(len(places), np.inf)
    if not places or not points:
        return nearest
    limit_s = 60.0 * ring_model(at).minutes[-1]
    table = seconds_from_each([(p.lon, p.lat) for p in points], places, limit_s, at)
    stays = _stays(since, until, at)
    for point, seconds in zip(points, table, strict=True):
        there = stays.get(point.number, ())
        begins = np.sort(np.array([a for a, _ in there]))
        ends = np.sort(np.array([b for _, b in there]))
        # As many came as have not gone again: somebody stands there.
        is_staffed = np.searchsorted(begins, epoch, "right") > np.searchsorted(ends, epoch, "right")
        nearest = np.where(is_staffed, np.minimum(nearest, seconds), nearest)
    return nearest


def _stays(since: datetime, until: datetime, at: datetime) -> Mapping[int, list[Stay]]:
    """When somebody stood at each point: checked in there and not on a job."""
    shifts = staffed_shifts(since, until, at)
    # Nobody stood before the first came: years without a plan cost no reading of their jobs.
    first = min((came for *_, stays in shifts for came, _ in stays), default=until.timestamp())
    jobs = _jobs(max(since, datetime.fromtimestamp(first, UTC)), until, at)
    found: dict[int, list[Stay]] = defaultdict(list)
    for point, unit, stays in shifts:
        begins, ends = jobs.get(unit or 0, ([], []))
        for came, left in stays:
            # Jobs of a unit follow each other, so both lists are in order.
            some = slice(bisect_right(ends, came), bisect_left(begins, left))
            holes = zip(begins[some], ends[some], strict=True)
            found[point] += without((came, left), holes)
    return found


def _jobs(
    since: datetime, until: datetime, at: datetime
) -> dict[int, tuple[list[float], list[float]]]:
    """Beginnings and ends of each unit's jobs, in order."""
    rows = Assignment.objects.filter(
        assigned_at__gte=since - timedelta(seconds=LONGEST_JOB_S), assigned_at__lt=until
    )
    moments, numbers = columns(
        rows, moments=("assigned_at", "cleared_at", "released_at"), numbers={"unit": F("unit")}
    )
    begun, cleared, released = (_seconds(one) for one in moments.values())
    order = np.lexsort((begun, numbers["unit"]))
    unit, begun = numbers["unit"][order], begun[order]
    ended = np.where(np.isnan(cleared), released, cleared)[order]
    ended[np.isnan(ended)] = at.timestamp()
    found: dict[int, tuple[list[float], list[float]]] = {}
    starts = np.flatnonzero(np.diff(unit, prepend=-1))
    for one, begins, ends in zip(
        unit[starts].tolist(), np.split(begun, starts)[1:], np.split(ended, starts)[1:], strict=True
    ):
        ends[0] = max(ends[0], begins[0])
        found[one] = begins.tolist(), np.maximum.accumulate(ends).tolist()
    return found


def _seconds(moments: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """float64[n] whole seconds since 1970, NaN where there is no moment."""
    whole = moments.astype("datetime64[s]")
    return np.where(np.isnat(whole), np.nan, whole.astype(np.int64))


def ring_coverage(
    *, since: datetime, until: datetime, zone: int | None = None, at: datetime
) -> list[Figure]:
    """RT-4 for each ring."""
    calls = reached_calls(since, until, at)
    chosen = np.ones(len(calls.epoch), np.bool_) if zone is None else calls.zone == zone
    return [_figure(calls, chosen, minutes, zone, at) for minutes in ring_model(at).minutes]


def coverage_by_hour(
    *, since: datetime, until: datetime, at: datetime
) -> list[tuple[Figure, list[Figure]]]:
    """RT-4 for each ring, whole and in each of the 24 local hours."""
    calls = reached_calls(since, until, at)
    every = np.ones(len(calls.epoch), np.bool_)
    return [
        (
            _figure(calls, every, minutes, None, at),
            [_figure(calls, calls.hour == hour, minutes, None, at) for hour in range(24)],
        )
        for minutes in ring_model(at).minutes
    ]


def coverage_by_zone(code: str, *, since: datetime, until: datetime, at: datetime) -> list[Figure]:
    """RT-4 of one ring in each zone; their n add up to the whole one's."""
    calls = reached_calls(since, until, at)
    minutes = int(code.removeprefix("RT-4/"))
    return [
        _figure(calls, calls.zone == zone, minutes, int(zone) or None, at)
        for zone in np.unique(calls.zone)
    ]


def covered_calls(
    code: str,
    *,
    since: datetime,
    until: datetime,
    zone: int | None = None,
    first: int = 0,
    most: int = 100,
    at: datetime,
) -> CountedPage:
    """Some of the calls that RT-4 counts, and how many there are."""
    calls, limit_s = reached_calls(since, until, at), 60 * int(code.removeprefix("RT-4/"))
    counted = np.flatnonzero(calls.is_known & ((zone is None) | (calls.zone == (zone or 0))))
    rows = []
    for i in counted[first : first + most].tolist():
        moment, seconds = datetime.fromtimestamp(int(calls.epoch[i]), UTC), float(calls.seconds[i])
        rows.append(
            Counted(
                begins=moment,
                ends=moment,
                zone=int(calls.zone[i]) or None,
                what=_way(seconds),
                part=float(seconds <= limit_s),
                whole=1.0,
                subject=f"incident:{calls.number[i]}",
            )
        )
    return CountedPage(tuple(rows), len(counted))


def _way(seconds: float) -> Text:
    if not np.isfinite(seconds):
        return Text("最大圈内无人在位", "nobody stood within the largest ring")
    whole = timedelta(seconds=round(seconds))
    shown = (datetime.combine(datetime.min, time()) + whole).strftime("%M:%S").lstrip("0")
    return Text(f"最近在位点 {shown}", f"{shown} from the nearest staffed point")


def _figure(calls: Reached, chosen: Mask, minutes: int, zone: int | None, at: datetime) -> Figure:
    counted = chosen & calls.is_known
    n = int(counted.sum())
    return Figure(
        code=f"RT-4/{minutes}",
        name=Text(f"在位点 {minutes} 分钟覆盖", f"Within {minutes} min of a staffed point"),
        formula=Text(
            f"接报时距有人在位的屯警点 {minutes} 分钟车程内的警情 ÷ 全部警情；"
            "在位 = 已签到且不在处警、巡逻；车程按现在的路网",
            f"calls within {minutes} min by road of a point where a crew stood at that moment "
            "(checked in, not on a job or a round) ÷ calls; by the roads as they are now",
        ),
        counted=COUNTED,
        unit=PER_CENT,
        n=n,
        numerator=float((calls.seconds[counted] <= 60 * minutes).sum()),
        denominator=float(n),
        missing=int((chosen & ~calls.is_known).sum()),
        missing_is=MISSING,
        since=calls.since,
        until=calls.until,
        zone=zone,
        computed_at=at,
    )
