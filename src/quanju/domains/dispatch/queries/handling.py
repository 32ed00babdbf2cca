"""V-2: what patrol met or was sent to in its own zone, took up on the spot and finished."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet

from quanju.domains.dispatch.models import Assignment, Incident, IncidentQuerySet
from quanju.domains.dispatch.queries.counts import Epoch
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.measures import PER_CENT, Counted, CountedPage, Figure
from quanju.domains.patrol.types.standing import POLICE_FORCES

NAME = Text("管事率", "Handling rate")
FORMULA = Text(
    "巡逻当场处理并办结或移交留痕的事项 ÷ 巡逻遇到或派给巡逻的事项；事项 = 巡逻自行发现的警情 + "
    "派给本巡区警力的警情，只计已办结的；"
    "群众当面求助没有单独记录，班组立为警情的计入",
    "matters that patrol took up on the spot and finished, or handed over with a record, ÷ matters "
    "patrol met or was sent to: incidents crews found + orders to units in their own zone, once "
    "closed. Asks on the street have no record of their own unless a crew makes one an incident",
)
COUNTED = Text("已办结的巡逻事项（警情）", "matters of patrol that are closed (incidents)")
MISSING = Text("派给本区警力但没有到场时刻", "own unit sent, but no arrival recorded")
MET = Text("巡逻发现，已处理", "found on patrol, handled")
TAKEN = Text("本区警力到场，已处理", "own zone's unit came, handled")
NOT_TAKEN = Text("本区警力未到场", "own zone's unit did not come")


class Matter(NamedTuple):
    """What patrol met or was sent to; `is_taken` is None where no arrival was recorded."""

    zone: int | None
    is_taken: bool | None
    number: str
    received: int
    what: Text


def matters(since: datetime, until: datetime) -> list[Matter]:
    """Each matter with whether patrol took it up, the newest first."""
    met = _met(since, until).values_list("zone", "number", Epoch("received_at"))
    found = [Matter(zone, True, number, received, MET) for zone, number, received in met]
    sent = _sent(since, until).values_list(
        "incident__zone", "came", "passed", "incident__number", Epoch("incident__received_at")
    )
    for zone, came, passed, number, received in sent:
        what = TAKEN if came else NOT_TAKEN
        found.append(Matter(zone, _is_taken(came, passed), number, received, what))
    return sorted(found, key=lambda matter: matter.number, reverse=True)


def _met(since: datetime, until: datetime) -> IncidentQuerySet:
    return Incident.objects.filter(
        created_at__gte=since, created_at__lt=until, state="closed", is_self_initiated=True
    ).order_by()


def _sent(since: datetime, until: datetime) -> "QuerySet[Any, Any]":
    """Closed incidents with an order to a unit of their zone: arrivals, and passages without."""
    rows = Assignment.objects.filter(
        incident__created_at__gte=since,
        incident__created_at__lt=until,
        incident__state="closed",
        incident__is_self_initiated=False,
        incident__zone=F("unit__home_zone"),
        unit__force_type__in=POLICE_FORCES,
    ).order_by()
    return rows.values("incident").annotate(
        came=Count("arrived_at"),
        passed=Count("pk", filter=Q(arrived_at__isnull=True, state="released")),
    )


def _is_taken(came: int, passed: int) -> bool | None:
    return True if came else None if passed else False


def _counted(since: datetime, until: datetime) -> "Counter[tuple[int | None, bool | None]]":
    """How many matters there are by zone and by whether patrol took them up; no row becomes one."""
    met = _met(since, until).values_list("zone").annotate(n=Count("pk"))
    counted: Counter[tuple[int | None, bool | None]] = Counter()
    for zone, n in met:
        counted[zone, True] += n
    sent = Counter(
        _sent(since, until).values_list("incident__zone", "came", "passed").iterator(20_000)
    )
    for (zone, came, passed), n in sent.items():
        counted[zone, _is_taken(came, passed)] += n
    return counted


def handling_rate(
    *, since: datetime, until: datetime, zone: int | None = None, at: datetime
) -> Figure:
    """V-2 of a span, of one zone or of all."""
    return _figure(_counted(since, until), since, until, zone, at)


def handling_by_zone(*, since: datetime, until: datetime, at: datetime) -> list[Figure]:
    """V-2 of each zone; their n add up to the whole one's."""
    counted = _counted(since, until)
    zones = sorted({zone for zone, _ in counted}, key=lambda z: (z is None, z))
    return [_figure(counted, since, until, zone, at) for zone in zones]


def handled(
    *, since: datetime, until: datetime, zone: int | None = None, first: int = 0, most: int = 100
) -> CountedPage:
    """Some of the matters that V-2 counts, and how many there are."""
    known = [one for one in matters(since, until) if one.is_taken is not None]
    rows = [one for one in known if zone is None or one.zone == zone]
    return CountedPage(tuple(map(_shown, rows[first : first + most])), len(rows))


def _shown(matter: Matter) -> Counted:
    moment = datetime.fromtimestamp(matter.received, UTC)
    return Counted(
        begins=moment,
        ends=moment,
        zone=matter.zone,
        what=matter.what,
        part=float(bool(matter.is_taken)),
        whole=1.0,
        subject=f"incident:{matter.number}",
    )


def _figure(
    counted: "Counter[tuple[int | None, bool | None]]",
    since: datetime,
    until: datetime,
    zone: int | None,
    at: datetime,
) -> Figure:
    here = Counter[bool | None]()
    for (place, is_taken), n in counted.items():
        if zone is None or place == zone:
            here[is_taken] += n
    n = here[True] + here[False]
    return Figure(
        code="V-2",
        name=NAME,
        formula=FORMULA,
        counted=COUNTED,
        unit=PER_CENT,
        n=n,
        numerator=float(here[True]),
        denominator=float(n),
        missing=here[None],
        missing_is=MISSING,
        since=since,
        until=until,
        zone=zone,
        computed_at=at,
    )
