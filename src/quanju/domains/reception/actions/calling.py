"""Verbs at a window: call the next or a chosen number, begin, no show, back again, end, move."""

from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.greeting import NoSite
from quanju.domains.reception.actions.holding import held_visit, note, own
from quanju.domains.reception.clocks import hall_rule
from quanju.domains.reception.models import Visit
from quanju.domains.reception.permissions import may_receive
from quanju.domains.reception.queries.bookings import booking_at
from quanju.domains.reception.queries.sites import site_of, site_with
from quanju.domains.reception.queries.visits import told
from quanju.domains.reception.rules import PlaceRow
from quanju.domains.reception.types.hall import AREAS, VisitView
from quanju.domains.reception.workflow import VISIT


class PlaceTaken(Refused):
    """Somebody is called to this place or served there."""

    code = "PLACE_TAKEN"
    text = Text(
        "{place}还有人：先办结或记过号，再叫下一个",
        "{place} is taken: end that visit or note a no show, then call the next",
    )


class PlaceBooked(Refused):
    """Somebody has it for themselves now."""

    code = "PLACE_BOOKED"
    text = Text(
        "{place}现在已订（{purpose}），请叫到别处",
        "{place} is booked now ({purpose}); call to another place",
    )


class NobodyWaits(Refused):
    """The queue of this area is empty."""

    code = "NOBODY_WAITS"
    text = Text("{area}没有人等候", "Nobody waits for {area}")


class TooEarlyForNoShow(Refused):
    """People walk slowly; the number was called a moment ago."""

    code = "TOO_EARLY_FOR_NO_SHOW"
    text = Text(
        "叫号后满 {minutes:g} 分钟才能记过号，请再叫一次",
        "A no show is noted {minutes:g} min after the call at the earliest; call again",
    )


def call_next(*, place: str, by: Actor, at: datetime) -> VisitView:
    """Call whoever has waited longest for the services of this place's area."""
    may_receive(by).or_refuse()
    site = site_of(by)
    if site is None:
        raise NoSite()
    chosen = place_of(site.pk, place, at)
    with write():
        rows = Visit.objects.visible_to(by).on(local_day(at))
        rows = rows.filter(site=site.pk, status="waiting", area=chosen.area)
        rows = rows.filter(Q(back_at=None) | Q(back_at__lte=at))
        # Two windows that press at once call two people: the second passes over a locked row.
        skips = connection.features.has_select_for_update_skip_locked
        locked = rows.select_for_update(of=("self",), skip_locked=skips)
        row = locked.order_by("waiting_since", "pk").first()
        if row is None:
            raise NobodyWaits(area=AREAS[chosen.area])
        _call(row, chosen, by, at)
    return told(row.pk, at=at)


def call_visit(*, visit: int, place: str, by: Actor, at: datetime) -> VisitView:
    """Call a chosen number to a place, or once more to where it was called."""
    with write():
        row = held_visit(visit, by)
        _call(row, place_of(row.site_id, place or row.place, at), by, at)
    return told(visit, at=at)


def _call(row: Visit, place: PlaceRow, by: Actor, at: datetime) -> None:
    row.status = VISIT.after(row.status, "call")
    row.place, row.area, row.called_at = place.code, place.area, at
    row.first_called_at = row.first_called_at or at
    kept = booking_at(row.site_id, place.code, at=at)
    if kept is not None and kept.person_id != by.person_id:
        raise PlaceBooked(place=place.name, purpose=kept.purpose_label)
    own(row, by, at)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise PlaceTaken(place=place.name) from error
    note(events.VISIT_CALLED, row, by, at, place=place.code)


def serve_visit(*, visit: int, by: Actor, at: datetime) -> VisitView:
    """The visitor has come to the place."""
    return _move_on(visit, "serve", by, at, served_at=at)


def miss_visit(*, visit: int, by: Actor, at: datetime) -> VisitView:
    """Nobody came to the call; the number is kept and can come back."""
    with write():
        row = held_visit(visit, by)
        after = VISIT.after(row.status, "miss")
        least = hall_rule(at).no_show_min
        if row.called_at and at - row.called_at < timedelta(minutes=least):
            raise TooEarlyForNoShow(minutes=least)
        row.status, row.place = after, ""
        row.save()
        note(events.VISIT_MOVED, row, by, at)
    return told(visit, at=at)


def return_visit(*, visit: int, by: Actor, at: datetime) -> VisitView:
    """Who missed the call is here after all, and keeps the place that the first wait gave."""
    return _move_on(visit, "return", by, at, place="")


def end_visit(*, visit: int, by: Actor, at: datetime) -> VisitView:
    """The visitor leaves, served or not."""
    return _move_on(visit, "leave", by, at, ended_at=at, place="")


def move_visit(*, visit: int, area: str, by: Actor, at: datetime) -> VisitView:
    """Send the visitor on to another area, where the wait begins anew."""
    if area not in AREAS:
        raise NotFound(subject=f"area {area[:20]!r}")
    return _move_on(visit, "move", by, at, area=area, place="", waiting_since=at, called_at=None)


def _move_on(visit: int, verb: str, by: Actor, at: datetime, **fields: object) -> VisitView:
    with write():
        row = held_visit(visit, by)
        row.status = VISIT.after(row.status, verb)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        note(events.VISIT_MOVED, row, by, at, verb=verb, area=row.area)
    return told(visit, at=at)


def place_of(site: int, code: str, at: datetime) -> PlaceRow:
    """A window or room of that hall, by its code; `NotFound`."""
    places = hall_rule(at).places(site_with(site).level)
    found = next((row for row in places if row.code == code), None)
    if found is None:
        raise NotFound(subject=f"place {code[:10]!r}")
    return found
