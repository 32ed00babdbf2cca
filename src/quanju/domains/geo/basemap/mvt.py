"""Writing Mapbox Vector Tiles (specification 2.1), whole layers of many tiles at a time.

The command streams of all pieces are computed with numpy; what is left to Python is one
concatenation a feature.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from quanju.domains.geo.basemap.projection import Shapes
from quanju.domains.geo.basemap.types import EXTENT, LAYERS, Traits

POINT, LINE, POLYGON = 1, 2, 3
MOVE_TO_ONE, CLOSE_PATH = 9, 15
LINE_TO = 2

Ints = NDArray[np.int64]


class _Runs(NamedTuple):
    """Points of all paths in one array; path p has `size[p]` rows and belongs to `owner[p]`."""

    xy: Ints
    size: Ints
    owner: Ints


def geometry_bytes(shapes: Shapes, corner: Ints, kind: int) -> list[bytes]:
    """The packed command stream of each shape; empty where nothing is left of it on the grid.

    `shapes` are in units of the zoom, `corner` is the north-west corner of each one's tile.
    """
    runs = _runs(shapes, corner, kind)
    stream, ends = _commands(runs, len(shapes), kind)
    packed, byte_ends = _varints(stream)
    ends_in_bytes = np.concatenate([[0], byte_ends])[np.concatenate([[0], ends])].tolist()
    return [packed[a:b] for a, b in pairwise(ends_in_bytes)]


def layer_bytes(
    layer: str, traits: Sequence[Traits], geometry: Sequence[bytes], kind: int
) -> bytes:
    """One layer of one tile, as a field of the tile; empty if no feature has a geometry."""
    keys: dict[str, int] = {}
    # True == 1 in a dict, but no text equals True, and all that is no text is True.
    values: dict[str | bool, int] = {}
    features = []
    for one, shape in zip(traits, geometry, strict=True):
        if shape:
            tags = _tags(layer, one, keys, values)
            body = (_field(2, tags) if tags else b"") + bytes([24, kind]) + _field(4, shape)
            features.append(_field(2, body))
    if not features:
        return b""
    table = [_field(3, key.encode()) for key in keys]
    table += [_field(4, _value(value)) for value in values]
    end = b"\x28" + _varint(EXTENT) + b"\x78\x02"
    return _field(3, b"".join([_field(1, layer.encode()), *features, *table, end]))


def _tags(layer: str, traits: Traits, keys: dict[str, int], values: dict[str | bool, int]) -> bytes:
    """Pairs of indices into the layer's tables of keys and values, which grow as needed."""
    tags = b""
    for key in LAYERS[layer]:
        if value := traits.value(key):
            tags += _varint(keys.setdefault(key, len(keys)))
            tags += _varint(values.setdefault(value, len(values)))
    return tags


def _value(value: str | bool) -> bytes:
    return b"\x38\x01" if value is True else _field(1, str(value).encode())


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2]) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _runs(shapes: Shapes, corner: Ints, kind: int) -> _Runs:
    """Paths on the tile's grid without repeated points, without paths that vanish there."""
    parts, owner = _parts(shapes, kind)
    part_of_path, is_hole = np.arange(len(parts)), np.zeros(len(parts), bool)
    if kind == POLYGON:
        parts = shapely.orient_polygons(parts)
        parts, part_of_path = shapely.get_rings(parts, return_index=True)
        is_hole = np.concatenate([[False], np.diff(part_of_path) == 0])[: len(parts)]
        owner = owner[part_of_path]
    coordinates, path = shapely.get_coordinates(parts, return_index=True)
    xy = np.rint(coordinates).astype(np.int64) - corner[owner][path]
    is_new = np.ones(len(xy), bool)
    is_new[1:] = (np.diff(path) != 0) | (np.diff(xy, axis=0) != 0).any(axis=1)
    xy, path = xy[is_new], path[is_new]
    if kind == POLYGON:
        # The last point of a ring repeats the first; the command ClosePath says it instead.
        is_last = np.concatenate([np.diff(path) != 0, [True]])[: len(path)]
        xy, path = xy[~is_last], path[~is_last]
    size = np.bincount(path, minlength=len(parts))
    kept = size >= {POINT: 1, LINE: 2, POLYGON: 3}[kind]
    if kind == POLYGON:
        kept &= _turns_right(xy, path, len(parts), is_hole)
        # A hole without its outer ring would be drawn as ground.
        kept &= kept[np.searchsorted(part_of_path, part_of_path)]
    rows = kept[path]
    return _Runs(xy[rows], size[kept], owner[kept])


def _parts(shapes: Shapes, kind: int) -> tuple[Shapes, Ints]:
    """Simple shapes of the wanted kind out of multi-shapes and collections."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    inner, outer = shapely.get_parts(parts, return_index=True)
    wanted = {POINT: (0,), LINE: (1, 2), POLYGON: (3,)}[kind]
    fits = np.isin(shapely.get_type_id(inner), wanted) & ~shapely.is_empty(inner)
    return inner[fits], owner[outer][fits]


def _turns_right(xy: Ints, path: Ints, paths: int, is_hole: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each ring still encloses area on the grid, and on the side that it should."""
    if not len(xy):
        return np.zeros(paths, bool)
    first = np.searchsorted(path, np.arange(paths))
    following = np.arange(1, len(xy) + 1)
    is_last = np.concatenate([np.diff(path) != 0, [True]])
    following[is_last] = first[path[is_last]]
    cross = xy[:, 0] * xy[following, 1] - xy[following, 0] * xy[:, 1]
    doubled = np.bincount(path, weights=cross, minlength=paths)
    return np.where(is_hole, doubled < 0, doubled > 0)


def _commands(runs: _Runs, shapes: int, kind: int) -> tuple[Ints, Ints]:
    """The command integers of all paths, and where each shape's stream ends in them."""
    per_path = np.where(runs.size > 1, 2 + 2 * runs.size, 3) + (kind == POLYGON)
    start = np.cumsum(per_path) - per_path
    stream = np.zeros(int(per_path.sum()), np.int64)
    path = np.repeat(np.arange(len(runs.size)), runs.size)
    first = np.cumsum(runs.size) - runs.size
    within = np.arange(len(path)) - first[path]
    at = start[path] + np.where(within == 0, 1, 2 + 2 * within)
    step = _steps(runs)
    stream[at], stream[at + 1] = step[:, 0], step[:, 1]
    stream[start] = MOVE_TO_ONE
    long = runs.size > 1
    stream[start[long] + 3] = (runs.size[long] - 1) << 3 | LINE_TO
    if kind == POLYGON:
        stream[start + per_path - 1] = CLOSE_PATH
    length = np.bincount(runs.owner, weights=per_path, minlength=shapes).astype(np.int64)
    return stream, np.cumsum(length)


def _steps(runs: _Runs) -> Ints:
    """Moves of the cursor, starting at 0, 0 in every shape; zig-zag, so that all are positive."""
    step = np.diff(runs.xy, axis=0, prepend=np.zeros((1, 2), np.int64))
    first = np.cumsum(runs.size) - runs.size
    starts = first[np.concatenate([[True], np.diff(runs.owner) != 0])[: len(first)]]
    step[starts] = runs.xy[starts]
    return (step << 1) ^ (step >> 63)


def _varints(values: Ints) -> tuple[bytes, Ints]:
    """All values as protobuf varints in one string, and where each of them ends."""
    length = np.ones(len(values), np.int64)
    for bits in (7, 14, 21, 28):
        length += values >= 1 << bits
    ends = np.cumsum(length)
    out = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    start = ends - length
    for byte in range(5):
        has = length > byte
        if not has.any():
            break
        more = np.where(length[has] > byte + 1, 0x80, 0)
        out[start[has] + byte] = (values[has] >> 7 * byte) & 0x7F | more
    return out.tobytes(), ends
