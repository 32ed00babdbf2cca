"""The roads of a branch folder: roads/nodes.csv and roads/edges.csv."""

import csv
import io
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.basemap.folder import text_of, traits_of, wrong
from quanju.domains.geo.basemap.types import Drawn, MapInputError, Traits

NODE_COLUMNS = ("id", "lon", "lat")
EDGE_COLUMNS = ("u", "v", "class")


def _rows(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    # Not splitlines(): a name may hold a character that Python takes for the end of a line.
    reader = csv.DictReader(io.StringIO(text_of(file), newline=""))
    try:
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            raise wrong(
                file, f"缺少列 {'、'.join(missing)}", f"columns missing: {', '.join(missing)}"
            )
        for row in reader:
            yield reader.line_num, {k: v or "" for k, v in row.items() if isinstance(k, str)}
    except csv.Error as error:
        line = reader.line_num
        raise wrong(file, f"第 {line} 行不是有效的 CSV", f"line {line} is not valid CSV") from error


def read_roads(nodes_file: Path, edges_file: Path, drawn: dict[str, Drawn]) -> None:
    """Add the roads of both tables; `MapInputError` names the file and line that is wrong."""
    if not nodes_file.is_file() and not edges_file.is_file():
        return
    nodes: dict[str, tuple[float, float]] = {}
    for line, row in _rows(nodes_file, NODE_COLUMNS):
        nodes[row["id"]] = _place(nodes_file, line, row["lon"], row["lat"])
    seen: set[tuple[Traits, bytes]] = set()
    for line, row in _rows(edges_file, EDGE_COLUMNS):
        geometry = _edge(edges_file, line, row, nodes)
        if geometry is None:
            continue
        traits = traits_of(row)
        # Tables with one row a direction hold every two-way street twice.
        form = geometry if traits.oneway else shapely.normalize(geometry)
        key = (traits, shapely.to_wkb(form))
        if key not in seen:
            seen.add(key)
            drawn["road"].add(geometry, traits)


def _edge(
    file: Path, line: int, row: dict[str, str], nodes: dict[str, tuple[float, float]]
) -> BaseGeometry | None:
    if row.get("geometry"):
        try:
            pairs = [pair.split() for pair in row["geometry"].split(";") if pair.strip()]
            points = [_place(file, line, lon, lat) for lon, lat in pairs]
        except ValueError as error:
            if isinstance(error, MapInputError):
                raise
            raise wrong(
                file,
                f"第 {line} 行的 geometry 应为“经度 纬度;经度 纬度”",
                f"line {line}: geometry must read 'lon lat;lon lat'",
            ) from error
    else:
        unknown = [row[end] for end in ("u", "v") if row[end] not in nodes]
        if unknown:
            raise wrong(
                file,
                f"第 {line} 行：没有节点 {unknown[0]!r}",
                f"line {line}: there is no node {unknown[0]!r}",
            )
        points = [nodes[row["u"]], nodes[row["v"]]]
    if len(np.unique(points, axis=0)) < 2:
        return None
    return shapely.LineString(points)


def _place(file: Path, line: int, lon: str, lat: str) -> tuple[float, float]:
    try:
        east, north = float(lon), float(lat)
        if not (math.isfinite(east) and math.isfinite(north)):
            raise ValueError
    except ValueError as error:
        raise wrong(
            file,
            f"第 {line} 行的坐标不是数：{lon!r} {lat!r}",
            f"line {line}: coordinates are no numbers: {lon!r} {lat!r}",
        ) from error
    if abs(east) > 180 or abs(north) > 85:
        raise wrong(
            file,
            f"第 {line} 行的坐标超出范围（经度、纬度是否颠倒？）：{lon} {lat}",
            f"line {line}: coordinates out of range (longitude and latitude swapped?): {lon} {lat}",
        )
    return east, north
