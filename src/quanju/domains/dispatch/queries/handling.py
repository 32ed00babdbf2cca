"""V-2: what patrol met or was sent to in its own zone, took up on the spot and finished."""

from collections import Counter
from datetime import UTC, datetime

from django.db.models import Count, F, Q

from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.dispatch.queries.counts import Epoch
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types import PER_CENT, POLICE_FORCES, Counted, CountedPage, Figure

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


def matters(since: datetime, until: datetime) -> tuple[list[Counted], Counter[int | None]]:
    """Each matter with whether patrol took it up, the newest first; and by zone those unknown."""
    rows: list[tuple[int, str, int | None, bool | None, Text]] = [
        (received, number, zone, True, MET)
        for received, number, zone in Incident.objects.filter(
            created_at__gte=since, created_at__lt=until, state="closed", is_self_initiated=True
        ).values_list(Epoch("received_at"), "number", "zone")
    ]
    for received, number, zone, came, passed in _own_zone(since, until):
        is_taken = True if came else None if passed else False
        rows.append((received, number, zone, is_taken, TAKEN if came else NOT_TAKEN))
    missing = Counter(zone for *_, zone, is_taken, _ in rows if is_taken is None)
    found = []
    for received, number, zone, is_taken, what in sorted(rows, key=lambda row: row[1])[::-1]:
        if is_taken is None:
            continue
        moment = datetime.fromtimestamp(received, UTC)
        found.append(
            Counted(
                begins=moment,
                ends=moment,
                zone=zone,
                what=what,
                part=float(is_taken),
                whole=1.0,
                subject=f"incident:{number}",
            )
        )
    return found, missing


def _own_zone(since: datetime, until: datetime) -> list[tuple[int, str, int | None, int, int]]:
    """Closed incidents with an order to a unit of their zone: arrivals, and passages without."""
    rows = Assignment.objects.filter(
        incident__created_at__gte=since,
        incident__created_at__lt=until,
        incident__state="closed",
        incident__is_self_initiated=False,
        incident__zone=F("unit__home_zone"),
        unit__force_type__in=POLICE_FORCES,
    ).order_by()
    grouped = rows.values("incident").annotate(
        came=Count("arrived_at"),
        passed=Count("pk", filter=Q(arrived_at__isnull=True, state="released")),
    )
    return list(
        grouped.values_list(
            Epoch("incident__received_at"), "incident__number", "incident__zone", "came", "passed"
        )
    )


def handling_rate(
    *, since: datetime, until: datetime, zone: int | None = None, at: datetime
) -> Figure:
    """V-2 of a span, of one zone or of all."""
    found, missing = matters(since, until)
    return _figure(found, missing, since, until, zone, at)


def handling_by_zone(*, since: datetime, until: datetime, at: datetime) -> list[Figure]:
    """V-2 of each zone; their n add up to the whole one's."""
    found, missing = matters(since, until)
    zones = sorted({r.zone for r in found} | set(missing), key=lambda z: (z is None, z))
    return [_figure(found, missing, since, until, zone, at) for zone in zones]


def handled(
    *, since: datetime, until: datetime, zone: int | None = None, first: int = 0, most: int = 100
) -> CountedPage:
    """Some of the matters that V-2 counts, and how many there are."""
    rows = [row for row in matters(since, until)[0] if zone is None or row.zone == zone]
    return CountedPage(tuple(rows[first : first + most]), len(rows))


def _figure(
    found: list[Counted],
    missing: Counter[int | None],
    since: datetime,
    until: datetime,
    zone: int | None,
    at: datetime,
) -> Figure:
    rows = [row for row in found if zone is None or row.zone == zone]
    return Figure(
        code="V-2",
        name=NAME,
        formula=FORMULA,
        counted=COUNTED,
        unit=PER_CENT,
        n=len(rows),
        numerator=sum(row.part for row in rows),
        denominator=float(len(rows)),
        missing=missing.total() if zone is None else missing[zone],
        missing_is=MISSING,
        since=since,
        until=until,
        zone=zone,
        computed_at=at,
    )
