"""Joining the ways of a street into one line, and making shapes simple enough for a zoom."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from quanju.domains.geo.basemap import zooms
from quanju.domains.geo.basemap.areas import on_grid
from quanju.domains.geo.basemap.projection import Shapes, at_zoom
from quanju.domains.geo.basemap.types import AREA_LAYERS, LINE_LAYERS, MAX_ZOOM, Traits


@dataclass(frozen=True, slots=True)
class Things:
    """Shapes in map units and their traits, row for row."""

    shapes: Shapes
    traits: Sequence[Traits]

    def where(self, rows: NDArray[np.bool_]) -> "Things":
        return Things(
            self.shapes[rows], [self.traits[row] for row in np.flatnonzero(rows).tolist()]
        )


def for_zoom(layer: str, things: Things, zoom: int) -> Things:
    """The things of a layer that are drawn at a zoom, still exact, lines of equal traits joined."""
    shown = np.array([zooms.first_zoom(layer, one.kind) <= zoom for one in things.traits], bool)
    chosen = things.where(shown)
    if layer not in LINE_LAYERS:
        return chosen
    return joined([zooms.traits_at(layer, one, zoom) for one in chosen.traits], chosen.shapes)


def joined(traits: Sequence[Traits], lines: Shapes) -> Things:
    """One thing for all lines of equal traits; a one-way street keeps its direction."""
    number: dict[Traits, int] = {}
    group = np.array([number.setdefault(one, len(number)) for one in traits], dtype=np.int64)
    parts, owner = shapely.get_parts(lines, return_index=True)
    group = group[owner]
    order = np.argsort(group, kind="stable")
    streets = shapely.multilinestrings(parts[order], indices=group[order])
    directed = np.array([one.oneway for one in number], bool)
    streets[directed] = shapely.line_merge(streets[directed], directed=True)
    streets[~directed] = shapely.line_merge(streets[~directed])
    return Things(streets, list(number))


def simplified(layer: str, things: Things, zoom: int) -> Things:
    """Shapes in units of the zoom, on its grid, without what is too small to be seen."""
    shapes = at_zoom(things.shapes, zoom)
    if layer in AREA_LAYERS:
        shapes = _simple_areas(layer, shapes, zoom)
    elif layer in LINE_LAYERS:
        shapes = _simple_lines(layer, shapes, things.traits, zoom)
    kept = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return Things(shapes, things.traits).where(kept)


def _simple_areas(layer: str, shapes: Shapes, zoom: int) -> Shapes:
    least = zooms.least_area(layer, zoom, MAX_ZOOM)
    found = np.full(len(shapes), shapely.Polygon(), dtype=object)
    big = shapely.area(shapes) >= least
    found[big] = on_grid(shapely.simplify(shapes[big], zooms.tolerance(zoom, MAX_ZOOM)))
    return found


def _simple_lines(layer: str, shapes: Shapes, traits: Sequence[Traits], zoom: int) -> Shapes:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    least = np.array([zooms.least_length(layer, one.kind, zoom, MAX_ZOOM) for one in traits])
    length = shapely.length(parts)
    kept = (length > 0) & (length >= least[owner])
    parts, owner = parts[kept], owner[kept]
    parts = shapely.simplify(parts, zooms.tolerance(zoom, MAX_ZOOM), preserve_topology=False)
    found = np.full(len(shapes), shapely.MultiLineString(), dtype=object)
    if len(parts):
        shapely.multilinestrings(parts, indices=owner, out=found)
    return found
