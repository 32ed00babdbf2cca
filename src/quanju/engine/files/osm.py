"""OpenStreetMap files, opened by what they hold and not by their name.

Clipped extracts with dangling references are normal. History and change files are refused: they
hold several states of one object, and only one of them is true. Deleted objects are passed over.
"""

import bz2
import gzip
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat
from zlib import error as ZlibError

import osmium
from osmium.osm import NODE, RELATION, WAY

from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.text import one_line

UNDEFINED = 2147483647
"""What libosmium's coordinate is where none is known."""

_WRONG = (RuntimeError, ValueError, OSError, OverflowError, osmium.InvalidLocationError)
_TELLING = re.compile(rb"""action\s*=\s*["']delete|<remark""")
_NUMBER = re.compile(r"-?[0-9]{1,19}")
_HISTORY = (
    "是历史文件或变更文件，同一对象有几个状态；请先取出最新状态（osmium time-filter）",
    "it is a history or change file with several states of one object; take the newest state first "
    "(osmium time-filter)",
)


class OsmFile:
    """One file, read as often as wished. `faults` counts what was passed over."""

    def __init__(self, path: Path) -> None:
        """Look at the first bytes; `FileNotUsable` for what is no OSM file, or a history."""
        self.path = path
        self.faults: Counter[str] = Counter()
        kind = _format_of(path)
        self._deleted = _looked_through(path) if kind.startswith("osm") else frozenset()
        self._file = osmium.io.File(str(path), kind)
        self._places: dict[int, tuple[float, float]] | None = None
        try:
            with osmium.io.Reader(self._file, osmium.osm.NOTHING) as reader:
                header = reader.header()
        except _WRONG as error:
            raise self._damaged(error) from error
        if header.has_multiple_object_versions or ".osh" in path.suffixes:
            raise FileNotUsable(path, *_HISTORY)
        self.box = header.box()
        features = {header.get(f"pbf_optional_feature_{number}") for number in range(5)}
        self._has_own_places = "LocationsOnWays" in features
        self._is_sorted = "Sort.Type_then_ID" in features

    def objects(
        self,
        *,
        nodes: Sequence[str] | None = None,
        ways: Sequence[str] | None = None,
        relations: Sequence[str] | None = None,
        with_places: bool = False,
    ) -> Iterator[Any]:
        """Nodes, ways and relations that bear one of these keys; () means all, None means none.

        An object is valid only until the next one is asked for. With `with_places` the nodes of a
        way know where they are: ask `place`.
        """
        wanted = {NODE: nodes, WAY: ways, RELATION: relations}
        kinds = NODE if with_places else osmium.osm.NOTHING
        for kind, keys in wanted.items():
            kinds = kinds if keys is None else kinds | kind
        reader = osmium.FileProcessor(self._file, kinds)
        if with_places and not self._has_own_places:
            reader = reader.with_locations()
        if with_places and nodes is None:
            reader = reader.with_filter(osmium.filter.EntityFilter(WAY | RELATION))
        for kind, keys in wanted.items():
            if keys:
                only = osmium.filter.KeyFilter(*keys)
                only.enable_for(kind)
                reader = reader.with_filter(only)
        try:
            yield from self._newest(iter(reader))
        except _WRONG as error:
            if isinstance(error, FileNotUsable):
                raise
            raise self._damaged(error) from error

    def _newest(self, reader: Iterator[Any]) -> Iterator[Any]:
        seen: dict[tuple[str, int], int] = {}
        for one in reader:
            key = one.type_str(), one.id
            version = seen.get(key)
            if self._is_sorted:  # then versions of one object stand side by side
                seen.clear()
            seen[key] = one.version
            if version is not None and version != one.version:
                raise FileNotUsable(self.path, *_HISTORY)
            if one.deleted or key in self._deleted:
                self.faults["deleted_objects"] += 1
            elif version is None:
                yield one

    def places(self) -> Iterator[tuple[float, float]]:
        """Degrees of everything that is placed: nodes, and ways that bear their own places."""
        if not self._has_own_places:
            yield from (place for _, place in self._all_places())
            return
        for way in self.objects(ways=(), with_places=True):
            yield from (place for node in way.nodes if (place := self.place(node)))

    def place(self, node: Any) -> tuple[float, float] | None:
        """Degrees of a way's node, None if the file lacks it; `FileNotUsable` if off the Earth."""
        location = node.location
        if location.valid():
            return location.lon, location.lat
        if location.x != UNDEFINED or location.y != UNDEFINED:
            raise self._off_earth(node.ref, location)
        return self._sought(node.ref)

    def _sought(self, ref: int) -> tuple[float, float] | None:
        """A place that the quick way did not find: the node stands after its way, or is negative.

        Only then is the file read once more, slowly.
        """
        if self._is_sorted and ref > 0:
            return None
        if self._places is None:
            self._places = dict(self._all_places())
        return self._places.get(ref)

    def _all_places(self) -> Iterator[tuple[int, tuple[float, float]]]:
        for node in self.objects(nodes=()):
            location = node.location
            if location.valid():
                yield node.id, (location.lon, location.lat)
            elif location.x == UNDEFINED:
                raise self._wrong(
                    f"节点 {node.id} 没有坐标", f"node {node.id} has no coordinates", str(node.id)
                )
            else:
                raise self._off_earth(node.id, location)

    def _off_earth(self, ref: int, location: Any) -> FileNotUsable:
        lon, lat = location.lon_without_check(), location.lat_without_check()
        return self._wrong(
            f"节点 {ref} 的坐标 {lon:g}, {lat:g} 不在地球上",
            f"node {ref} at {lon:g}, {lat:g} is not on Earth",
            str(ref),
        )

    def _damaged(self, error: Exception) -> FileNotUsable:
        quoted = str(error).split("'")
        return self._wrong(
            f"不能读取，文件损坏或不是 OpenStreetMap 数据：{error}",
            f"cannot be read, it is damaged or no OpenStreetMap extract: {error}",
            quoted[1] if len(quoted) > 2 else "",
        )

    def _wrong(self, zh: str, en: str, token: str) -> FileNotUsable:
        return FileNotUsable(self.path, zh, en, line=self._line_of(token))

    def _line_of(self, token: str) -> int | None:
        """The first line of plain XML that holds a value between quotation marks."""
        if not token or not _head(self.path).lstrip().startswith((b"<", b"\xef\xbb\xbf<")):
            return None
        quoted = [mark + token.encode() + mark for mark in (b'"', b"'")]
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if any(value in line for value in quoted):
                    return number
        return None


def _head(path: Path, count: int = 4096) -> bytes:
    with path.open("rb") as content:
        return content.read(count)


def _opened(path: Path) -> IO[bytes]:
    """The content, unpacked."""
    head = _head(path, 2)
    opener: Any = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open}.get(head, open)
    content: IO[bytes] = opener(path, "rb")
    return content


def _looked_through(path: Path) -> frozenset[tuple[str, int]]:
    """What libosmium passes over in XML: objects that an editor marked as deleted, and the remark
    of a server that ran out of time, which is refused: nobody knows what is missing.
    """
    found = before = b""
    try:
        with _opened(path) as content:
            while not found and (piece := content.read(1 << 20)):
                match = _TELLING.search(before[-32:] + piece)
                found, before = match[0] if match else b"", piece
        return _deleted_in(path) if found else frozenset()
    except (OSError, EOFError, ZlibError) as error:
        raise FileNotUsable(path, f"读不出：{error}", f"cannot be read: {error}") from error


def _deleted_in(path: Path) -> frozenset[tuple[str, int]]:
    deleted: set[tuple[str, int]] = set()
    said: list[str] = []
    parser = expat.ParserCreate()

    def start(name: str, facts: dict[str, str]) -> None:
        number = facts.get("id", "")
        if facts.get("action") == "delete" and _NUMBER.fullmatch(number):
            deleted.add((name[:1], int(number)))
        parser.CharacterDataHandler = said.append if name == "remark" else None

    def end(_: str) -> None:
        parser.CharacterDataHandler = None

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        with _opened(path) as content:
            parser.ParseFile(content)
    except expat.ExpatError:
        pass  # libosmium says so with its own words
    if told := one_line("".join(said)):
        raise FileNotUsable(
            path,
            f"不完整，生成它的服务器注明：{told}；请重新导出",
            f"is not whole; the server that made it says: {told}; export it again",
        )
    return frozenset(deleted)


def _format_of(path: Path) -> str:
    """libosmium's name of the format; `FileNotUsable` says what the file is instead."""
    packing, head = "", b""
    try:
        head = _head(path)
        if head[:2] == b"\x1f\x8b":
            with gzip.open(path) as content:
                packing, head = ".gz", content.read(4096)
        elif head[:2] == b"BZ":
            with bz2.open(path) as packed:
                packing, head = ".bz2", packed.read(4096)
    except FileNotFoundError as error:
        raise FileNotUsable(path, "没有这个文件", "there is no such file") from error
    except (OSError, EOFError, ZlibError) as error:
        raise FileNotUsable(path, f"读不出：{error}", f"cannot be read: {error}") from error
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[4:15] == b"\x0a\x09OSMHeader":
        return "pbf"
    if head[:2] == b"\xff\xe0":
        return "o5m" + packing
    if b"<osmChange" in head:
        raise FileNotUsable(path, *_HISTORY)
    if b"<osm" in head or text.startswith(b"<?xml"):
        return "osm" + packing
    raise _no_osm(path, text)


def _no_osm(path: Path, head: bytes) -> FileNotUsable:
    lower = head[:200].lower()
    if not head:
        return FileNotUsable(path, "文件是空的", "the file is empty")
    if head[:2] == b"PK":
        return FileNotUsable(path, "是压缩包，请先解开", "it is a ZIP archive; unpack it first")
    if lower.startswith((b"<!doctype html", b"<html")):
        return FileNotUsable(path, "是网页，不是地图数据", "it is a web page, no map data")
    if lower.startswith((b"{", b"[")):
        return FileNotUsable(
            path, "是 JSON；请改存为 .osm 或 .osm.pbf", "it is JSON; save it as .osm or .osm.pbf"
        )
    return FileNotUsable(
        path,
        "不能读取，文件损坏或不是 OpenStreetMap 数据（.osm、.osm.pbf）",
        "cannot be read, it is damaged or no OpenStreetMap extract (.osm, .osm.pbf)",
    )
