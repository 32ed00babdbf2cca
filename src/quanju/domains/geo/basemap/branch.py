"""Reading a branch folder: basemap.geojson, roads/nodes.csv and roads/edges.csv."""

from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.basemap import areas
from quanju.domains.geo.basemap.folder import FACTS, traits_of
from quanju.domains.geo.basemap.road_tables import read_roads
from quanju.domains.geo.basemap.types import (
    AREA_LAYERS,
    LAYERS,
    LINE_LAYERS,
    OSM_CREDIT,
    SYNTHETIC_CREDIT,
    Bounds,
    Drawn,
    MapInputError,
    MapSource,
)
from quanju.engine.files.geojson import Feature, read_features
from quanju.engine.files.toml import read_toml


def read_branch(folder: Path) -> MapSource:
    """Everything a branch folder draws; `MapInputError` names the file and row that is wrong."""
    drawn = {name: Drawn() for name in LAYERS}
    _read_features(folder / "basemap.geojson", drawn)
    read_roads(folder / "roads" / "nodes.csv", folder / "roads" / "edges.csv", drawn)
    every = [shape for layer in drawn.values() for shape in layer.geometry]
    if not every:
        raise MapInputError(
            f"{folder.name} 里没有可画的底图要素和道路",
            f"{folder.name} holds no base map features and no roads",
        )
    name, credit = _credit(folder / "branch.toml")
    frame: Bounds = tuple(float(side) for side in shapely.total_bounds(every))  # type: ignore[assignment]
    return MapSource(name or folder.name, credit, frame, drawn)


def _credit(file: Path) -> tuple[str, str]:
    """The branch's code, and whose data the map is; an unlabelled folder counts as synthetic."""
    if not file.is_file():
        return "", SYNTHETIC_CREDIT
    facts = read_toml(file)
    code = facts.get("code", str, "")
    if facts.get("is_synthetic", bool, True):
        return code, SYNTHETIC_CREDIT
    return code, facts.get("map_credit", str, "") or OSM_CREDIT


def _read_features(file: Path, drawn: dict[str, Drawn]) -> None:
    if not file.is_file():
        return
    for feature in read_features(file, known=FACTS):
        layer = feature.properties.get("layer")
        if not isinstance(layer, str) or layer not in LAYERS:
            raise feature.wrong(
                f"layer 应为 {'、'.join(LAYERS)} 之一，现为 {layer!r:.40}",
                f"layer must be one of {', '.join(LAYERS)}, not {layer!r:.40}",
            )
        drawn[layer].add(_fitting(layer, feature), traits_of(feature.properties))


def _fitting(layer: str, feature: Feature) -> BaseGeometry:
    """The geometry as the layer needs it; outlines may draw a boundary, areas may name a place."""
    geometry = feature.geometry
    kind = geometry.geom_type
    if layer in AREA_LAYERS and kind in ("Polygon", "MultiPolygon"):
        area = areas.valid_area(shapely.force_2d(geometry))
        if area is not None:
            return area
    elif layer in LINE_LAYERS and kind in ("LineString", "MultiLineString"):
        return shapely.force_2d(geometry)
    elif layer in LINE_LAYERS and kind in ("Polygon", "MultiPolygon"):
        return shapely.force_2d(shapely.boundary(geometry))
    elif layer == "place":
        return shapely.force_2d(geometry if kind == "Point" else shapely.point_on_surface(geometry))
    raise feature.wrong(
        f"图层 {layer} 不能用 {kind}", f"the layer {layer} cannot be drawn from a {kind}"
    )
