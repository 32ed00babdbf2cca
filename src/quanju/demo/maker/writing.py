"""Files as people and programs read them: CSV, GeoJSON, TOML; UTF-8, LF, always in one order."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping

MARK = "演示数据 / synthetic"


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as text:
        out = csv.writer(text, lineterminator="\n")
        out.writerow(columns)
        out.writerows(rows)


def feature(shape: shapely.Geometry, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry_of(shape)}


def geometry_of(shape: shapely.Geometry) -> dict[str, Any]:
    """As RFC 7946 wants it: outer rings counter-clockwise."""
    if "Polygon" in shape.geom_type:
        shape = shapely.orient_polygons(shape)
    return mapping(shape)


def write_geojson(path: Path, features: Iterable[Mapping[str, Any]]) -> None:
    """One feature a line, so that two versions can be compared."""
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features]
    head = json.dumps({"name": path.stem, "mark": MARK, "is_synthetic": True}, ensure_ascii=False)
    body = ",\n".join(lines)
    path.write_text(
        f'{{"type":"FeatureCollection",{head[1:-1]},"features":[\n{body}\n]}}\n',
        encoding="utf-8",
        newline="\n",
    )
