"""Questions about bookings of windows and rooms."""

from datetime import datetime, timedelta

from quanju.domains.kernel.types import Text
from quanju.domains.reception.clocks import hall_rule
from quanju.domains.reception.models import Booking
from quanju.domains.reception.queries.sites import place_names
from quanju.domains.reception.types.hall import BookingView


def bookings_of(site: int, *, since: datetime, until: datetime) -> list[BookingView]:
    """Those of a site that touch a span (or hold at a moment, where both are the same)."""
    rows = Booking.objects.filter(
        site=site, cancelled_at=None, from_at__lte=until, until_at__gt=since
    ).select_related("booked_by")
    names = place_names(hall_rule(since))
    return [_view(row, names.get((site, row.place), row.place)) for row in rows.order_by("from_at")]


def bookings_ahead(site: int, *, at: datetime) -> list[BookingView]:
    """Those of a site that hold now or later, as far ahead as one books."""
    ahead = timedelta(days=hall_rule(at).booking_days)
    return bookings_of(site, since=at, until=at + ahead)


def booking_at(site: int, place: str, *, at: datetime) -> BookingView | None:
    """What keeps a place at a moment."""
    found = bookings_of(site, since=at, until=at)
    return next((one for one in found if one.place == place), None)


def _view(row: Booking, name: Text | str) -> BookingView:
    return BookingView(
        pk=row.pk,
        site=row.site_id,
        place=row.place,
        place_name=name,
        from_at=row.from_at,
        until_at=row.until_at,
        purpose=row.purpose,
        person_id=row.booked_by_id,
        person=row.booked_by.display_name,
    )
