"""Small pictures for lists: upright, without metadata.

Where and with what a picture was taken stands in the original alone, whose bytes nobody touches.
"""

from pathlib import Path

from PIL import Image, ImageOps

from quanju.domains.documents.types import PICTURES

QUALITY = 80


class NoThumbnail(Exception):
    """The picture cannot be unpacked; its original stays as it is."""


def shrink(source: Path, target: Path, *, media_type: str, longest_px: int) -> None:
    """Write a JPEG of at most `longest_px` a side beside; `NoThumbnail`."""
    try:
        with Image.open(source, formats=[PICTURES[media_type]]) as picture:
            picture.draft("RGB", (longest_px * 2, longest_px * 2))
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((longest_px, longest_px))
            bare = Image.new("RGB", upright.size, "white")
            bare.paste(upright, mask=_mask_of(upright))
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise NoThumbnail(type(error).__name__) from error
    bare.save(target, "JPEG", quality=QUALITY, optimize=True)


def _mask_of(picture: Image.Image) -> Image.Image | None:
    """What is see-through becomes white."""
    if picture.mode in ("RGBA", "LA") or "transparency" in picture.info:
        return picture.convert("RGBA").getchannel("A")
    return None
