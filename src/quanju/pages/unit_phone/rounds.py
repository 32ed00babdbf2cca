"""The crew's round on the phone: which one, what comes next, its steps, the way along the roads."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from quanju.domains.duty.queries import tables
from quanju.domains.geo.queries import roads
from quanju.domains.geo.queries.by_mode import way_by
from quanju.domains.geo.queries.checks import read_fix, world_around
from quanju.domains.geo.queries.roads import NoWay
from quanju.domains.geo.shapes import metres_between
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol.queries import tables as patrol_tables
from quanju.domains.patrol.queries import units, zones
from quanju.domains.patrol.types.standing import PositionReport, UnitView
from quanju.domains.people.types import Actor
from quanju.domains.rounds import queries as rounds_queries
from quanju.domains.rounds.actions import checkpoints, walking
from quanju.domains.rounds.permissions import may_go_round
from quanju.domains.rounds.types import CheckpointView, RoundView

VERBS = (
    "start_round",
    "visit_checkpoint",
    "skip_checkpoint",
    "pause_round",
    "resume_round",
    "complete_round",
    "cut_round_short",
)
EARLY = timedelta(minutes=30)
"""So long before its beginning a round takes the page over from “no order”."""
AHEAD = timedelta(hours=16)
"""A shift and its overtime: rounds that begin later are another day's."""
WAYS_AHEAD = 8

SKIP_REASONS = (
    Text("道路不通", "the road is closed"),
    Text("时段已过或已关门", "its hours are over"),
    Text("时间不够", "not enough time"),
    Text("现场另有警力", "another crew is there"),
)
CUT_REASONS = (
    Text("处警后不再继续", "a call took the rest"),
    Text("车辆或装备故障", "car or kit out of order"),
    Text("天气原因", "the weather"),
    Text("换班", "end of the shift"),
)


def round_words(unit: UnitView, actor: Actor, at: datetime) -> dict[str, Any]:
    """The round that is under way or about to begin, and those after it; empty without any."""
    listed = [
        one
        for one in rounds_queries.rounds_of_unit(unit.pk, since=at, until=at + AHEAD)
        if one.is_live
    ]
    under_way = [one for one in listed if one.status != "planned"]
    soon = [one for one in listed if one.duty_from <= at + EARLY]
    now = next(iter([*under_way, *soon]), None)
    later = [one for one in listed if now is None or one.pk != now.pk]
    crew = frozenset(one.person_id for one in units.crew_of(unit.pk))
    return {
        "rounds_ahead": later,
        "may_go": bool(may_go_round(actor, crew=crew, station_id=unit.station_id)),
        **(_shown(now, unit, at) if now else {}),
    }


def _shown(one: RoundView, unit: UnitView, at: datetime) -> dict[str, Any]:
    due = [stop for stop in one.checkpoints if stop.status == "due"]
    when = {"planned": "planned", "paused": "paused"}.get(one.status, "stop" if due else "finish")
    return {
        "round": one,
        "round_when": when,
        "round_stops": [(stop, _metres(stop, unit, at)) for stop in due],
        "round_is_late": bool(due) and one.status == "started" and due[0].until < at,
        "round_zone": zones.zone_names(at).get(one.zone),
        "skip_reasons": SKIP_REASONS,
        "cut_reasons": CUT_REASONS,
        "map_stops": {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": [stop.lon, stop.lat]},
                    "properties": {
                        "stop": str(stop.position),
                        "subject": f"checkpoint:{stop.pk}",
                        "is_done": stop.status != "due",
                    },
                }
                for stop in one.checkpoints
                if stop.lon is not None
            ],
        },
    }


def _metres(stop: CheckpointView, unit: UnitView, at: datetime) -> int | None:
    """How far the unit's last position is from a stop; None when it is old or there is none."""
    here = unit.position
    if stop.lon is None or stop.lat is None or here is None:
        return None
    if here.age(at).total_seconds() > tables.duty_rule(at).position_max_s:
        return None
    return round(metres_between((here.lon, here.lat), (stop.lon, stop.lat)))


def carry_out(verb: str, post: QueryDict, unit: UnitView, by: Actor, moment: datetime) -> str:
    """One step of a round, at the moment when it was pressed if that can be true."""
    view = _own(post.get("round", ""), unit)
    at = plausible(post.get("pressed_at", ""), view, moment)
    common: dict[str, Any] = {"round": view.pk, "by": by, "at": at}
    why = " ".join([post.get("why", ""), post.get("more", "")]).strip()
    steps: dict[str, Callable[[], Any]] = {
        "start_round": lambda: walking.start_round(**common),
        "visit_checkpoint": lambda: checkpoints.visit_checkpoint(
            checkpoint=_number(post.get("checkpoint", "")),
            note=post.get("note", ""),
            position=fix_of(post, unit, moment),
            **common,
        ),
        "skip_checkpoint": lambda: checkpoints.skip_checkpoint(
            checkpoint=_number(post.get("checkpoint", "")), why=why, **common
        ),
        "pause_round": lambda: walking.pause_round(**common),
        "resume_round": lambda: walking.resume_round(**common),
        "complete_round": lambda: walking.complete_round(
            findings=post.get("findings", ""), **common
        ),
        "cut_round_short": lambda: walking.cut_round_short(why=why, **common),
    }
    steps[verb]()
    return view.subject


def _own(text: str, unit: UnitView) -> RoundView:
    view = rounds_queries.round_view(_number(text))
    if view.unit != unit.pk:
        raise NotFound(subject=view.subject)
    return view


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotFound(subject=f"round:{text[:20]}")
    return int(text)


def fix_of(post: QueryDict, unit: UnitView, moment: datetime) -> PositionReport | None:
    """The phone's position that went along with the step; one that cannot be read is none."""
    measured = _moment(post.get("measured_at", ""))
    if measured is None:
        return None
    try:
        lon, lat = read_fix(
            post.get("lon", ""), post.get("lat", ""), "WGS-84", world_around(moment)
        )
    except Refused:
        return None
    return PositionReport(
        unit=unit.pk,
        lon=lon,
        lat=lat,
        measured_at=measured,
        accuracy_m=_accuracy(post.get("accuracy_m", "")),
    )


def _accuracy(text: str) -> float | None:
    try:
        found = float(text[:40])
    except ValueError:
        return None
    return found if 0 <= found < math.inf else None


def _moment(text: str) -> datetime | None:
    try:
        at = parse_datetime(text[:40])
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def plausible(pressed: str, view: RoundView, moment: datetime) -> datetime:
    """When the step was pressed by the phone's clock, if that can be true; else now.

    No farther ahead of our clock than a device may be, and not before the last step of the round.
    """
    at = _moment(pressed)
    ahead = timedelta(seconds=patrol_tables.position_ages(moment).future_s)
    if at is None or at > moment + ahead:
        return moment
    done = [stop.done_at for stop in view.checkpoints if stop.done_at]
    earliest = max([*done, *([view.started_at] if view.started_at else [])], default=None)
    if earliest is not None and at < earliest:
        return moment
    if earliest is None and moment - at > AHEAD:
        return moment
    return min(at, moment)


def way_of(unit: UnitView, at: datetime) -> dict[str, Any] | None:
    """The way to the next stop, and dotted on through those after it; None without a round."""
    listed = rounds_queries.rounds_of_unit(unit.pk, since=at, until=at + EARLY)
    one = next((r for r in listed if r.status == "started"), None)
    if one is None or unit.position is None:
        return None
    due = [(s.lon, s.lat) for s in one.checkpoints if s.status == "due" and s.lon is not None]
    places = [(lon, lat) for lon, lat in due if lon is not None and lat is not None]
    if not places:
        return None
    on = roads.roads(at)
    here = (unit.position.lon, unit.position.lat)
    way = way_by(here, places[0], one.mode, at, on)
    features = [_line(way.geometry, "main")]
    for start, end in pairwise(places[: WAYS_AHEAD + 1]):
        try:
            features.append(_line(way_by(start, end, one.mode, at, on).geometry, "alternative"))
        except NoWay:
            continue
    names = [str(name) for name, _ in way.streets]
    return {
        "type": "FeatureCollection",
        "features": features,
        "seconds": round(way.seconds),
        "metres": round(way.metres),
        "streets": list(dict.fromkeys(names)),
        "position_at": unit.position.at.isoformat(),
    }


def _line(geometry: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"kind": kind}}
