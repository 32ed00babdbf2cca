"""Verbs of rooms: book one, cancel it. Two in one instant: the database takes one quarter once."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.calling import place_of
from quanju.domains.reception.actions.greeting import NoSite
from quanju.domains.reception.clocks import hall_rule
from quanju.domains.reception.models import BookedQuarter, Booking
from quanju.domains.reception.permissions import may_receive, may_receive_at
from quanju.domains.reception.queries.bookings import bookings_of
from quanju.domains.reception.queries.sites import site_of, site_with
from quanju.domains.reception.types.hall import BOOKING_PURPOSES, BookingView

QUARTER = timedelta(minutes=15)
"""What a place is kept by; bookings begin and end on the quarter."""


class BookingClash(Refused):
    """Somebody has the place in that time."""

    code = "BOOKING_CLASH"
    text = Text(
        "{place}在这段时间已订，请换时间或房间",
        "{place} is booked in that time; choose another time or place",
    )
    field = "from_at"


class BookingSpan(Refused):
    """Too short, too long, too far ahead, in the past, or not on the quarter."""

    code = "BOOKING_SPAN"
    text = Text(
        "预订从现在起 {days} 天内，每次 15 分钟至 {hours:g} 小时，起止都在整刻",
        "Bookings lie within {days} days from now, last 15 min to {hours:g} h, and begin and end "
        "on the quarter of the hour",
    )
    status = 422
    field = "from_at"


def book_place(
    *, place: str, from_at: datetime, until_at: datetime, purpose: str, by: Actor, at: datetime
) -> BookingView:
    """Keep a window or a room of one's own site; refuses what clashes."""
    may_receive(by).or_refuse()
    site = site_of(by)
    if site is None or by.person_id is None:
        raise NoSite()
    if purpose not in BOOKING_PURPOSES:
        raise NotFound(subject=f"purpose {purpose[:20]!r}")
    chosen = place_of(site.pk, place, at)
    quarters = _quarters(from_at, until_at, at)
    with write():
        row = Booking.objects.create(
            site_id=site.pk,
            place=place,
            from_at=from_at,
            until_at=until_at,
            purpose=purpose,
            booked_by_id=by.person_id,
            booked_at=at,
        )
        try:
            with transaction.atomic():
                BookedQuarter.objects.bulk_create(
                    BookedQuarter(booking=row, site_id=site.pk, place=place, begins_at=one)
                    for one in quarters
                )
        except IntegrityError as error:
            raise BookingClash(place=chosen.name) from error
        _record(events.PLACE_BOOKED, row, by, at)
    found = bookings_of(site.pk, since=from_at, until=from_at)
    return next(one for one in found if one.pk == row.pk)


def cancel_booking(*, booking: int, by: Actor, at: datetime) -> None:
    """Give the place back; anybody who receives at that site may."""
    may_receive(by).or_refuse()
    with write():
        row = held(Booking.objects.filter(cancelled_at=None), f"booking:{booking}", pk=booking)
        may_receive_at(by, row.site_id).or_refuse()
        row.cancelled_at = at
        row.save(update_fields=["cancelled_at"])
        row.quarters.all().delete()
        _record(events.BOOKING_CANCELLED, row, by, at)


def _quarters(from_at: datetime, until_at: datetime, at: datetime) -> list[datetime]:
    rule = hall_rule(at)
    span, latest = until_at - from_at, at + timedelta(days=rule.booking_days)
    is_even = not any(one.timestamp() % QUARTER.total_seconds() for one in (from_at, until_at))
    fits = QUARTER <= span <= timedelta(hours=rule.booking_h)
    if not (is_even and fits and at - QUARTER < from_at and until_at <= latest):
        raise BookingSpan(days=rule.booking_days, hours=rule.booking_h)
    return [from_at + n * QUARTER for n in range(span // QUARTER)]


def _record(event: Event, row: Booking, by: Actor, at: datetime) -> None:
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        purpose="receive_report",
        related=[site_with(row.site_id).subject],
        facts={"place": row.place, "from": row.from_at.isoformat(), "purpose": row.purpose},
    )
