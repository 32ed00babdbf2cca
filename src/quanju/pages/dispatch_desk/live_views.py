"""Fragments of the desk that are fetched again as things happen, and what the map shows."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from quanju.domains.approvals.queries import open_proposals
from quanju.domains.coordination.permissions import may_open_groups, may_open_plans
from quanju.domains.coordination.queries.groups import group_of_incident
from quanju.domains.dispatch.permissions import (
    may_cancel,
    may_change_incident,
    may_merge,
    may_see_desk,
    may_send_order,
    may_split_or_reopen,
    may_take_calls,
)
from quanju.domains.dispatch.queries import board as board_queries
from quanju.domains.dispatch.queries import lines, recommendation, tables
from quanju.domains.dispatch.queries.board import today_counts
from quanju.domains.dispatch.queries.incidents import (
    incident_named,
    note_words,
    open_incidents,
    read_incident,
)
from quanju.domains.dispatch.queries.places import Point
from quanju.domains.dispatch.queries.quiet import not_shown_after
from quanju.domains.dispatch.queries.recommendation import reserved_for
from quanju.domains.dispatch.queries.scheduled import due_scheduled
from quanju.domains.dispatch.types import IncidentView, UnitOnBoard
from quanju.domains.geo.queries import roads
from quanju.domains.geo.queries.by_mode import route
from quanju.domains.geo.queries.roads import NoWay
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.days import midnight
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries import tables as patrol_tables
from quanju.domains.patrol.queries import units as units_queries
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.pages.dispatch_desk.alerts import alerts_context
from quanju.pages.dispatch_desk.known import known_of
from quanju.pages.dispatch_desk.messages import message_context
from quanju.pages.dispatch_desk.proposal import alarm_context, proposal_context
from quanju.pages.dispatch_desk.radio_views import next_step
from quanju.pages.dispatch_desk.seats import at_desk_context, shown_of
from quanju.pages.dispatch_desk.service_views import services_context
from quanju.pages.shared.proposals import shown_to
from quanju.pages.shared.request import Request
from quanju.pages.shared.spans import PERIODS, own_station, response
from quanju.pages.shared.timeline import lines_of

TONES = {
    "new": "bad",
    "reopened": "bad",
    "dispatched": "warn",
    "en_route": "warn",
    "on_scene": "accent",
    "controlled": "good",
    "feedback_due": "muted",
}
HISTORY_SHOWN = 8


def queue_context(request: Request, chosen: str) -> dict[str, Any]:
    """Open incidents with their chips."""
    views = open_incidents(request.actor, at=request.moment)
    shown = shown_of(request, views)
    cards = [
        {
            "view": v,
            "chips": list(_chips(v)),
            "is_chosen": v.number == chosen,
            "desk": shown.desks.get(v.number),
            "offer": shown.offers.get(v.number),
        }
        for v in shown.views
    ]
    return {
        "incidents": views,
        "cards": cards,
        "chosen": chosen,
        "shown_of": shown,
        "due_soon": due_scheduled(request.actor, at=request.moment),
    }


def _chips(view: IncidentView) -> Any:
    working = [a for a in view.assignments if a.state not in {"released", "refused", "withdrawn"}]
    if not working:
        yield TONES.get(view.state, "muted"), view.label
    for job in working[:3]:
        tone = {"assigned": "warn", "on_scene": "accent"}.get(job.state, "good")
        yield tone, Text(f"{job.call_sign} {job.label.zh}", f"{job.call_sign} {job.label.en}")


@require_GET
def queue(request: Request) -> HttpResponse:
    """The queue alone."""
    may_see_desk(request.actor).or_refuse()
    context = queue_context(request, request.GET.get("incident", ""))
    context["may_call"] = may_take_calls(request.actor)
    context["ringing"] = lines.lines_ringing(request.actor) if context["may_call"] else []
    return render(request, "dispatch_desk/queue.html", context)


def panel_context(request: Request, number: str) -> dict[str, Any]:
    """The chosen incident: proposal, units at work, history, and what one may do."""
    view = read_incident(number, by=request.actor, at=request.moment)
    waiting = open_proposals(view.subject)
    pending = shown_to(request.actor, waiting)[0]
    entries = journal.history_of(view.subject, newest_first=True, limit=60)
    told = lines_of(entries, is_signed=False, notes=note_words(number))
    return {
        "view": view,
        "jobs": [
            (job, *next_step(job), job.assigned_at + not_shown_after(request.moment))
            for job in view.assignments
        ],
        "moment_now": request.moment,
        **proposal_context(request, view, is_waiting=bool(waiting)),
        **alarm_context(request, view),
        "timeline": told[:HISTORY_SHOWN],
        "entries": len(told),
        "may_order": may_send_order(request.actor, view.station_id),
        "may_change": may_change_incident(request.actor, view.station_id),
        "may_cancel": may_cancel(request.actor),
        "groups": group_of_incident(view.number, request.actor, at=request.moment),
        "may_open_group": bool(may_open_groups(request.actor)),
        "may_open_plan": bool(may_open_plans(request.actor)),
        "may_split": may_split_or_reopen(request.actor),
        "may_merge": may_merge(request.actor),
        "others": [
            v for v in open_incidents(request.actor, at=request.moment) if v.number != number
        ][:20],
        "cancel_reasons": tables.reasons("cancel", request.moment),
        "release_reasons": tables.reasons("release", request.moment),
        "pending": pending,
        "reserved": reserved_for(number, request.moment),
        **known_of(request, view.place, number),
        **services_context(view, request.moment),
        **message_context(request, number),
        "actor": request.actor,
        **at_desk_context(request, view),
    }


@require_GET
def order_proposal(request: Request, number: str) -> HttpResponse:
    """Who should go, and the button that sends them: the desk's part of a list elsewhere."""
    may_see_desk(request.actor).or_refuse()
    view = incident_named(number, actor=request.actor, at=request.moment)
    if "order" not in view.verbs:
        return render(request, "dispatch_desk/no_panel.html")
    context = {
        "view": view,
        **proposal_context(request, view, is_waiting=bool(open_proposals(view.subject))),
    }
    return render(request, "dispatch_desk/order_proposal.html", context)


@require_GET
def nearer(request: Request, number: str) -> HttpResponse:
    """Who has come nearer than a unit on its way; drawn anew as units move on and come free."""
    may_see_desk(request.actor).or_refuse()
    view = incident_named(number, actor=request.actor, at=request.moment)
    context = {"view": view, **proposal_context(request, view)}
    return render(request, "dispatch_desk/nearer.html", context)


@require_GET
def panel(request: Request, number: str) -> HttpResponse:
    """The side panel alone."""
    may_see_desk(request.actor).or_refuse()
    return render(request, "dispatch_desk/panel.html", panel_context(request, number))


@require_GET
def first_panel(request: Request) -> HttpResponse:
    """The side panel of the first open incident, for a desk that had none."""
    may_see_desk(request.actor).or_refuse()
    first = next(iter(open_incidents(request.actor, at=request.moment)), None)
    if first is None:
        return render(request, "dispatch_desk/no_panel.html")
    return render(request, "dispatch_desk/panel.html", panel_context(request, first.number))


def board_context(units: list[UnitOnBoard], at: datetime) -> dict[str, Any]:
    """Units on duty by force: who is free, who is on what, how old each position is."""
    forces = [
        (FORCE_TYPES[force], sum(1 for u in mine if _is_free(u)), mine)
        for force in FORCE_TYPES
        if (mine := [u for u in units if u.force_type == force])
    ]
    free = sum(count for _, count, _ in forces)
    counts = {"board_free": free, "board_all": len(units)}
    return {"board": forces, "met_types": tables.incident_types(at), **counts}


def _board(request: Request) -> list[UnitOnBoard]:
    return board_queries.unit_board(request.actor, at=request.moment)


def _is_free(unit: UnitOnBoard) -> bool:
    return unit.tone == "good" and not unit.is_stale


@require_GET
def unit_board(request: Request) -> HttpResponse:
    """The unit board alone."""
    may_see_desk(request.actor).or_refuse()
    return render(
        request, "dispatch_desk/units.html", board_context(_board(request), request.moment)
    )


def bottom_counts(request: Request, board: list[UnitOnBoard]) -> dict[str, Any]:
    """Units by force, free of all; calls of the day; the hit rate of the one-minute ring."""
    free = Counter(u.force_type for u in board if _is_free(u))
    every = Counter(u.force_type for u in board)
    station = own_station(request.actor)
    week = response(PERIODS["week"], request.moment, station)
    ring = next(one for one in week if one.code.startswith("RT-3/"))
    oldest = max((u.position_age_s for u in board if u.position_age_s is not None), default=None)
    return {
        "forces": [(FORCE_TYPES[f], free[f], every[f]) for f in FORCE_TYPES if every[f]],
        "today": today_counts(at=request.moment, station=station),
        "day_start": midnight(request.moment),
        "ring": ring,
        "oldest_s": oldest,
        "silent": sum(1 for u in board if u.is_stale),
    }


def roads_in_force(request: Request) -> dict[str, Any]:
    """What slows every drive now, and which roads are closed."""
    return {
        "circumstances": roads.circumstances(request.moment),
        "closures": roads.closures(request.moment),
    }


@require_GET
def circumstances(request: Request) -> HttpResponse:
    """What the top bar says of the roads, drawn anew at every desk when somebody changes it."""
    may_see_desk(request.actor).or_refuse()
    return render(request, "dispatch_desk/circumstances.html", roads_in_force(request))


@require_GET
def counts(request: Request) -> HttpResponse:
    """The bottom bar alone."""
    may_see_desk(request.actor).or_refuse()
    return render(request, "dispatch_desk/counts.html", bottom_counts(request, _board(request)))


@require_GET
def alerts(request: Request) -> HttpResponse:
    """The strip of alerts alone."""
    may_see_desk(request.actor).or_refuse()
    return render(request, "dispatch_desk/alerts.html", alerts_context(request))


@require_GET
def units(request: Request) -> JsonResponse:
    """Units on the map."""
    may_see_desk(request.actor).or_refuse()
    return _features(
        (
            (u.lon, u.lat),
            {
                "subject": f"unit:{u.call_sign}",
                "call_sign": u.call_sign,
                "state": u.status,
                "at": u.position_at.isoformat() if u.position_at else None,
                "stale": u.is_stale,
            },
        )
        for u in _board(request)
        if u.lon is not None
    )


def _features(points: Any) -> JsonResponse:
    rows = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": place},
            "properties": properties,
        }
        for place, properties in points
    ]
    return JsonResponse({"type": "FeatureCollection", "features": rows})


@require_GET
def incidents_on_map(request: Request) -> JsonResponse:
    """Open incidents on the map."""
    may_see_desk(request.actor).or_refuse()
    views = open_incidents(request.actor, at=request.moment)
    return _features(sign for view in views for sign in _signs(view))


def _signs(view: IncidentView) -> Iterator[tuple[Point, dict[str, Any]]]:
    """Every point that is told of it; none for one that nobody knows. What is not exact says so."""
    told = {"subject": view.subject, "grade": view.grade, "state": view.state}
    if not view.place.is_exact:
        told |= {"doubt": view.place.kind, "radius_m": view.place.radius_m}
    for point in view.place.points:
        yield point, told


@require_GET
def routes(request: Request, number: str) -> JsonResponse:
    """Ways to an incident: of the units under way, else of those proposed."""
    may_see_desk(request.actor).or_refuse()
    view = incident_named(number, actor=request.actor, at=request.moment)
    going = {a.unit_id: "main" for a in view.assignments if a.state in _UNDER_WAY}
    if not going and "order" in view.verbs:
        shown = recommendation.recommend(incident=number, at=request.moment)
        going = dict.fromkeys(shown.proposed, "alternative")
    stale = timedelta(seconds=patrol_tables.position_ages(request.moment).stale_s)
    rows = []
    for unit, kind in going.items():
        position = units_queries.position_of(unit)
        # From where it was seen too long ago no way is drawn, as it is not proposed either.
        if position is None or request.moment - position.at > stale:
            continue
        # To each point that it may be; to the middle of a rough one, whose circle is drawn.
        for point in view.place.points:
            try:
                way = route((position.lon, position.lat), point, request.moment)
            except NoWay:
                continue
            rows.append({"type": "Feature", "geometry": way.geometry, "properties": {"kind": kind}})
    return JsonResponse({"type": "FeatureCollection", "features": rows})


_UNDER_WAY = frozenset({"assigned", "acknowledged", "en_route"})
