"""Questions about calendar links, and the calendar itself (RFC 5545, specification 5.6)."""

import hashlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from quanju.domains.duty.models import CalendarFeed, PlannedShift
from quanju.domains.duty.types import FEED_CONTENTS, FeedView
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.domains.people.types import Actor

BEHIND, AHEAD = timedelta(days=31), timedelta(days=400)
STATUSES = {"planned": "TENTATIVE", "cancelled": "CANCELLED", "excused": "CANCELLED"}


def secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def feeds_of(actor: Actor) -> list[FeedView]:
    """One's own links, the newest first."""
    rows = CalendarFeed.objects.filter(person=actor.person_id or 0).order_by("-added_at", "-pk")
    return [
        FeedView(pk=row.pk, content=row.content, added_at=row.added_at, revoked_at=row.revoked_at)
        for row in rows
    ]


def calendar_of(secret: str, *, at: datetime, zone: ZoneInfo, host: str) -> bytes:
    """The calendar behind a link; `NotFound` for a link that is unknown, revoked or whose owner
    is no longer active. Codes only: no names, no matter of any case."""
    feed = CalendarFeed.objects.filter(
        secret_hash=secret_hash(secret), revoked_at__isnull=True, person__is_active=True
    ).first()
    if feed is None:
        raise NotFound(subject="calendar")
    rows = PlannedShift.objects.within(at - BEHIND, at + AHEAD)
    if feed.content == "own":
        rows = rows.filter(members__person=feed.person_id, members__is_standing=True)
    else:
        rows = rows.filter(occasion__isnull=False)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Quanju//patrol//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", str(FEED_CONTENTS[feed.content].zh))
    for row in rows.order_by("duty_from", "pk"):
        calendar.add_component(_event(row, at, zone, host))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(row: PlannedShift, at: datetime, zone: ZoneInfo, host: str) -> icalendar.Event:
    event = icalendar.Event()
    place = (
        Text(f"屯警点 {row.staging_point}", f"staging point {row.staging_point}")
        if row.staging_point is not None
        else Text(f"巡区 {row.zone}", f"zone {row.zone}")
    )
    code = f"E{row.occasion_id}-" if row.occasion_id is not None else "S"
    event.add("uid", f"shift-{row.pk}@{host}")
    event.add("dtstamp", at)
    event.add("dtstart", row.duty_from.astimezone(zone))
    event.add("dtend", row.duty_until.astimezone(zone))
    event.add("summary", f"{code}{row.pk}")
    event.add("location", place.zh)
    event.add("categories", [FORCE_TYPES[row.force_type].zh])
    event.add("status", STATUSES.get(row.status, "CONFIRMED"))
    event.add("sequence", row.revision)
    return event
