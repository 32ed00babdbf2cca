"""A file on its way in: hashed while it is written, never whole in memory.

It is written under a name of its own and gets its true name only when it is whole and safe on
disk. Half an upload leaves nothing; what a killed process left goes with `sweep`.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from quanju.domains.kernel.types import Refused, Text

MEGABYTE = 1024 * 1024


class FileTooLarge(Refused):
    """More bytes than the kind allows; the rest is not read."""

    code = "FILE_TOO_LARGE"
    text = Text(
        "文件太大：这一类最多 {most} MB；请拍小一点或分开传",
        "The file is too large: at most {most} MB of this kind. Take a smaller one, or several",
    )
    status = 413


class FileEmpty(Refused):
    """No byte came."""

    code = "FILE_EMPTY"
    text = Text("文件是空的，没有保存", "The file is empty; nothing was stored")
    status = 422


@dataclass(frozen=True, slots=True)
class Arrived:
    """A whole file on disk, under a name that only we know."""

    path: Path
    digest: str
    size: int


@contextmanager
def arriving(pieces: Iterable[bytes], *, folder: Path, most_mb: int) -> Iterator[Arrived]:
    """Write the pieces into `folder`; the file goes at the end of the block unless it was moved."""
    path = folder / f"{secrets.token_hex(16)}.part"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "wb") as file:
            digest, size = hashlib.sha256(), 0
            for piece in pieces:
                size += len(piece)
                if size > most_mb * MEGABYTE:
                    raise FileTooLarge(most=most_mb)
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise FileEmpty()
        yield Arrived(path, digest.hexdigest(), size)
    finally:
        path.unlink(missing_ok=True)


def forget_halves(folder: Path, *, older_than_s: float) -> int:
    """Remove what killed processes left behind; how many there were."""
    gone = 0
    for path in folder.glob("*.part"):
        try:
            if time.time() - path.stat().st_mtime > older_than_s:
                path.unlink()
                gone += 1
        except FileNotFoundError:
            continue
    return gone
