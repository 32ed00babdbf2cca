"""GeoJSON: a FeatureCollection, every geometry looked at before anybody uses it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.text import read_text

NORTHERNMOST = 85.0
"""Degrees of latitude that a web map shows."""


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


def read_json(path: Path) -> Any:
    """Any JSON; `FileNotUsable` with the line if it is none, or nested too deep to be read."""
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise FileNotUsable(
            path, f"不是有效的 JSON：{error.msg}", f"not valid JSON: {error.msg}", line=error.lineno
        ) from error
    except FileNotUsable:
        raise
    except ValueError as error:
        raise FileNotUsable(
            path, "有的数过长，读不出", "a number is too long to be read"
        ) from error
    except RecursionError as error:
        raise FileNotUsable(path, "嵌套过深", "nested too deep", line=1) from error


def read_features(path: Path, kinds: Collection[str] = ()) -> list[Feature]:
    """Features with a geometry of one of `kinds` (any if empty).

    `FileNotUsable` names the first that has none, an empty one, or coordinates off the map.
    """
    content = read_json(path)
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise FileNotUsable(
            path, "应为 GeoJSON FeatureCollection", "must be a GeoJSON FeatureCollection"
        )
    return [_feature(path, number, one, kinds) for number, one in enumerate(features, 1)]


def _feature(path: Path, number: int, one: Any, kinds: Collection[str]) -> Feature:
    given = one.get("geometry") if isinstance(one, dict) else None
    if not isinstance(given, dict):
        raise _wrong(path, number, "没有几何", "it has no geometry")
    properties = one.get("properties") or {}
    if not isinstance(properties, dict):
        raise _wrong(path, number, "properties 应为对象", "its properties must be an object")
    kind = str(given.get("type"))[:30]
    if kinds and kind not in kinds:
        listed = ", ".join(kinds)
        raise _wrong(path, number, f"是 {kind}，应为 {listed}", f"is a {kind}, not one of {listed}")
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
    return Feature(path, number, properties, geometry, one)


def _wrong(path: Path, number: int, zh: str, en: str) -> FileNotUsable:
    return FileNotUsable(path, f"第 {number} 个要素：{zh}", f"feature {number}: {en}")
