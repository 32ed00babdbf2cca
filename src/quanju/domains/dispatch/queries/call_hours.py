"""Past calls as places and local hours, for learning how many to expect; never persons."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.queries.counts import Epoch
from quanju.domains.kernel.days import midnight

HOUR_S = 3600


@dataclass(frozen=True, eq=False)
class CallHours:
    """lon, lat float64[n] degrees; hour int64[n], whole local hours since the midnight that
    starts `first_on`. Whole local days only; `days` is 0 when there is no call."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    hour: NDArray[np.int64]
    first_on: date
    days: int


def call_hours(*, at: datetime, most_days: int) -> CallHours:
    """Calls of the whole local days before today, from the first that has one, at most so many.

    What crews found themselves is left out: rates learnt from patrol would send patrol back. So
    is a place that is not exact: it would be counted where it may not have been.
    """
    until = midnight(at)
    rows = (
        Incident.objects.filter(
            received_at__gte=until - timedelta(days=most_days),
            received_at__lt=until,
            is_self_initiated=False,
            place_kind="exact",
        )
        .exclude(state="merged")
        .order_by()
    )
    columns = ("lon", "lat", Epoch("received_at"))
    table = np.array(list(rows.values_list(*columns).iterator(20_000)), np.float64).reshape(-1, 3)
    stamps = table[:, 2].astype(np.int64) // HOUR_S
    hours, place = np.unique(stamps, return_inverse=True)
    local = [
        datetime.fromtimestamp(hour * HOUR_S, UTC).astimezone(until.tzinfo)
        for hour in hours.tolist()
    ]
    last_on = until.date() - timedelta(days=1)
    first_on = local[0].date() if local else last_on
    since = [(one.date() - first_on).days * 24 + one.hour for one in local]
    return CallHours(
        lon=table[:, 0].copy(),
        lat=table[:, 1].copy(),
        hour=np.array(since, dtype=np.int64)[place] if local else np.zeros(0, np.int64),
        first_on=first_on,
        days=(last_on - first_on).days + 1 if local else 0,
    )
