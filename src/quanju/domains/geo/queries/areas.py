"""Questions about areas: outline, sub-districts, station areas."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import shapely
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.models import Area
from quanju.domains.geo.shapes import collection, feature, prepared
from quanju.domains.geo.types import AreaView
from quanju.domains.kernel.kept import kept
from quanju.domains.kernel.prepared import PreparedView

_Shaped = tuple[str, int | None, BaseGeometry]


def areas(kind: str, at: datetime | None = None) -> list[AreaView]:
    """The areas of a kind in force at `at` (or not ended yet), by code."""
    return [row.view() for row in _in_force(kind, at)]


def _in_force(kind: str, at: datetime | None) -> QuerySet[Area]:
    rows = (
        Area.objects.filter(valid_until__isnull=True) if at is None else Area.objects.in_force(at)
    )
    return rows.filter(kind=kind).order_by("code")


def area_shapes(kind: str, at: datetime | None = None) -> list[_Shaped]:
    """Code, organisation and shape of each area in force."""

    def ask() -> list[_Shaped]:
        return _read(_shapes(kind, at)) if at is None else _SHAPES(kind=kind, at=at)

    return list(kept(Area, (kind, at), ask))


def _shapes(kind: str, at: datetime | None) -> Any:
    text = Cast("geometry", TextField())
    return _in_force(kind, at).values_list("code", "organisation_id", text)


def _read(
    rows: Iterable[tuple[str, int | None, str]],
) -> list[_Shaped]:
    return [(code, organisation, prepared(shape)) for code, organisation, shape in rows]


_SHAPES = PreparedView(_shapes, _read, kind=str, at=datetime)


def area_code_at(kind: str, lon: float, lat: float, at: datetime | None = None) -> str | None:
    """Code of the area of that kind in which the point lies; on a border, the first code."""
    for code, _, area in area_shapes(kind, at):
        if shapely.intersects_xy(area, lon, lat):
            return code
    return None


def station_for(lon: float, lat: float, at: datetime | None = None) -> int | None:
    """Identifier of the station in whose area the point lies, or None; on a border, the first."""
    for _, organisation, area in area_shapes("station_area", at):
        if shapely.intersects_xy(area, lon, lat):
            return organisation
    return None


def station_around(geometry: BaseGeometry, at: datetime) -> int | None:
    """Identifier of the station in whose area the whole geometry lies, or None."""
    for _, organisation, area in area_shapes("station_area", at):
        if organisation is not None and area.covers(geometry):
            return organisation
    return None


def export_areas(kind: str, at: datetime) -> dict[str, Any]:
    """A GeoJSON layer of specification 5.5."""
    return collection(
        (
            feature(area.geometry, **layer_properties(area, id=f"{kind}:{area.code}"))
            for area in areas(kind, at)
        ),
        name=kind,
    )


def layer_properties(row: Any, **more: Any) -> dict[str, Any]:
    """The properties that every layer carries (specification 5.5)."""
    return {
        **more,
        "name_zh": row.name.zh,
        "name_en": row.name.en,
        "version": row.version,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_until.isoformat() if row.valid_until else None,
    }
