"""Whose desk an incident is at, as the queue and the panel show it; and what the queue shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quanju.domains.dispatch.permissions import may_run_shift, may_sign_for_station, may_sit_at_desk
from quanju.domains.dispatch.queries import desks as queries
from quanju.domains.dispatch.types import IncidentView
from quanju.pages.shared.request import Request

KEPT = "dispatch_shows"
"""In the session: which part of the queue somebody wants to see, until they choose another."""
ALL, MINE, ZONE = "all", "mine", "zone:"


@dataclass(frozen=True, slots=True)
class Shown:
    """The part of the queue that somebody wants to see, and whose the cards are."""

    choice: str
    views: tuple[IncidentView, ...]
    desks: dict[str, int]
    offers: dict[str, queries.Offer]
    zones: tuple[int, ...]
    mine: int
    all: int
    own: int | None

    @property
    def zone(self) -> str:
        return self.choice.removeprefix(ZONE) if self.choice.startswith(ZONE) else ""


def shown_of(request: Request, views: Sequence[IncidentView]) -> Shown:
    """All open incidents, those of one's own desk (and what is offered to it), or of a zone."""
    numbers = queries.desk_numbers()
    own = queries.own_desk(request.actor)
    offered = queries.offers(request.actor)
    at = {v.number: numbers[v.desk_id] for v in views if v.desk_id in numbers}
    mine = [v for v in views if _is_mine(v, own.pk if own else None, offered)]
    zones = tuple(sorted({v.zone for v in views if v.zone is not None}))
    choice = _choice(request, zones)
    kept = views
    if choice == MINE:
        kept = mine
    elif choice.startswith(ZONE):
        kept = [v for v in views if str(v.zone) == choice.removeprefix(ZONE)]
    number = own.number if own else None
    return Shown(choice, tuple(kept), at, offered, zones, len(mine), len(views), number)


def _is_mine(view: IncidentView, own: int | None, offered: dict[str, queries.Offer]) -> bool:
    offer = offered.get(view.number)
    return (own is not None and view.desk_id == own) or (offer is not None and offer.is_to_me)


def _choice(request: Request, zones: Sequence[int]) -> str:
    asked = request.GET.get("show", "")
    known = {ALL, MINE, *(f"{ZONE}{zone}" for zone in zones)}
    if asked in known and request.session.get(KEPT, ALL) != asked:
        request.session[KEPT] = asked
    kept = str(request.session.get(KEPT, ALL))
    return kept if kept in known else ALL


def at_desk_context(request: Request, view: IncidentView) -> dict[str, Any]:
    """Which desk has the chosen incident, and what one may do about that."""
    numbers, own = queries.desk_numbers(), queries.own_desk(request.actor)
    at = numbers.get(view.desk_id or 0)
    others = [number for pk, number in numbers.items() if own is None or pk != own.pk]
    return {
        "at_desk": at,
        "is_at_own": own is not None and view.desk_id == own.pk,
        "may_sit": bool(may_sit_at_desk(request.actor)),
        "may_run_shift": bool(may_run_shift(request.actor)),
        "other_desks": others,
        "all_desks": sorted(numbers.values()),
        "offer": queries.offers(request.actor).get(view.number),
        "station_call": queries.station_told(view.number),
        "may_sign": bool(may_sign_for_station(request.actor, view.station_id)),
    }


def seat_context(request: Request) -> dict[str, Any]:
    """The number of one's own desk for the head of the page."""
    own = queries.own_desk(request.actor)
    return {"own_desk": own.number if own else None, "may_sit": may_sit_at_desk(request.actor)}
