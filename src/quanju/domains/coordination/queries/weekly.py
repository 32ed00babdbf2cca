"""The weekly look at groups that are open (COL-11): what stands out, as headers, and the figures
G-4 to G-6. Restricted groups are counted and not listed.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from quanju.domains.coordination.models import Group, Member, WeeklyCheck
from quanju.domains.coordination.permissions import may_search_archive
from quanju.domains.coordination.queries.groups import group_rules, heads
from quanju.domains.coordination.queries.review import review_rules
from quanju.domains.coordination.types import CHECKS, GroupHead
from quanju.domains.coordination.workflow import PRESENT, RUNNING
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import Text
from quanju.domains.people.queries.posts_held import without_a_post
from quanju.domains.people.types import Actor

LATE = timedelta(hours=24)
"""Members are removed late when they stay so long after their need has ended (G-6)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A group and what stands out about it."""

    head: GroupHead
    checks: tuple[str, ...]
    is_red: bool

    @property
    def labels(self) -> list[Text]:
        return [CHECKS[one] for one in self.checks]


@dataclass(frozen=True, slots=True)
class WeekView:
    """The open groups, what stands out, who has looked this week."""

    week_on: date
    open: int
    found: tuple[Found, ...]
    counts: dict[str, int]
    hidden: int
    checked_by: str
    checked_at: datetime | None
    words: str
    before: tuple[tuple[date, int], ...]


def week_of(at: datetime) -> date:
    """The Monday of the moment's week."""
    day = local_day(at)
    return day - timedelta(days=day.weekday())


def open_groups_found(actor: Actor, *, at: datetime) -> WeekView:
    """What stands out about groups that are open, or closed and not archived; no drills."""
    may_search_archive(actor).or_refuse()
    checks = checks_of(at)
    listed = Group.objects.filter(pk__in=checks).exclude(classification="restricted")
    known = {one.number: one for one in heads(listed.order_by("-last_at"), at)}
    numbers = dict(listed.values_list("number", "pk"))
    late = _archive_late(at)
    found = tuple(
        Found(head, checks[numbers[number]], numbers[number] in late)
        for number, head in known.items()
    )
    week = week_of(at)
    rows = WeeklyCheck.objects.select_related("checked_by").order_by("-week_on")
    looked = list(rows[:8])
    mine = next((one for one in looked if one.week_on == week), None)
    return WeekView(
        week_on=week,
        open=Group.objects.filter(status__in=RUNNING, is_drill=False).count(),
        found=found,
        counts=dict(Counter(one for some in checks.values() for one in some)),
        hidden=len(checks) - len(found),
        checked_by=mine.checked_by.display_name if mine else "",
        checked_at=mine.checked_at if mine else None,
        words=mine.words if mine else "",
        before=tuple((one.week_on, sum(one.found.values())) for one in looked if one != mine),
    )


def is_checked(at: datetime) -> bool:
    """Has somebody looked at this week's open groups?"""
    return WeeklyCheck.objects.filter(week_on=week_of(at)).exists()


def checks_of(at: datetime) -> Mapping[int, tuple[str, ...]]:
    """What stands out, by group; six questions however many groups there are."""
    rules, review = group_rules(at), review_rules(at)
    real = Group.objects.filter(is_drill=False)
    running = real.filter(status__in=RUNNING)
    inside = Member.objects.filter(status__in=PRESENT, group__in=running.values("pk")).order_by()
    sizes = inside.values("group").annotate(n=Count("pk")).filter(n__gt=rules.oversize)
    gone = without_a_post(set(inside.values_list("person", flat=True)), since=at - LATE, at=at)
    archived_by = at - timedelta(days=review.archive_days)
    asked = {
        "idle": running.filter(status="idle").values_list("pk", flat=True),
        "oversize": sizes.values_list("group", flat=True),
        "unchecked": running.filter(check_due_at__lte=at, checked_at__isnull=True).values_list(
            "pk", flat=True
        ),
        "ownerless": running.filter(owner__in=gone).values_list("pk", flat=True),
        "expired": inside.filter(Q(person__in=gone) | Q(until__lte=at - LATE)).values_list(
            "group", flat=True
        ),
        "unarchived": real.filter(status="closed", closed_at__lte=archived_by).values_list(
            "pk", flat=True
        ),
    }
    found: dict[int, list[str]] = {}
    for check, pks in asked.items():
        for pk in set(pks):
            found.setdefault(pk, []).append(check)
    return {pk: tuple(some) for pk, some in found.items()}


def _archive_late(at: datetime) -> set[int]:
    """Closed longer ago than counts at all: red, not amber (COL-04)."""
    since = at - timedelta(days=review_rules(at).archive_late_days)
    rows = Group.objects.filter(is_drill=False, status="closed", closed_at__lte=since)
    return set(rows.values_list("pk", flat=True))
