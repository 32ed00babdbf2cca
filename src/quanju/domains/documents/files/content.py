"""What a file is, told from its bytes; its name and what a browser says of it count for nothing."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import puremagic
from PIL import Image

from quanju.domains.documents.types import DOCX, ENDINGS, MADE_TYPES, PDF, PICTURES, SOUNDS
from quanju.domains.kernel.types import Refused, Text

KNOWN_TYPES = (*PICTURES, *SOUNDS, PDF, DOCX, *MADE_TYPES)
"""What any kind may allow. Nothing here can carry script into our pages; SVG and HTML can."""
_SAME = {
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "application/ogg": "audio/ogg",
    "audio/x-m4a": "audio/mp4",
}
"""One type, one name."""
_AMR = b"#!AMR"
_MOST_PARTS = 2000


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
            found=_plainly(found) if found else Text("认不出的类型", "unknown"),
            allowed=", ".join(_plainly(one) for one in allowed),
        )
    if found not in PICTURES:
        return Content(found)
    width, height = _measured(path, PICTURES[found], most_megapixels)
    return Content(found, width, height)


def _plainly(media_type: str) -> str:
    """As people call it: by the ending of its name."""
    return ENDINGS.get(media_type, media_type.rpartition("/")[2]).lstrip(".").upper()


def _type_of(path: Path) -> str:
    """The media type that is most likely by the marks in the content; "" if none is known."""
    try:
        marks = puremagic.magic_file(path)
    except (puremagic.PureError, ValueError):
        return ""
    with path.open("rb") as file:
        if file.read(len(_AMR)) == _AMR:
            return "audio/amr"
    found = next((mark.mime_type for mark in marks if mark.mime_type), "")
    if found == DOCX:
        return _packed_type(path)
    return _SAME.get(found, found)


def _packed_type(path: Path) -> str:
    """Every zip begins alike: a document has the parts of one, and carries no macros."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    is_document = {"[Content_Types].xml", "word/document.xml"} <= set(names)
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return DOCX if is_document and not has_macros and len(names) <= _MOST_PARTS else MADE_TYPES[0]


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
