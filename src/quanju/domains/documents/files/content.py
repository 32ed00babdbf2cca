"""What a file is, told from its bytes; its name and what a browser says of it count for nothing."""

from dataclasses import dataclass
from pathlib import Path

import puremagic
from PIL import Image

from quanju.domains.documents.types import MADE_TYPES, PICTURES
from quanju.domains.kernel.types import Refused, Text

KNOWN_TYPES = (*PICTURES, "application/pdf", *MADE_TYPES)
"""What any kind may allow. Nothing here can carry script into our pages; SVG and HTML can."""


class TypeNotAllowed(Refused):
    """The content is of a type that this kind of file does not take."""

    code = "FILE_TYPE_NOT_ALLOWED"
    text = Text(
        "文件内容是 {found}，这一类只收：{allowed}",
        "The content is {found}; this kind takes only: {allowed}",
    )
    status = 415


class PictureUnreadable(Refused):
    """It begins like a picture and is none."""

    code = "PICTURE_UNREADABLE"
    text = Text(
        "图片读不出来（可能没有拍完或损坏），没有保存；请重拍",
        "The picture cannot be read (cut or damaged); nothing was stored. Take it again",
    )
    status = 422


class TooManyPixels(Refused):
    """A small file may unpack to gigabytes."""

    code = "PICTURE_TOO_LARGE"
    text = Text(
        "图片有 {found} 百万像素，最多 {most}；没有保存",
        "The picture has {found} megapixels; at most {most}. Nothing was stored",
    )
    status = 422


@dataclass(frozen=True, slots=True)
class Content:
    """The type of the bytes; width and height in pixels for pictures, else 0."""

    media_type: str
    width: int = 0
    height: int = 0


def told(path: Path, *, allowed: tuple[str, ...], most_megapixels: float) -> Content:
    """What the file is; refuses what is not allowed, is no picture after all, or unpacks to more.

    Only the head of a picture is read here: its size is known before a pixel is unpacked.
    """
    found = _type_of(path)
    if found not in allowed:
        raise TypeNotAllowed(
            found=found or Text("认不出的类型", "unknown"), allowed=", ".join(allowed)
        )
    if found not in PICTURES:
        return Content(found)
    width, height = _measured(path, PICTURES[found], most_megapixels)
    return Content(found, width, height)


def _type_of(path: Path) -> str:
    """The media type that is most likely by the marks in the content; "" if none is known."""
    try:
        marks = puremagic.magic_file(path)
    except (puremagic.PureError, ValueError):
        return ""
    return next((mark.mime_type for mark in marks if mark.mime_type), "")


def _measured(path: Path, form: str, most_megapixels: float) -> tuple[int, int]:
    try:
        with Image.open(path, formats=[form]) as picture:
            width, height = picture.size
            picture.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels(found=f"> {most_megapixels:g}", most=f"{most_megapixels:g}") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise PictureUnreadable from None
    if width * height > most_megapixels * 1e6:
        raise TooManyPixels(found=f"{width * height / 1e6:.0f}", most=f"{most_megapixels:g}")
    return width, height
