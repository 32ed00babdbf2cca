"""Making the base map: one PMTiles file of vector tiles, without any outside server."""

import gzip
import hashlib
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import IO

import numpy as np
from pmtiles.tile import Compression, TileType
from pmtiles.tile import zxy_to_tileid as tile_id
from pmtiles.writer import Writer

from quanju.domains.geo.basemap import mvt, streets, zooms
from quanju.domains.geo.basemap.branch import read_branch
from quanju.domains.geo.basemap.cutting import cut
from quanju.domains.geo.basemap.osm import read_extract
from quanju.domains.geo.basemap.projection import project
from quanju.domains.geo.basemap.streets import Things
from quanju.domains.geo.basemap.types import (
    AREA_LAYERS,
    EXTENT,
    LAYERS,
    MAX_ZOOM,
    MIN_ZOOM,
    MapInputError,
    MapSource,
    Progress,
    TileReport,
)
from quanju.engine.files.errors import FileNotUsable

READ_SHARE = 0.3
"""Part of the progress bar that reading takes."""


def build_tiles(source: Path | str, out: Path, *, progress: Progress | None = None) -> TileReport:
    """Make the tile file `out` from an extract (.osm.pbf) or a branch folder.

    The same source gives the same bytes. `MapInputError` if the source cannot be used; then, and
    when anything else fails, `out` stays as it was.
    """
    begun = time.monotonic()
    say = progress or (lambda step, share: None)
    say("read", 0.0)
    read = read_source(Path(source))
    say("read", READ_SHARE)
    tiles, digest = _replace(Path(out), lambda file: _write(read, file, say))
    say("done", 1.0)
    return TileReport(
        name=read.name,
        tiles=tiles,
        bytes=Path(out).stat().st_size,
        min_zoom=MIN_ZOOM,
        max_zoom=MAX_ZOOM,
        bounds=read.frame,
        features={layer: len(drawn.geometry) for layer, drawn in read.layers.items()},
        faults=read.faults,
        credit=read.credit,
        digest=digest,
        seconds=round(time.monotonic() - begun, 2),
    )


def _replace(out: Path, write: Callable[[IO[bytes]], tuple[int, str]]) -> tuple[int, str]:
    """Write beside the target and rename: a reader sees the old file or the whole new one."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent)
    except OSError as error:
        raise MapInputError(
            f"不能在文件夹 {out.parent} 里写文件", f"{out.parent} cannot be written to"
        ) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            written = write(file)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return written


def read_source(source: Path) -> MapSource:
    """Read an extract or a branch folder; `MapInputError` if it is neither or unusable."""
    try:
        return read_branch(source) if source.is_dir() else read_extract(source)
    except FileNotUsable as error:
        raise MapInputError(error.zh, error.en) from error


def tiles_of(read: MapSource, say: Progress) -> Iterator[tuple[int, bytes]]:
    """Tile id and compressed tile, in the order of the file."""
    things = {
        layer: Things(project(np.array(drawn.geometry, dtype=object)), drawn.traits)
        for layer, drawn in read.layers.items()
        if drawn.geometry
    }
    # From the last zoom down, so that lines once joined are joined further; then turned round.
    plans = {}
    for zoom in range(MAX_ZOOM, MIN_ZOOM - 1, -1):
        things = {layer: streets.for_zoom(layer, one, zoom) for layer, one in things.items()}
        plans[zoom] = things
    for step, zoom in enumerate(range(MIN_ZOOM, MAX_ZOOM + 1), 1):
        found = _tiles_at(plans.pop(zoom), zoom)
        for number in sorted(found):
            yield number, gzip.compress(found[number], compresslevel=6, mtime=0)
        # Each zoom has about twice the work of the one before it.
        say(f"zoom {zoom}", READ_SHARE + (1 - READ_SHARE) * 1.5 ** (step - 11))


def _tiles_at(things: dict[str, Things], zoom: int) -> dict[int, bytes]:
    tiles: defaultdict[tuple[int, int], bytes] = defaultdict(bytes)
    for layer in LAYERS:
        if layer in things:
            for at, content in _layer_at(layer, things[layer], zoom):
                tiles[at] += content
    return {tile_id(zoom, x, y): content for (x, y), content in tiles.items()}


def _layer_at(layer: str, exact: Things, zoom: int) -> Iterator[tuple[tuple[int, int], bytes]]:
    """The layer's bytes in each tile that it touches."""
    things = streets.simplified(layer, exact, zoom)
    if not len(things.shapes):
        return
    kind = mvt.POINT if layer == "place" else mvt.POLYGON if layer in AREA_LAYERS else mvt.LINE
    pieces = cut(things.shapes, zoom, 0 if kind == mvt.POINT else zooms.BUFFER)
    corner = np.column_stack([pieces.tile_x, pieces.tile_y]) * EXTENT
    geometry = mvt.geometry_bytes(pieces.shapes, corner, kind)
    change = np.flatnonzero(np.diff(pieces.tile_x) | np.diff(pieces.tile_y)) + 1
    edges = [0, *change.tolist(), len(geometry)]
    for first, end in pairwise(edges):
        if first == end:
            continue
        traits = [things.traits[row] for row in pieces.owner[first:end]]
        content = mvt.layer_bytes(layer, traits, geometry[first:end], kind)
        if content:
            yield (int(pieces.tile_x[first]), int(pieces.tile_y[first])), content


def _write(read: MapSource, file: IO[bytes], say: Progress) -> tuple[int, str]:
    writer, digest = Writer(file), hashlib.sha256()
    with writer.tile_f:
        for number, content in tiles_of(read, say):
            writer.write_tile(number, content)
            digest.update(number.to_bytes(8, "big"))
            digest.update(content)
        if not writer.addressed_tiles:
            raise MapInputError(
                f"{read.name} 里没有可画的内容（道路、水系、建筑等）",
                f"{read.name} holds nothing that the map draws (roads, water, buildings …)",
            )
        writer.finalize(_header(read), _metadata(read, digest.hexdigest()))
    return writer.addressed_tiles, digest.hexdigest()


def _header(read: MapSource) -> dict[str, object]:
    west, south, east, north = read.frame
    return {
        "version": 3,
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": round(west * 1e7),
        "min_lat_e7": round(south * 1e7),
        "max_lon_e7": round(east * 1e7),
        "max_lat_e7": round(north * 1e7),
        "center_zoom": 13,
    }


def _metadata(read: MapSource, digest: str) -> dict[str, object]:
    """What any reader of PMTiles expects, our own digest, and whose data it is."""
    kinds = {"bridge": "Boolean", "oneway": "Boolean"}
    return {
        "name": read.name,
        "attribution": read.credit,
        "type": "baselayer",
        "format": "pbf",
        "digest": digest,
        "vector_layers": [
            {
                "id": layer,
                "minzoom": MIN_ZOOM,
                "maxzoom": MAX_ZOOM,
                "fields": {key: kinds.get(key, "String") for key in keys},
            }
            for layer, keys in LAYERS.items()
            if read.layers[layer].geometry
        ],
    }
