"""GeoJSON: a FeatureCollection, every geometry looked at before anybody uses it."""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.json import json_of
from quanju.engine.files.text import read_text

NORTHERNMOST = 85.0
"""Degrees of latitude that a web map shows."""

KINDS = (
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
)  # fmt: skip
_DEGREES = re.compile(r"(CRS:?84|(EPSG|epsg):.*\b(4326|4490))$")
"""WGS-84 and CGCS2000, which differ by centimetres."""


@dataclass(frozen=True)
class Feature:
    """One feature: its number from 1, its properties, its geometry in degrees, and as it stood."""

    path: Path
    number: int
    properties: Mapping[str, Any]
    geometry: BaseGeometry
    content: Mapping[str, Any]

    def wrong(self, zh: str, en: str) -> FileNotUsable:
        """The refusal that names file and feature."""
        return _wrong(self.path, self.number, zh, en)


def read_features(
    path: Path, kinds: Collection[str] = (), known: Collection[str] | None = None
) -> list[Feature]:
    """Features with a geometry of one of `kinds` (any if empty) and no property but the `known`.

    `FileNotUsable` names the first that has no geometry, an empty one, coordinates off the map, or
    a property that nothing reads.
    """
    return features_of(path, read_text(path), kinds, known)


def features_of(
    path: Path, text: str, kinds: Collection[str] = (), known: Collection[str] | None = None
) -> list[Feature]:
    """The same of a text that was read already; `path` is what a refusal calls it."""
    content = json_of(path, text)
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise FileNotUsable(
            path, "应为 GeoJSON FeatureCollection", "must be a GeoJSON FeatureCollection"
        )
    _check_datum(path, content.get("crs"))
    return [_feature(path, number, one, kinds, known) for number, one in enumerate(features, 1)]


def _check_datum(path: Path, crs: Any) -> None:
    """A collection of the older kind says in which coordinates it is written."""
    if crs is None:
        return
    facts = crs.get("properties") if isinstance(crs, dict) else None
    name = facts.get("name") if isinstance(facts, dict) else None
    if not isinstance(name, str) or not _DEGREES.search(name):
        shown = str(name or crs)[:40]
        raise FileNotUsable(
            path,
            f"坐标系是 {shown}，应为 WGS-84 的经纬度；请先转换",
            f"its crs is {shown}, not degrees of WGS-84; convert it first",
        )


def _feature(
    path: Path, number: int, one: Any, kinds: Collection[str], known: Collection[str] | None
) -> Feature:
    given = one.get("geometry") if isinstance(one, dict) else None
    if not isinstance(given, dict):
        raise _wrong(path, number, "没有几何", "it has no geometry")
    properties = one.get("properties") or {}
    if not isinstance(properties, dict):
        raise _wrong(path, number, "properties 应为对象", "its properties must be an object")
    for name in properties:
        if known is not None and name not in known:
            ours = ", ".join(known)
            raise _wrong(
                path,
                number,
                f"没有人读属性 {name[:40]!r}；可用：{ours}",
                f"nothing reads its property {name[:40]!r}; known: {ours}",
            )
    return Feature(path, number, properties, _geometry(path, number, given, kinds), one)


def _geometry(
    path: Path, number: int, given: Mapping[str, Any], kinds: Collection[str]
) -> BaseGeometry:
    kind = str(given.get("type"))[:30]
    if kind not in (kinds or KINDS):
        listed = ", ".join(kinds or KINDS)
        raise _wrong(path, number, f"是 {kind}，应为 {listed}", f"is a {kind}, not one of {listed}")
    if not are_numbers(given):
        raise _wrong(
            path, number, "几何无效：坐标不是数", "its geometry: a coordinate is no number"
        )
    try:
        geometry = shape(given)
        west, south, east, north = shapely.bounds(geometry)
    except (
        KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, ShapelyError,
        RecursionError,
    ) as error:  # fmt: skip
        raise _wrong(path, number, "几何无效", "its geometry is wrong") from error
    if geometry.is_empty:
        raise _wrong(path, number, "几何是空的", "its geometry is empty")
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        raise _wrong(path, number, "坐标不是数", "a coordinate is no number")
    if west < -180 or east > 180 or south < -NORTHERNMOST or north > NORTHERNMOST:
        raise _wrong(
            path,
            number,
            "坐标超出范围，应为经度在前、纬度在后的度数（WGS-84）",
            "coordinates out of range: longitude first, latitude second, in degrees (WGS-84)",
        )
    return geometry


def are_numbers(geometry: Mapping[str, Any]) -> bool:
    """Only numbers as coordinates: shapely takes "119.7", true and NaN for numbers, too."""
    return all(
        isinstance(one, int | float) and not isinstance(one, bool) and abs(one) < math.inf
        for one in _leaves(geometry)
    )


def _leaves(geometry: Mapping[str, Any]) -> Iterator[Any]:
    waiting: list[Any] = [geometry]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            waiting += [one.get("coordinates", ()), one.get("geometries", ())]
        elif isinstance(one, list | tuple):
            waiting.extend(one)
        else:
            yield one


def _wrong(path: Path, number: int, zh: str, en: str) -> FileNotUsable:
    return FileNotUsable(path, f"第 {number} 个要素：{zh}", f"feature {number}: {en}")
