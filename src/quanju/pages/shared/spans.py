"""The periods of figures, and numbers kept for as long as a period hardly changes.

Two pages that show the same figure ask here, so that they say the same number of the same span.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings

from quanju.domains.dispatch.queries.measures import measures
from quanju.domains.dispatch.types import Measure
from quanju.domains.kernel.days import midnight
from quanju.domains.kernel.roles import STATION
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Period:
    """A choice of the period switch; `grain` is how old its numbers may be."""

    code: str
    name: Text
    days: int
    grain: timedelta

    def span(self, at: datetime) -> tuple[datetime, datetime]:
        """Whole local days up to this one; the end is cut to the grain and thus shared."""
        since_midnight = at - midnight(at)
        until = midnight(at) + self.grain * (since_midnight // self.grain + 1)
        return midnight(at) - timedelta(days=self.days - 1), until


PERIODS = {
    one.code: one
    for one in (
        Period("today", Text("今天", "Today"), 1, timedelta(seconds=10)),
        Period("week", Text("7 天", "7 days"), 7, timedelta(minutes=1)),
        Period("month", Text("30 天", "30 days"), 30, timedelta(minutes=1)),
        Period("year", Text("一年", "Year"), 365, timedelta(hours=1)),
    )
}


class Shelf:
    """Keeps the newest answers of this process; two who ask at once wait for one computation."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.kept: OrderedDict[Hashable, Any] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable, compute: Callable[[], Found]) -> Found:
        key = (settings.DATABASES["default"]["NAME"], key)
        with self.lock:
            if key not in self.kept:
                self.kept[key] = compute()
            while len(self.kept) > self.size:
                self.kept.popitem(last=False)
            found: Found = self.kept[key]
            return found

    def clear(self) -> None:
        with self.lock:
            self.kept.clear()


shelf = Shelf(256)


def response(period: Period, at: datetime, station: int | None = None) -> list[Measure]:
    """The measures of response of a period, computed once for everybody: the branch's, or a
    station's own."""
    from_at, until_at = period.span(at)
    return shelf.get(
        ("measures", from_at, until_at, station),
        lambda: measures(from_at=from_at, until_at=until_at, station=station),
    )


def own_station(actor: Actor) -> int | None:
    """A station's command room reads its own figures; everybody else the branch's."""
    return actor.station_id if actor.role in STATION else None
