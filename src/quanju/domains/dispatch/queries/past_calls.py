"""Where and when calls came, and how long the work took: places, hours, grades; never persons."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from quanju.domains.dispatch.models import Incident, IncidentQuerySet
from quanju.domains.dispatch.queries.counts import Epoch
from quanju.domains.dispatch.types import ARRANGED
from quanju.domains.kernel.days import midnight

HOUR_S = 3600
WEEK_S = 168 * HOUR_S
QUANTILES = np.linspace(0.01, 0.99, 50)
LONGEST_S = 12 * HOUR_S
"""A stamp that was forgotten until the next day is no span of work."""


@dataclass(frozen=True, eq=False, kw_only=True)
class PastCalls:
    """Past calls as places and hours, nothing more: arrays of one entry a call.

    `lon`, `lat` float64 degrees WGS-84; `hour_of_week` int64, Monday 00:00 at the branch is 0;
    `grade` int64; `weeks_ago` int64, 0 in the seven days before `until_at`. `first_at`: the
    earliest of them. `inexact`: how many are not among them, since nobody knows quite where they
    were.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    hour_of_week: NDArray[np.int64]
    grade: NDArray[np.int64]
    weeks_ago: NDArray[np.int64]
    first_at: datetime | None
    from_at: datetime
    until_at: datetime
    inexact: int = 0

    def __len__(self) -> int:
        return len(self.lon)


@dataclass(frozen=True, kw_only=True)
class WorkSpans:
    """How long work takes, as quantiles in seconds: to the order, to the wheels, at the place."""

    handling_s: tuple[float, ...]
    turnout_s: tuple[float, ...]
    service_s: dict[int, tuple[float, ...]]


def past_calls(*, from_at: datetime, until_at: datetime) -> PastCalls:
    """Every call of a span that somebody made, at a place that is exact: those that crews met
    themselves are left out, what was arranged before, and those of which nobody knows quite where
    they were."""
    called = _called(from_at, until_at)
    rows = called.filter(place_kind="exact")
    told = rows.values_list("lon", "lat", Epoch("received_at"), "grade")
    table = np.array(list(told.iterator(20_000)), dtype=np.float64).reshape(-1, 4)
    return PastCalls(
        lon=table[:, 0].copy(),
        lat=table[:, 1].copy(),
        hour_of_week=_local_hour_of_week(table[:, 2], from_at),
        grade=table[:, 3].astype(np.int64),
        weeks_ago=((until_at.timestamp() - table[:, 2]) // WEEK_S).astype(np.int64),
        first_at=datetime.fromtimestamp(table[:, 2].min(), UTC) if len(table) else None,
        from_at=from_at,
        until_at=until_at,
        inexact=called.exclude(place_kind="exact").count(),
    )


def work_spans(*, from_at: datetime, until_at: datetime) -> WorkSpans:
    """Fifty quantiles of the seconds to the order, to the wheels, and at the place by grade.

    Paper cards tell minutes, which are no seconds: they are left out.
    """
    moments = ("received_at", "ordered_at", "departed_at", "arrived_at", "cleared_at")
    timed = _called(from_at, until_at).filter(from_paper=False)
    rows = timed.values_list(*map(Epoch, moments), "grade")
    table = np.array(list(rows.iterator(20_000)), dtype=np.float64).reshape(-1, 6)
    received, ordered, departed, arrived, cleared, grade = table.T
    return WorkSpans(
        handling_s=_quantiles(ordered - received),
        turnout_s=_quantiles(departed - ordered),
        service_s={
            int(one): _quantiles((cleared - arrived)[grade == one]) for one in np.unique(grade)
        },
    )


def _called(from_at: datetime, until_at: datetime) -> IncidentQuerySet:
    rows = Incident.objects.filter(
        received_at__gte=from_at, received_at__lt=until_at, is_self_initiated=False
    )
    return rows.exclude(Q(state="merged") | Q(channel=ARRANGED)).order_by()


def _quantiles(seconds: NDArray[np.float64]) -> tuple[float, ...]:
    known = seconds[(seconds >= 0) & (seconds <= LONGEST_S)]
    return tuple(np.quantile(known, QUANTILES).round(1).tolist()) if len(known) else ()


def _local_hour_of_week(epoch: NDArray[np.float64], around: datetime) -> NDArray[np.int64]:
    """Hour of the week at the branch, Monday 00:00 is 0; the clock's own changes included."""
    zone = midnight(around).tzinfo
    hours, place = np.unique(epoch.astype(np.int64) // HOUR_S, return_inverse=True)
    start = datetime(1970, 1, 1, tzinfo=UTC)
    local = [(start + timedelta(hours=int(hour))).astimezone(zone) for hour in hours]
    of_week = np.array([one.weekday() * 24 + one.hour for one in local], dtype=np.int64)
    return of_week[place] if len(of_week) else np.zeros(0, np.int64)
