"""Questions about visits: who waits, one visit, the five areas."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception.clocks import hall_rule, running
from quanju.domains.reception.models import Handover, Visit, VisitQuerySet
from quanju.domains.reception.queries.bookings import bookings_of
from quanju.domains.reception.queries.sites import place_names
from quanju.domains.reception.rules import HallRule
from quanju.domains.reception.types.hall import (
    AREAS,
    LIMITS,
    RECEIVERS,
    AreaView,
    OfferView,
    PlaceView,
    Site,
    VisitView,
)
from quanju.domains.reception.workflow import AT_A_PLACE

ORDER = ("served", "called", "arrived", "waiting", "sorted", "no_show", "booked")


def visits_of_today(actor: Actor, *, at: datetime) -> list[VisitView]:
    """Whoever is in the hall that this person receives in, or was called in vain; by state."""
    rows = Visit.objects.visible_to(actor).on(local_day(at)).exclude(status="left")
    views = _views(rows.order_by("arrived_at", "pk"), at)
    return sorted(views, key=lambda one: ORDER.index(one.status))


def visit_view(pk: int, *, by: Actor, at: datetime) -> VisitView:
    """One visit, if this person may see it; else `NotFound`, as if there were none."""
    found = _views(Visit.objects.visible_to(by).filter(pk=pk), at)
    if not found:
        raise NotFound(subject=f"visit:{pk}")
    return found[0]


def told(pk: int, *, at: datetime) -> VisitView:
    """For the verbs of this room, which have asked already who may."""
    return _views(Visit.objects.filter(pk=pk), at)[0]


def areas(site: Site, *, at: datetime) -> list[AreaView]:
    """The five areas of a hall: people, places, who is at each."""
    rule = hall_rule(at)
    here = Visit.objects.here().on(local_day(at)).filter(site=site.pk)
    rows = list(here.values_list("area", "status", "place", "ticket"))
    at_place = {place: f"{ticket:03}" for _, status, place, ticket in rows if status in AT_A_PLACE}
    booked = {one.place: one for one in bookings_of(site.pk, since=at, until=at)}
    people = [area if status in AT_A_PLACE else "waiting" for area, status, _, _ in rows]
    return [
        AreaView(
            code=code,
            people=people.count(code),
            seats=rule.seats[site.level, code],
            places=tuple(
                PlaceView(
                    code=row.code,
                    name=row.name,
                    area=row.area,
                    visit=at_place.get(row.code, ""),
                    booking=booked.get(row.code),
                )
                for row in rule.places(site.level)
                if row.area == code
            ),
        )
        for code in AREAS
    ]


def _views(rows: VisitQuerySet, at: datetime) -> list[VisitView]:
    rule = hall_rule(at)
    listed = list(rows.select_related("owner"))
    offers = {
        row.visit_id: _offer(row)
        for row in Handover.objects.filter(
            visit__in=[one.pk for one in listed], status="offered"
        ).select_related("person")
    }
    names = place_names(rule)
    return [_view(row, rule, offers.get(row.pk), names) for row in listed]


def _view(
    row: Visit, rule: HallRule, offer: OfferView | None, names: dict[tuple[int, str], Text]
) -> VisitView:
    due = running(row, rule)
    name, since, due_at = due[0] if due else ("", row.served_at or row.arrived_at, None)
    return VisitView(
        pk=row.pk,
        site=row.site_id,
        number=row.number,
        service=row.service,
        area=row.area,
        status=row.status,
        place=row.place,
        place_name=names.get((row.site_id, row.place), row.place),
        owner_id=row.owner_id,
        owner=row.owner.display_name if row.owner else "",
        arrived_at=row.arrived_at,
        sorted_at=row.sorted_at,
        waiting_since=row.waiting_since,
        called_at=row.called_at,
        served_at=row.served_at,
        ended_at=row.ended_at,
        promised=None if row.promised_s is None else timedelta(seconds=row.promised_s),
        due_at=due_at,
        toward=LIMITS.get(name, ""),
        since=since,
        back_at=row.back_at,
        code=row.code,
        offer=offer,
    )


def _offer(row: Handover) -> OfferView:
    return OfferView(
        pk=row.pk,
        to=row.to,
        person_id=row.person_id,
        person=row.person.display_name if row.person else "",
        offered_at=row.offered_at,
        status=row.status,
    )


def offers_to(actor: Actor, rows: Iterable[VisitView]) -> list[VisitView]:
    """Those that this person is asked to accept."""
    return [one for one in rows if one.offer and may_answer(actor, one.offer)]


def may_answer(actor: Actor, offer: OfferView) -> bool:
    """Named, or one of those it was offered to without a name."""
    if offer.person_id is not None:
        return offer.person_id == actor.person_id
    return actor.role in RECEIVERS[offer.to][1]
