"""What a proposal of rounds stands on: places, crews on shift, and where the last nights went."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import shapely

from quanju.domains.geo.queries.checks import check_place
from quanju.domains.geo.queries.roads import current_map
from quanju.domains.geo.shapes import read_geometry
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.queries import zones
from quanju.domains.patrol.types.standing import UnitView
from quanju.domains.people.queries.organisations import organisation
from quanju.domains.people.types import Actor
from quanju.domains.planning.queries.rounds import round_crews
from quanju.domains.planning.rules import NotAStudy
from quanju.domains.planning.studies.round_places import Place, places_for
from quanju.domains.planning.types import Inputs
from quanju.domains.rounds import queries as rounds_queries

NIGHTS = 7
ADDED_WORTH = 20.0


def gather_rounds(options: Inputs, by: Actor, at: datetime) -> Inputs:
    """Everything beside the wishes, written down so that the proposal can be repeated.

    Refuses units that are not there, have another round then, and places that no road leads to.
    """
    begins = datetime.fromisoformat(options["from_at"])
    ends = datetime.fromisoformat(options["until_at"])
    places, calls = places_for(begins, ends, at)
    return {
        "options": options,
        "at": at.isoformat(),
        "map": current_map(at).fingerprint,
        "calls": calls,
        "places": _wished([*_added(options, at), *_most(places, options)], options),
        "crews": _crews(options, begins, ends, by, at),
        "nights": last_nights(begins),
    }


def _crews(
    options: Inputs, begins: datetime, ends: datetime, by: Actor, at: datetime
) -> list[dict[str, Any]]:
    known = {one.unit.pk: one for one in round_crews(since=begins, until=ends, by=by, at=at)}
    found = []
    for wish in options["crews"]:
        one = known.get(wish["unit"])
        if one is None:
            raise NotAStudy(
                why=Text(
                    "有班组在这段时间没有班次也不在勤，请重新选择",
                    "a chosen crew has no shift then and is not on duty; choose again",
                )
            )
        if one.other_round is not None:
            sign = one.unit.call_sign
            raise NotAStudy(
                why=Text(
                    f"{sign} 在这段时间已有巡逻，请取消那次巡逻或另选班组",
                    f"{sign} has another round then; cancel that one or choose another crew",
                )
            )
        lon, lat = _stand(one.unit, at)
        found.append(
            {
                "unit": one.unit.pk,
                "call_sign": one.unit.call_sign,
                "organisation": one.unit.organisation_id,
                "zone": one.unit.home_zone or zones.zone_at(lon, lat, at),
                "mode": wish["mode"],
                "lon": lon,
                "lat": lat,
                "from_min": (one.begins - begins).total_seconds() / 60,
                "until_min": (one.ends - begins).total_seconds() / 60,
            }
        )
    return found


def _stand(unit: UnitView, at: datetime) -> tuple[float, float]:
    """From where a unit sets out: its staging point, its zone's middle, or its station's door."""
    for point in zones.staging_points(at):
        if point.number == unit.home_staging_point:
            return point.lon, point.lat
    for zone in zones.zones(at):
        if zone.number == unit.home_zone:
            middle = read_geometry(cast(dict[str, Any], zone.geometry)).representative_point()
            return shapely.get_x(middle).item(), shapely.get_y(middle).item()
    home = organisation(unit.organisation_id)
    if home.lon is not None and home.lat is not None:
        return home.lon, home.lat
    return current_map(at).centre


def _added(options: Inputs, at: datetime) -> list[Place]:
    """Places that the planner named; refused by name when no crew could be sent there."""
    found = []
    for number, one in enumerate(options["added"], 1):
        try:
            lon, lat = check_place(one["lon"], one["lat"], at=at)
        except Refused as refused:
            words = one["name"]
            why = Text(f"{words}：{refused.text.zh}", f"{words}: {refused.text.en}")
            raise NotAStudy(why=why) from refused
        found.append(
            {
                "key": f"added:{number}",
                "name": [one["name"], one["name"]],
                "kind": "added",
                "lon": lon,
                "lat": lat,
                "calls": 0,
                "is_required": True,
                "worth": ADDED_WORTH,
                "stay_min": one["stay_min"],
                "windows": [],
            }
        )
    return found


def _most(places: Sequence[Place], options: Inputs) -> list[Place]:
    """The worthiest places, and those that are wished for however little they are worth."""
    first = options["most_places"]
    return [p for n, p in enumerate(places) if n < first or p["key"] in options["required"]]


def _wished(places: Sequence[Place], options: Inputs) -> list[Place]:
    """Required places marked; those dropped stay in the list, so that they can be taken back."""
    return [
        {
            **place,
            "is_required": place["is_required"] or place["key"] in options["required"],
            "is_dropped": place["key"] in options["dropped"],
        }
        for place in places
    ]


def last_nights(before: datetime) -> list[dict[str, Any]]:
    """Where the rounds of the nights before went, newest night first."""
    nights: dict[str, list[list[tuple[float, float]]]] = {}
    for one in rounds_queries.past_rounds(since=before - timedelta(days=2 * NIGHTS), until=before):
        day = local_day(one.duty_from).isoformat()
        nights.setdefault(day, []).append(list(one.places))
    return [{"day": day, "rounds": rounds} for day, rounds in list(nights.items())[:NIGHTS]]
