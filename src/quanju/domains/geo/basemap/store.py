"""Reading a tile file, for the view that serves it."""

import gzip
import hashlib
import json
import zlib
from bisect import bisect_right
from pathlib import Path
from typing import Any

from pmtiles.reader import MmapSource
from pmtiles.tile import (
    Compression,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
)
from pmtiles.tile import zxy_to_tileid as tile_id

from quanju.domains.geo.basemap.types import Bounds, MapInputError

_UNREADABLE = (
    MagicNumberNotFound,
    SpecVersionUnsupported,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OSError,
    zlib.error,
)
"""How the reader fails on bytes that are no tile file."""


class TileStore:
    """A PMTiles file, open for reading by any number of threads.

    The directory is read once; a tile is then one look-up and one slice of the mapped file. A file
    that is replaced while open goes on giving its old tiles: open the new one.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        try:
            with self.path.open("rb") as file:
                self._read = MmapSource(file)
            self._header = deserialize_header(self._read(0, 127))
            if self._header["tile_type"] != TileType.MVT:
                raise ValueError("not vector tiles")
            self.meta: dict[str, Any] = self._metadata()
            self._index()
        except FileNotFoundError as error:
            raise MapInputError(
                f"没有底图文件 {self.path.name}", f"There is no base map file {self.path.name}"
            ) from error
        except _UNREADABLE as error:
            raise MapInputError(
                f"{self.path.name} 不是可用的底图文件（PMTiles 3）；"
                "请用 quanju basemap build 重新生成",
                f"{self.path.name} is no usable base map (PMTiles 3); "
                "make it again with quanju basemap build",
            ) from error

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """The tile, compressed with gzip; None where nothing is drawn."""
        if not 0 <= z <= 26 or not 0 <= x < 1 << z or not 0 <= y < 1 << z:
            return None
        wanted = tile_id(z, x, y)
        at = bisect_right(self._ids, wanted) - 1
        if at < 0 or wanted - self._ids[at] >= self._runs[at]:
            return None
        offset, length = self._places[at]
        return bytes(self._read(offset, length))

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north in degrees."""
        head = self._header
        return (
            head["min_lon_e7"] / 1e7,
            head["min_lat_e7"] / 1e7,
            head["max_lon_e7"] / 1e7,
            head["max_lat_e7"] / 1e7,
        )

    @property
    def min_zoom(self) -> int:
        return self._header["min_zoom"]

    @property
    def max_zoom(self) -> int:
        return self._header["max_zoom"]

    @property
    def credit(self) -> str:
        """Whose data it is; to be shown wherever the map is."""
        return str(self.meta.get("attribution", ""))

    @property
    def etag(self) -> str:
        """Changes when any tile of the file changes; with the quotes that HTTP wants."""
        return f'"{self._digest[:20]}"'

    def addresses(self) -> list[tuple[int, int]]:
        """First id and number of tiles of every run, in the order of the file."""
        return list(zip(self._ids, self._runs, strict=True))

    def _metadata(self) -> dict[str, Any]:
        head = self._header
        raw = self._read(head["metadata_offset"], head["metadata_length"])
        if head["internal_compression"] == Compression.GZIP:
            raw = gzip.decompress(raw)
        found = json.loads(raw)
        if not isinstance(found, dict):
            raise TypeError("the metadata is no object")
        return found

    def _index(self) -> None:
        head = self._header
        entries = deserialize_directory(self._read(head["root_offset"], head["root_length"]))
        flat = []
        for entry in entries:
            if entry.run_length:
                flat.append(entry)
                continue
            leaf = head["leaf_directory_offset"] + entry.offset
            flat.extend(deserialize_directory(self._read(leaf, entry.length)))
        first = head["tile_data_offset"]
        self._ids = [entry.tile_id for entry in flat]
        self._runs = [entry.run_length for entry in flat]
        self._places = [(first + entry.offset, entry.length) for entry in flat]
        size = self.path.stat().st_size
        if any(offset + length > size for offset, length in self._places):
            raise ValueError("the file ends early")
        made = self.meta.get("digest")
        self._digest = made if isinstance(made, str) and made else self._whole_digest()

    def _whole_digest(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
