"""Bags: a folder with manifests of SHA-256 in one zip, laid out by RFC 8493, so that any archive
reads it and says whether something was touched.

Written, the same content gives the same bytes: names in one order, one moment, nothing compressed
(what a library packs depends on its version). Read, a bag is a stranger's file: no name may leave
its folder, nothing is unpacked to disk, and what unpacks to far more than it is, is refused.
"""

import hashlib
import stat
import struct
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from zlib import error as ZlibError

from quanju.engine.files.errors import FileNotUsable

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
DATA = "data/"
MOST_FILES, MOST_BYTES = 100_000, 16 * 1024**3
MOST_TEXT = 256 * 1024 * 1024
"""A file that is read whole: manifests, what a checker looks into."""
MOST_TIMES = 200
"""A file may unpack to so many times its packed size; deflated text reaches some 30."""
SMALL = 1024 * 1024
PIECE = 1 << 18
_DAY = (1980, 1, 1, 0, 0, 0)
"""The one moment of every member: when something happened stands in the content."""
_DAMAGED = (
    zipfile.BadZipFile, ZlibError, EOFError, OSError, NotImplementedError, ValueError,
    RuntimeError, struct.error,
)  # fmt: skip
"""What reading a damaged member may raise, whatever its packing."""

Source = bytes | Callable[[], Iterable[bytes]]
"""What a file holds: its bytes, or what gives them piece by piece."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A bag that was written: the digest of its tag manifest vouches for all of it."""

    digest: str
    files: int
    size: int


def write_bag(
    path: Path,
    name: str,
    payload: Mapping[str, Source],
    info: Mapping[str, str],
    *,
    sealed: Callable[[str], Mapping[str, bytes]] = lambda digest: {},
) -> Packed:
    """Write a bag in a folder `name`. `payload` are names below `data/`, in ASCII.

    `sealed` is told the digest of the tag manifest and gives files that no manifest lists: what is
    said about the bag cannot be part of it.
    """
    digests: dict[str, str] = {}
    size = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        for inner in sorted(payload):
            known, length = _put(packed, f"{name}/{DATA}{inner}", payload[inner])
            digests[DATA + inner] = known
            size += length
        told = {**info, "Payload-Oxum": f"{size}.{len(digests)}"}
        tags = {
            "bag-info.txt": "".join(f"{key}: {value}\n" for key, value in told.items()).encode(),
            "bagit.txt": DECLARATION.encode(),
            MANIFEST: _listed(digests),
        }
        tagged = {tag: _put(packed, f"{name}/{tag}", tags[tag])[0] for tag in sorted(tags)}
        last = _listed(tagged)
        digest = _put(packed, f"{name}/{TAG_MANIFEST}", last)[0]
        for tag, content in sorted(sealed(digest).items()):
            _put(packed, f"{name}/{tag}", content)
    return Packed(digest, len(digests), size)


def add_tags(path: Path, name: str, tags: Mapping[str, bytes]) -> None:
    """Put files that no manifest lists beside the manifests of a bag that was written before."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as packed:
        for tag, content in sorted(tags.items()):
            _put(packed, f"{name}/{tag}", content)


def _put(packed: zipfile.ZipFile, name: str, source: Source) -> tuple[str, int]:
    member = zipfile.ZipInfo(name, _DAY)
    member.create_system, member.external_attr = 3, (stat.S_IFREG | 0o644) << 16
    digest, size = hashlib.sha256(), 0
    with packed.open(member, "w", force_zip64=True) as file:
        for piece in [source] if isinstance(source, bytes) else source():
            digest.update(piece)
            size += len(piece)
            file.write(piece)
    return digest.hexdigest(), size


def _listed(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


@dataclass(frozen=True, slots=True)
class Touched:
    """Something of a bag is not as its manifests say: what (`changed`, `missing`, `extra`,
    `renamed`, `unlisted`, `malformed`), which file, and of a renamed one its name now."""

    what: str
    name: str
    now: str = ""


@dataclass(frozen=True)
class Bag:
    """A bag that was opened; names are those within its folder."""

    path: Path
    folder: str
    names: tuple[str, ...]
    _packed: zipfile.ZipFile = field(repr=False)

    def digest(self, name: str) -> str:
        """SHA-256 of a file in it; "" where it cannot be read to its end."""
        digest = hashlib.sha256()
        try:
            with self._open(name) as file:
                while piece := file.read(PIECE):
                    digest.update(piece)
        except _DAMAGED:
            return ""
        return digest.hexdigest()

    def read(self, name: str) -> bytes | None:
        """A file whole; None where there is none, or it is damaged or very large."""
        if name not in self.names or self._packed.getinfo(self.folder + name).file_size > MOST_TEXT:
            return None
        try:
            with self._open(name) as file:
                return file.read()
        except _DAMAGED:
            return None

    def _open(self, name: str) -> IO[bytes]:
        return self._packed.open(self.folder + name)

    def touched(self, *, beside: Iterable[str] = ()) -> list[Touched]:
        """What is not as its manifests say; `beside` are files that no manifest need list."""
        found, known = [], {name: self.digest(name) for name in self.names}
        said: dict[str, str] = {}
        for manifest in (TAG_MANIFEST, MANIFEST):
            if manifest not in known:
                found.append(Touched("missing", manifest))
                continue
            listed = _entries((self.read(manifest) or b"").splitlines())
            if listed is None:
                found.append(Touched("malformed", manifest))
                continue
            is_payload = manifest == MANIFEST
            wrong = [n for n in listed if n.startswith(DATA) != is_payload or n == TAG_MANIFEST]
            found += [Touched("malformed", manifest) for _ in wrong[:1]]
            said |= listed
        free = {TAG_MANIFEST, *beside}
        if MANIFEST not in known or any(one == Touched("malformed", MANIFEST) for one in found):
            free |= {name for name in known if name.startswith(DATA)}  # nothing to judge it by
        found += _compared(said, known, free)
        return sorted(set(found), key=lambda one: (one.name, one.what))


def _compared(said: dict[str, str], known: dict[str, str], free: set[str]) -> Iterator[Touched]:
    gone = {name: said[name] for name in said if name not in known}
    more = {name: known[name] for name in known if name not in said and name not in free}
    for name, digest in said.items():
        if name in known and known[name] != digest:
            yield Touched("changed", name)
    for name, digest in gone.items():
        now = next((one for one in more if more[one] == digest), "")
        if now:
            del more[now]
        yield Touched("renamed", name, now) if now else Touched("missing", name)
    for name in more:
        yield Touched("extra" if name.startswith(DATA) else "unlisted", name)


def _entries(lines: Iterable[bytes]) -> dict[str, str] | None:
    """Names and digests of a manifest; None if a line is none, or a name stands twice."""
    found: dict[str, str] = {}
    for line in lines:
        try:
            digest, _, name = line.decode("utf-8").partition(" ")
            name = name.lstrip(" *")
            if len(bytes.fromhex(digest)) != 32 or not name or name in found:
                return None
        except ValueError:
            return None
        for code, letter in (("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
            name = name.replace(code, letter)
        found[name] = digest.lower()
    return found


def open_bag(path: Path) -> Bag:
    """Open a bag to look into it. `FileNotUsable` for what is none, for a name that leads out of
    its folder, one that stands twice, a link, a locked file, and what unpacks to far too much."""
    packed = _opened(path)
    members = [one for one in packed.infolist() if not one.is_dir()]
    if len(members) > MOST_FILES:
        raise _no(path, "文件太多", "it holds too many files", len(members), MOST_FILES)
    names = [one.filename for one in members]
    if twice := next((name for name, count in Counter(names).items() if count > 1), ""):
        raise FileNotUsable(path, f"“{twice[:80]}”出现两次", f"“{twice[:80]}” stands in it twice")
    for one in members:
        _check_member(path, one)
    whole = sum(one.file_size for one in members)
    if whole > MOST_BYTES:
        raise _no(path, "展开后太大", "it unpacks to too many bytes", whole, MOST_BYTES)
    folders = {name.partition("/")[0] for name in names if "/" in name}
    inside = {name.partition("/")[2] for name in names}
    is_one = len(folders) == 1 and all("/" in name for name in names)
    if not is_one or not inside & {"bagit.txt", MANIFEST, TAG_MANIFEST}:
        raise FileNotUsable(
            path,
            "不是归档包：里面没有 bagit.txt 和清单（RFC 8493）",
            "it is no package: no bagit.txt and no manifest in it (RFC 8493)",
        )
    folder = f"{folders.pop()}/"
    return Bag(path, folder, tuple(name.removeprefix(folder) for name in sorted(names)), packed)


def _opened(path: Path) -> zipfile.ZipFile:
    if path.is_dir():
        raise FileNotUsable(path, "是文件夹，不是文件", "it is a folder, not a file")
    if not path.exists():
        raise FileNotUsable(path, "没有这个文件", "there is no such file")
    try:
        return zipfile.ZipFile(path)
    except _DAMAGED as error:
        raise FileNotUsable(
            path,
            "不是归档包：不是 zip 文件，或已被截断",
            "it is no package: no zip file, or one that was cut off",
        ) from error


def _check_member(path: Path, one: zipfile.ZipInfo) -> None:
    name = one.filename
    parts = name.split("/")
    if (
        name.startswith("/") or "\\" in name or "\0" in name or ":" in parts[0]
        or any(part in ("", ".", "..") for part in parts)
    ):  # fmt: skip
        raise FileNotUsable(
            path,
            f"文件名“{name[:80]}”指向包外，不打开",
            f"the name “{name[:80]}” leads out of the package; it is not opened",
        )
    if stat.S_ISLNK(one.external_attr >> 16):
        raise FileNotUsable(path, f"“{name[:80]}”是链接", f"“{name[:80]}” is a link")
    if one.flag_bits & 1:
        raise FileNotUsable(path, f"“{name[:80]}”加了密码", f"“{name[:80]}” is locked")
    if one.file_size > SMALL and one.file_size > MOST_TIMES * one.compress_size:
        raise _no(
            path, f"“{name[:80]}”展开后大得不合理", f"“{name[:80]}” unpacks to far too much",
            one.file_size, MOST_TIMES * one.compress_size,
        )  # fmt: skip


def _no(path: Path, zh: str, en: str, found: int, most: int) -> FileNotUsable:
    return FileNotUsable(path, f"{zh}（{found:,}，最多 {most:,}）", f"{en} ({found:,} > {most:,})")
