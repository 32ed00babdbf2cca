"""Pictures and other bytes for tests, made here."""

import io
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PIL import Image

from quanju.domains.people.types import Actor

if TYPE_CHECKING:
    from quanju.domains.dispatch.models import Incident


def a_picture(
    form: str = "JPEG", size: tuple[int, int] = (60, 40), colour: str = "teal", **options: Any
) -> bytes:
    """The bytes of a picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, form, **options)
    return file.getvalue()


def a_turned_picture() -> bytes:
    """60 wide and 40 high in its bytes, to be shown 40 wide and 60 high; with a place on earth."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (49.0, 12.0, 30.0), 3: "E", 4: (119.0, 42.0, 0.0)})
    return a_picture(exif=exif)


def a_bomb() -> bytes:
    """A PNG of some kilobytes that says it has 900 megapixels."""
    whole = bytearray(a_picture("PNG"))
    whole[16:24] = (30_000).to_bytes(4, "big") * 2
    whole[29:33] = zlib.crc32(whole[12:29]).to_bytes(4, "big")
    return bytes(whole)


def in_pieces(content: bytes, size: int = 1000) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


def a_photo(
    incident: "Incident", *, by: Actor, at: datetime, content: bytes = b"", name: str = "IMG_1.jpg"
) -> int:
    """A photo kept with an incident, and its small picture made; the key of its use."""
    from quanju.domains.dispatch.actions.photos import add_photo
    from quanju.domains.documents.actions.files import take_in
    from quanju.domains.documents.jobs import make_thumbnails

    pieces = [content or a_picture()]
    subject = incident.subject
    with take_in(pieces, kind="scene_photo", subject=subject, by=by, at=at) as upload:
        view = add_photo(photo=upload, incident=incident.number, name=name, by=by, at=at)
    make_thumbnails(at)
    return view.id
