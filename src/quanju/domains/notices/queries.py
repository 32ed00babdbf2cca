"""Questions to notices: my own, and how the outbox does."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, Count, IntegerField, Q, Value, When

from quanju.domains.kernel.types import Text
from quanju.domains.notices.models import Delivery, Notice, PushSubscription
from quanju.domains.notices.outside.web_push import public_key
from quanju.domains.notices.permissions import may_read_notices, may_read_outbox
from quanju.domains.notices.rules import WAYS_OUT
from quanju.domains.notices.types import (
    OUTSIDE_WAYS,
    WAYS,
    DeliveryView,
    NoticeView,
    OutsideView,
    ToldView,
    WayView,
)
from quanju.domains.notices.ways import shown_target, target_of
from quanju.domains.notices.workflow import DELIVERY, WAITING
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

MOST = 200
LONGEST_PLACE = 20
TROUBLE_FIRST = {"given_up": 0, "failed": 1, "queued": 2, "sent": 3}


def unread_count(*, by: Actor) -> int:
    """How many of one's own notices were not read; 0 for a stranger."""
    return Notice.objects.of(by).unread().count()


def notices_of(*, by: Actor, at: datetime) -> list[NoticeView]:
    """One's own notices of the last days, newest first; what is unread stays until it is read."""
    may_read_notices(by).or_refuse()
    since = at - timedelta(days=in_force(WAYS_OUT, at=at).content.shown_days)
    mine = Notice.objects.of(by)
    rows = mine.filter(told_at__gte=since) | mine.filter(read_at=None)
    return [row.view() for row in rows.order_by("-told_at", "-pk")[:MOST]]


def told_about(about: str, kind: str) -> dict[int, ToldView]:
    """Who was told of this last, whether they read it, and how each way out did; by person."""
    rows = Notice.objects.filter(about=about, kind=kind).order_by("told_at", "pk")
    found: dict[int, ToldView] = {}
    for row in rows.exclude(person=None).prefetch_related("deliveries"):
        ways = tuple(
            (WAYS[one.way], DELIVERY.state_labels[one.state])
            for one in sorted(row.deliveries.all(), key=lambda one: one.pk)
        )
        found[row.person_id or 0] = ToldView(told_at=row.told_at, read_at=row.read_at, ways=ways)
    return found


def told_outside(about: str) -> list[OutsideView]:
    """What who has no account was told of this matter, the newest first."""
    rows = Delivery.objects.filter(notice__about=about, notice__person=None)
    return [
        OutsideView(
            label=one.view().label,
            told_at=one.notice.told_at,
            way_label=WAYS[one.way],
            state=one.state,
            why=Text(one.why_zh, one.why_en) if one.why_en else None,
        )
        for one in rows.select_related("notice").order_by("-notice__told_at", "-pk")[:MOST]
    ]


def outside_ways() -> dict[str, Text]:
    """The ways that the branch has set by which somebody without an account can be told."""
    return {way: WAYS[way] for way in OUTSIDE_WAYS if target_of(way)}


def way_target(way: str) -> str:
    """Where a way leads, for who stands at its other end; empty if it is not set."""
    return target_of(way)


def ways_due(at: datetime) -> set[str]:
    """The ways by which something is to be sent now, and `receipt` if one is to be asked for."""
    due = Delivery.objects.filter(next_try_at__lte=at).order_by().values_list("way", "state")
    waits = set(due.distinct())
    ways = {way for way, state in waits if state in WAITING and target_of(way)}
    return ways | ({"receipt"} if ("sms", "sent") in waits else set())


def ways_out(*, by: Actor) -> list[WayView]:
    """Every way: where it leads, and how many stand in which state."""
    may_read_outbox(by).or_refuse()
    counts: dict[str, dict[str, int]] = {way: {} for way in WAYS}
    found = Delivery.objects.values_list("way", "state").annotate(n=Count("pk")).order_by()
    for way, state, n in found:
        counts[way][state] = n
    labels = DELIVERY.state_labels
    return [
        WayView(
            way=way,
            target=shown_target(way),
            counts=tuple((labels[state], counts[way].get(state, 0)) for state in labels),
        )
        for way in WAYS
    ]


def outbox(
    *, by: Actor, way: str = "", state: str = "", after: str = "", most: int = MOST
) -> list[DeliveryView]:
    """What has not arrived, or just has: trouble first, then the newest.

    `after` is the `place_in_outbox` of the last line of the page before.
    """
    may_read_outbox(by).or_refuse()
    rows = Delivery.objects.select_related("notice__person")
    asked = {"way": way, "state": state}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    trouble = [When(state=state, then=Value(n)) for state, n in TROUBLE_FIRST.items()]
    order = Case(*trouble, default=Value(len(trouble)), output_field=IntegerField())
    rows = rows.annotate(order=order).order_by("order", "-pk")
    rank, _, pk = after.partition("-")
    if rank.isdecimal() and pk.isdecimal() and len(after) < LONGEST_PLACE:
        rows = rows.filter(Q(order__gt=int(rank)) | Q(order=int(rank), pk__lt=int(pk)))
    return [row.view() for row in rows[:most]]


def place_in_outbox(line: DeliveryView) -> str:
    """Where a line stands in the outbox."""
    return f"{TROUBLE_FIRST.get(line.state, len(TROUBLE_FIRST))}-{line.pk}"


def phones_wait() -> bool:
    """Is there a phone that is to be woken?"""
    return PushSubscription.objects.exclude(wanted_at=None).exists()


def push_key() -> str:
    """What a browser subscribes with; empty where the branch wakes no phone."""
    return public_key() if settings.PUSH_TO else ""


def is_woken(actor: Actor) -> bool:
    """Does this session have a browser that may be woken?"""
    return PushSubscription.objects.filter(session=actor.session or "-").exists()
