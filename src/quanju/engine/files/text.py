"""Text of a file: UTF-8 with or without a byte order mark, plain or gzipped, of bounded size."""

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zlib import error as ZlibError

from quanju.engine.files.errors import FileNotUsable

MOST_BYTES = 200 * 1024 * 1024
_GZIP = b"\x1f\x8b"


def read_text(path: Path, *, most_bytes: int = MOST_BYTES) -> str:
    """The whole text; `FileNotUsable` if it is missing, too large or no UTF-8."""
    with open_text(path) as text:
        content = text.read(most_bytes + 1)
    if len(content) > most_bytes:
        size = f"{most_bytes / 1024 / 1024:,.0f} MB"
        raise FileNotUsable(path, f"文件超过 {size}", f"the file is larger than {size}")
    return content


def text_of(path: Path, content: bytes) -> str:
    """The text of bytes that were sent; `path` is what a refusal calls them."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, content) from error


@contextmanager
def open_text(path: Path) -> Iterator[IO[str]]:
    """The text to be read piece by piece, line ends as they are. Unpacks gzip by its content."""
    try:
        with path.open("rb") as start:
            is_gzip = start.read(2) == _GZIP
        opener = gzip.open if is_gzip else open
        with (
            opener(path, "rb") as content,
            io.TextIOWrapper(content, encoding="utf-8-sig", newline="") as text,
        ):
            yield text
    except UnicodeDecodeError as error:
        raise _not_utf8(path, path.read_bytes()) from error
    except FileNotFoundError as error:
        raise FileNotUsable(path, "没有这个文件", "there is no such file") from error
    except IsADirectoryError as error:
        raise FileNotUsable(path, "是文件夹，不是文件", "it is a folder, not a file") from error
    except (OSError, EOFError, ZlibError) as error:
        raise FileNotUsable(path, f"读不出：{error}", f"cannot be read: {error}") from error


def _not_utf8(path: Path, content: bytes) -> FileNotUsable:
    """Which line it is, and whether the text looks like the other encoding used in China."""
    if content[:2] == _GZIP:
        content = gzip.decompress(content)
    byte = _first_wrong_byte(content, "utf-8")
    is_chinese = _first_wrong_byte(content, "gb18030") == len(content)
    hint = ("，像是 GBK，请另存为 UTF-8", "; it looks like GBK, save it as UTF-8") * is_chinese
    zh, en = hint or ("", "")
    return FileNotUsable(
        path,
        f"不是 UTF-8 文字（第 {byte} 字节）{zh}",
        f"not UTF-8 text (byte {byte}){en}",
        line=content.count(b"\n", 0, byte) + 1,
    )


def _first_wrong_byte(content: bytes, encoding: str) -> int:
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return len(content)


def one_line(text: str, longest: int = 120) -> str:
    """A name as it is shown: one line, no control characters, cut where nobody reads on."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:longest]
