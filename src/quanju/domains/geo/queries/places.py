"""Questions about addresses: suggestions while typing, a name for a point."""

import math
from collections.abc import Collection
from typing import Any

from django.db.models import (
    Case,
    CharField,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Length

from quanju.domains.geo.models import Place
from quanju.domains.geo.rules import PlaceLimits, asked_parts, plain, without_house_number
from quanju.domains.geo.shapes import METRES_PER_DEGREE, metres_between
from quanju.domains.geo.types import PLACE_KINDS, NamedPlace, Suggestion
from quanju.domains.kernel.prepared import Prepared
from quanju.domains.kernel.types import Text

LONGEST_ASKED = 100
# A point on a street says little about where a person is; a landmark says most.
_ANCHORS_LESS = {"street": 99.0, "subdistrict": 99.0, "crossing": 2.0, "village": 1.5}
_ON_THE_SPOT_M = 15

NUMBER_UNKNOWN = Text(
    "门牌号未收录，先定位到这里，请与报警人核对",
    "house number not on the map: this is near; ask the caller",
)


def suggest_addresses(text: str, limit: int = 8) -> list[Suggestion]:
    """Places, streets and crossings for what was typed; prefix before word before inside.

    Characters, English, pinyin or its initials: `中央大街`, `zhongyang`, `zydj`.

    Two streets (`中央大街与胜利街`, `Central Street & Victory Street`) find their crossing.
    """
    asked = text.strip()[:LONGEST_ASKED]
    if found := _matching(asked_parts(asked), limit):
        return [_suggestion(place) for place in found]
    letters = plain(asked).replace(" ", "")  # zhong yang da jie, xi'an
    if asked.isascii() and letters != plain(asked) and (found := _matching([letters], limit)):
        return [_suggestion(place) for place in found]
    street = without_house_number(asked)
    if street != asked and (found := _matching(asked_parts(street), limit)):
        return [_suggestion(place, NUMBER_UNKNOWN) for place in found]
    return []


def places_of(kinds: Collection[str]) -> list[NamedPlace]:
    """Places of these kinds in the branch's own list, such as night markets, by name."""
    rows = Place.objects.filter(source="branch", kind__in=kinds).order_by("name_zh", "pk")
    return [NamedPlace(r.pk, r.name, r.kind, r.lon, r.lat) for r in rows]


def _matching(parts: list[str], limit: int) -> list[Place]:
    if not parts:
        return []
    wanted = Q()
    for part in parts:
        wanted &= Q(search_text__contains=part)
    found = list(_ranked(Place.objects.filter(wanted), parts)[:limit])
    if found or len(parts) == 1:
        return found
    # The two do not meet: offer each of them.
    return [place for part in parts for place in _matching([part], max(1, limit // len(parts)))]


def _ranked(rows: QuerySet[Place], parts: list[str]) -> QuerySet[Place]:
    first, is_crossing = parts[0], Q(kind="crossing")
    begins = Q(search_text__contains=f"|{first}")
    order = [When(is_crossing, then=Value(0))] if len(parts) > 1 else []
    order += [
        When(Q(search_text__contains=f"|{first}|") & ~is_crossing, then=Value(1)),
        When(begins & ~is_crossing, then=Value(2)),
        When(begins, then=Value(3)),
        When(search_text__contains=f" {first}", then=Value(4)),
    ]
    rank = Case(*order, default=Value(5), output_field=IntegerField())
    return rows.annotate(rank=rank).order_by("rank", Length("name_zh"), "name_zh", "pk")


def _suggestion(place: Place, remark: Text | None = None) -> Suggestion:
    kind = PLACE_KINDS.get(place.kind, PLACE_KINDS["place"])
    detail = [kind, Text(place.subdistrict, place.subdistrict)] if place.subdistrict else [kind]
    if remark:
        detail.append(remark)
    return Suggestion(
        label=place.name,
        detail=Text(" · ".join(d.zh for d in detail), " · ".join(d.en for d in detail)),
        lon=place.lon,
        lat=place.lat,
        kind=place.kind,
    )


def nearest_place(lon: float, lat: float, limits: PlaceLimits) -> tuple[Text, float] | None:
    """The name that says best where a point is, and its distance in metres."""
    tall = limits.describe_within_m / METRES_PER_DEGREE
    wide = tall / max(0.01, math.cos(math.radians(lat)))
    near = _AROUND(
        lon=lon,
        lat=lat,
        south=lat - tall,
        north=lat + tall,
        west=lon - wide,
        east=lon + wide,
        narrow=tall / wide,
    )
    best, seems = None, math.inf
    for kind, east, north, zh, en in near:
        metres = metres_between((lon, lat), (east, north))
        far = (metres + _ON_THE_SPOT_M) * _ANCHORS_LESS.get(kind, 1.0)
        if metres <= limits.describe_within_m and far < seems:
            best, seems = (Text(zh, en or zh), metres), far
    return best


def kinds_near(lon: float, lat: float, within_m: float) -> frozenset[str]:
    """Kinds of the named places within so many metres of a point: at a school, at a hospital."""
    tall = within_m / METRES_PER_DEGREE
    wide = tall / max(0.01, math.cos(math.radians(lat)))
    near = Place.objects.filter(
        lat__range=(lat - tall, lat + tall), lon__range=(lon - wide, lon + wide)
    )
    places = near.exclude(kind__in=["street", "subdistrict"]).values_list("kind", "lon", "lat")
    return frozenset(
        kind
        for kind, east, north in places
        if metres_between((lon, lat), (east, north)) <= within_m
    )


def _around(
    *, lon: float, lat: float, south: float, north: float, west: float, east: float, narrow: float
) -> Any:
    """The database orders roughly, so that a crowded centre does not load thousands of rows."""
    up, aside = F("lat") - lat, (F("lon") - lon) * narrow
    squared = ExpressionWrapper(up * up + aside * aside, output_field=FloatField())
    near = Place.objects.filter(lat__range=(south, north), lon__range=(west, east))
    near = near.exclude(kind__in=["street", "subdistrict"])
    nearest = near.alias(squared=squared).order_by("squared")[:30]
    return nearest.values_list("kind", "lon", "lat", "name_zh", "name_en")


_AROUND = Prepared(
    _around,
    **dict.fromkeys(("lon", "lat", "south", "north", "west", "east", "narrow"), float),
)


def beside(name: Text, metres: float) -> Text:
    """`中央大街夜市 旁 60 米`; within 15 m the name alone, farther off rounded to ten metres."""
    if metres <= _ON_THE_SPOT_M:
        return name
    shown = round(metres / 10) * 10 or 10
    return Text(f"{name.zh} 旁 {shown} 米", f"{shown} m from {name.en}")


def names_in(text: str) -> list[str]:
    """Names of places, streets and crossings that stand in a longer text, whichever way round."""
    said = Value(text, output_field=CharField())
    rows = Place.objects.annotate(said=said).filter(said__contains=F("name_zh"))
    return sorted(set(rows.values_list("name_zh", flat=True)))


def is_known(name: str) -> bool:
    """Whether any place bears exactly this name."""
    return Place.objects.filter(search_text__contains=f"|{plain(name)}|").exists()
