"""What is known of an extract while it is read, and what is mended when all of it is known."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.basemap import areas, coast
from quanju.domains.geo.basemap.types import LAYERS, Bounds, Drawn, Traits

NOTHING = Traits()


@dataclass(slots=True)
class Compound:
    """An area that a relation puts together; an empty layer waits for the tags of an outer way."""

    layer: str = ""
    traits: Traits = NOTHING
    outer: list[int] = field(default_factory=list)
    inner: list[int] = field(default_factory=list)
    has_roles: bool = True


@dataclass(slots=True)
class Reading:
    """What is known while the file is read."""

    layers: dict[str, Drawn] = field(default_factory=lambda: {name: Drawn() for name in LAYERS})
    relations: list[Compound] = field(default_factory=list)
    levels: dict[int, int] = field(default_factory=dict)
    wanted: set[int] = field(default_factory=set)
    outer_of: dict[int, list[Compound]] = field(default_factory=dict)
    members: dict[int, BaseGeometry] = field(default_factory=dict)
    coastlines: list[BaseGeometry] = field(default_factory=list)
    jetties: list[BaseGeometry] = field(default_factory=list)
    dry: list[BaseGeometry] = field(default_factory=list)
    cut_open: list[tuple[str, Traits, list[BaseGeometry]]] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)


def finish_relations(reading: Reading) -> None:
    """Draw the areas of relations; water with a missing member waits for its banks."""
    for one in reading.relations:
        if not one.layer:
            continue
        outer = list(_known(one.outer, reading))
        inner = list(_known(one.inner, reading))
        area, is_closed = areas.compound(outer, inner, has_roles=one.has_roles)
        is_complete = is_closed and len(outer) == len(one.outer)
        if is_complete or one.layer != "water":
            reading.layers[one.layer].add(area, one.traits)
        if not is_complete:
            reading.faults["areas_cut_open"] += 1
            lines = outer + inner
            if outer and one.layer == "water":
                reading.cut_open.append((one.layer, one.traits, lines))


def _known(refs: list[int], reading: Reading) -> Iterator[BaseGeometry]:
    return (reading.members[ref] for ref in refs if ref in reading.members)


def finish_water(reading: Reading, frame: Bounds) -> None:
    """The sea, and areas that were cut open: big water by its banks, the rest by straight lines."""
    rivers = reading.layers["waterway"].geometry
    for layer, traits, lines in reading.cut_open:
        area = None
        if layer == "water":
            area = coast.cut_water(lines, frame, reading.dry, rivers)
        if area is None:
            area = areas.close_small(areas.join_lines(lines), frame)
        if area is None:
            reading.faults["areas_given_up"] += 1
        reading.layers[layer].add(area, traits)
    if reading.coastlines:
        water = coast.sea(reading.coastlines, frame)
        if water is not None and reading.jetties:
            water = areas.valid_area(shapely.difference(water, shapely.union_all(reading.jetties)))
        reading.layers["water"].add(water, Traits(kind="sea"))


def stay_near(layers: dict[str, Drawn], frame: Bounds) -> None:
    """Cut off what runs far out of the extract: whole boundaries and long roads are in the file."""
    west, south, east, north = frame
    wide, high = east - west, north - south
    near = (west - wide, south - high, east + wide, north + high)
    for layer, drawn in layers.items():
        window = frame if layer == "boundary" else near
        shapes = np.array(drawn.geometry, dtype=object)
        box = shapely.bounds(shapes).reshape(-1, 4)
        out = (box[:, :2] < window[:2]).any(axis=1) | (box[:, 2:] > window[2:]).any(axis=1)
        shapes[out] = shapely.clip_by_rect(shapes[out], *window)
        traits, kept = drawn.traits, ~shapely.is_empty(shapes)
        drawn.geometry = list(shapes[kept])
        drawn.traits = [traits[row] for row in np.flatnonzero(kept).tolist()]
