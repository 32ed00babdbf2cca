"""The year behind the demo: closed incidents drawn from shares, hours, places and roads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from quanju.demo.script import BY_HOUR, CALLS_A_DAY, random_places
from quanju.domains.dispatch.actions import PastIncident, load_history
from quanju.domains.dispatch.queries import incident_types, reasons
from quanju.domains.dispatch.types import IncidentType
from quanju.domains.geo.queries import describe, station_for
from quanju.domains.kernel.clock import now
from quanju.domains.patrol import queries as patrol
from quanju.domains.people.types import SERVICE

PLACES = 1500
SEED = 20260101
# Monday to Sunday, and January to December: busier weekends, livelier summers.
BY_WEEKDAY = (0.95, 0.95, 0.96, 0.98, 1.08, 1.12, 1.02)
BY_MONTH = (0.9, 0.92, 0.94, 0.98, 1.04, 1.1, 1.14, 1.12, 1.04, 0.98, 0.92, 0.92)
TURNOUT_S, ROAD_FACTOR = 12.0, 0.95


@dataclass(frozen=True)
class Spot:
    """A place where things happened, with all that follows from it."""

    lon: float
    lat: float
    address: str
    zone: int | None
    ring: int | None
    station_id: int | None
    seconds: float


def load_past(from_at: datetime, until_at: datetime) -> int:
    """Draw and store the closed incidents between two moments."""
    rng = np.random.default_rng(SEED)
    spots = _spots(from_at, rng)
    kinds = incident_types(from_at)
    dispositions = [code for code in reasons("disposition", from_at) if code != "case_opened"]
    units = _units_by_zone()
    moments = _moments(from_at, until_at, rng)
    rows = [
        _drawn(at, number, spots, kinds, dispositions, units, rng)
        for at, number in zip(moments, _numbers(moments), strict=True)
    ]
    return load_history(rows, by=SERVICE, at=now())


def _spots(at: datetime, rng: np.random.Generator) -> list[Spot]:
    places = random_places(PLACES, at, seed=int(rng.integers(1 << 30)))
    zones, rings = patrol.zones_of_points(places, at), patrol.rings_of(places, at)
    seconds = patrol.seconds_at(places, at)
    spots = []
    for place, zone, ring, s in zip(places, zones, rings, seconds, strict=True):
        station = station_for(*place, at)
        spots.append(
            Spot(
                *place,
                address=describe(*place, at=at).zh,
                zone=zone,
                ring=ring,
                station_id=getattr(station, "pk", station),
                seconds=float(s) if np.isfinite(s) else 600.0,
            )
        )
    return spots


def _units_by_zone() -> dict[int | None, list[int]]:
    """Units that drive out, by home zone; all of them under None."""
    found: dict[int | None, list[int]] = {None: []}
    for unit in patrol.all_units():
        if unit.force_type not in {"volunteer", "traffic_police"}:
            found.setdefault(unit.home_zone, []).append(unit.pk)
            found[None].append(unit.pk)
    return found


def _moments(from_at: datetime, until_at: datetime, rng: np.random.Generator) -> list[datetime]:
    """Moments of calls, local hour by local hour, in order."""
    zone = ZoneInfo(settings.TIME_ZONE)
    hour = from_at.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    moments: list[datetime] = []
    while hour < until_at:
        share = BY_HOUR[hour.hour] / sum(BY_HOUR)
        season = BY_WEEKDAY[hour.weekday()] * BY_MONTH[hour.month - 1]
        count = rng.poisson(CALLS_A_DAY * share * season)
        seconds = np.sort(rng.integers(0, 3600, count))
        moments += [hour + timedelta(seconds=int(s)) for s in seconds]
        hour += timedelta(hours=1)
    return [at for at in moments if from_at <= at < until_at]


def _numbers(moments: Sequence[datetime]) -> list[str]:
    numbers, day, running = [], "", 0
    for at in moments:
        today = f"{at:%Y%m%d}"
        running = running + 1 if today == day else 1
        day = today
        numbers.append(f"{day}-{running:04}")
    return numbers


def _drawn(
    at: datetime,
    number: str,
    spots: Sequence[Spot],
    kinds: Sequence[IncidentType],
    dispositions: Sequence[str],
    units: dict[int | None, list[int]],
    rng: np.random.Generator,
) -> PastIncident:
    spot = spots[int(len(spots) * rng.random() ** 1.7)]  # some places see far more than others
    kind = kinds[_choice(kinds, rng)]
    later = kind if rng.random() < 0.93 else kinds[_choice(kinds, rng)]
    steps = _steps(spot, kind.grade, rng)
    moments = [at + timedelta(seconds=float(s)) for s in np.cumsum(steps)]
    answered, created, ordered, acknowledged, departed, arrived, cleared, fed_back = moments
    near = units.get(spot.zone) or units[None]
    lost = rng.random(3) < (0.004, 0.006, 0.006)  # stamps that were never pressed
    return PastIncident(
        number=number,
        title=kind.name.zh,
        class_code=kind.class_code,
        type_code=kind.code,
        feedback_class_code=later.class_code,
        feedback_type_code=later.code,
        grade=kind.grade,
        address=spot.address,
        lon=spot.lon,
        lat=spot.lat,
        zone=spot.zone,
        ring=spot.ring,
        station_id=spot.station_id,
        unit_id=near[int(rng.integers(len(near)))],
        received_at=at,
        answered_at=answered,
        created_at=created,
        ordered_at=ordered,
        acknowledged_at=None if lost[0] else acknowledged,
        departed_at=None if lost[1] else departed,
        arrived_at=None if lost[2] else arrived,
        cleared_at=cleared,
        fed_back_at=fed_back,
        disposition_code=dispositions[int(rng.integers(len(dispositions)))],
    )


_shares: dict[int, NDArray[np.float64]] = {}


def _choice(kinds: Sequence[IncidentType], rng: np.random.Generator) -> int:
    known = _shares.get(id(kinds))
    if known is None:
        known = np.cumsum([max(kind.share, 0.02) for kind in kinds])
        _shares[id(kinds)] = known = known / known[-1]
    return int(np.searchsorted(known, rng.random()))


def _steps(spot: Spot, grade: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Seconds between answered, entered, ordered, acknowledged, departed, arrived, cleared, t6."""
    urgent = 0.75 if grade <= 2 else 1.0
    road = spot.seconds * ROAD_FACTOR * rng.lognormal(0, 0.22)
    return np.array(
        [
            rng.gamma(2.2, 2.6),
            rng.gamma(3, 9) * urgent,
            rng.gamma(2, 9) * urgent,
            rng.gamma(2.2, 3.0),
            rng.gamma(2, TURNOUT_S / 2) * urgent,
            max(8.0, road * urgent),
            rng.gamma(2, 420),
            rng.gamma(2, 360),
        ]
    )
