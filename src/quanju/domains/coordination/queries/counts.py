"""Numbers of groups (G-1, G-2, G-4, G-5 of specification 4.4): of groups, never of a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, Q

from quanju.domains.coordination.models import Group, Member
from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.coordination.workflow import PRESENT, RUNNING
from quanju.domains.kernel.days import local_day, start_of_day
from quanju.domains.kernel.types import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCounts:
    """Of a period: opened, closed, urgent ones with a result; of now: running, idle, oversize.

    Drills are in none of them; their own number stands beside.
    """

    opened: int
    closed: int
    urgent_with_result: int
    running: int
    idle: int
    oversize: int
    drills: int
    answered: int
    answer_median: timedelta | None


def group_counts(*, from_at: datetime, until_at: datetime, at: datetime) -> GroupCounts:
    """Counted over all groups, without a number, a title or a name."""
    real = Group.objects.filter(is_drill=False)
    drills = Group.objects.filter(is_drill=True, opened_at__gte=from_at, opened_at__lt=until_at)
    in_period = Q(closed_at__gte=from_at, closed_at__lt=until_at)
    found = real.aggregate(
        opened=Count("pk", filter=Q(opened_at__gte=from_at, opened_at__lt=until_at)),
        closed=Count("pk", filter=in_period),
        urgent_with_result=Count("pk", filter=in_period & Q(is_urgent=True) & ~Q(result="")),
        running=Count("pk", filter=Q(status__in=RUNNING)),
        idle=Count("pk", filter=Q(status="idle")),
    )
    most = group_rules(at).oversize
    inside = Member.objects.filter(
        status__in=PRESENT, group__status__in=RUNNING, group__is_drill=False
    )
    sizes = inside.order_by().values("group").annotate(n=Count("pk")).filter(n__gt=most)
    called = Member.objects.exclude(seat="").filter(
        group__is_drill=False,
        invited_at__gte=from_at,
        invited_at__lt=until_at,
        joined_at__isnull=False,
    )
    # The opener is there from the first moment; only who was called has an answer time.
    moments = called.values_list("invited_at", "joined_at")
    seconds = [(b - a).total_seconds() for a, b in moments if b is not None and b > a]
    return GroupCounts(
        **found,
        oversize=sizes.count(),
        drills=drills.count(),
        answered=len(seconds),
        answer_median=timedelta(seconds=median(seconds)) if seconds else None,
    )


def counts_by_type(
    *, from_at: datetime, until_at: datetime, at: datetime
) -> list[tuple[Text, int]]:
    """Groups opened in the span by type, the most first; no drills."""
    rows = Group.objects.filter(is_drill=False, opened_at__gte=from_at, opened_at__lt=until_at)
    counted = rows.order_by().values_list("kind").annotate(n=Count("pk"))
    types = group_rules(at).types
    named = [(types[kind].name if kind in types else Text(kind, kind), n) for kind, n in counted]
    return sorted(named, key=lambda row: (-row[1], row[0].zh))


def opened_by_day(*, from_at: datetime, until_at: datetime) -> list[tuple[datetime, int]]:
    """Groups opened, day by day of the span, or month by month of more than 62 days."""
    rows = Group.objects.filter(is_drill=False, opened_at__gte=from_at, opened_at__lt=until_at)
    by_month = until_at - from_at > timedelta(days=62)
    counted: dict[datetime, int] = {}
    day = local_day(from_at)
    while start_of_day(day) < until_at:
        counted.setdefault(start_of_day(day.replace(day=1) if by_month else day), 0)
        day += timedelta(days=1)
    for moment in rows.values_list("opened_at", flat=True):
        if moment is not None:
            on = local_day(moment)
            counted[start_of_day(on.replace(day=1) if by_month else on)] += 1
    return list(counted.items())
