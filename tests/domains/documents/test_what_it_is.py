"""What a file is, is told from its bytes; small pictures are upright and tell no place."""

import io
import time
from pathlib import Path

import pytest
from PIL import Image
from tests.builders.files import a_bomb, a_picture, a_turned_picture, in_pieces

from quanju.domains.documents.files.content import (
    PictureUnreadable,
    TooManyPixels,
    TypeNotAllowed,
    told,
)
from quanju.domains.documents.files.incoming import (
    MEGABYTE,
    FileEmpty,
    FileTooLarge,
    arriving,
    forget_halves,
)
from quanju.domains.documents.files.pictures import NoThumbnail, shrink
from quanju.domains.kernel.types import Refused

PHOTOS = ("image/jpeg", "image/png", "image/webp")


def told_of(folder: Path, content: bytes, most_megapixels: float = 1.0) -> tuple[str, int, int]:
    path = folder / "photo.jpg.part"
    path.write_bytes(content)
    found = told(path, allowed=PHOTOS, most_megapixels=most_megapixels)
    return found.media_type, found.width, found.height


def test_pictures_are_known_whatever_they_are_called(tmp_path: Path) -> None:
    for form, media_type in (("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")):
        assert told_of(tmp_path, a_picture(form)) == (media_type, 60, 40)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"<html><script>alert(1)</script></html>", TypeNotAllowed),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", TypeNotAllowed),
        (b"%PDF-1.7\n1 0 obj\n%%EOF", TypeNotAllowed),
        (b"MZ" + b"\0" * 200, TypeNotAllowed),
        (b"PK\x03\x04" + b"0" * 200, TypeNotAllowed),
        (a_picture("GIF"), TypeNotAllowed),
        (b"only words", TypeNotAllowed),
        (b"\xff\xd8\xff\xe0" + b"no picture after all" * 9, PictureUnreadable),
        (a_picture("PNG")[:60], PictureUnreadable),
        (a_bomb(), TooManyPixels),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else repr(value[:8]),
)
def test_what_is_no_photo_is_refused(
    tmp_path: Path, content: bytes, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        told_of(tmp_path, content)


def test_a_picture_may_have_as_many_pixels_as_the_rule_says(tmp_path: Path) -> None:
    assert told_of(tmp_path, a_picture(size=(1000, 1000)), 1.0)
    with pytest.raises(TooManyPixels):
        told_of(tmp_path, a_picture(size=(1000, 1001)), 1.0)


def test_half_an_upload_and_too_much_of_one_leave_nothing(tmp_path: Path) -> None:
    def broken():  # type: ignore[no-untyped-def]
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError), arriving(broken(), folder=tmp_path, most_mb=1):
        pass
    with pytest.raises(FileEmpty), arriving([], folder=tmp_path, most_mb=1):
        pass
    read = []

    def endless():  # type: ignore[no-untyped-def]
        while True:
            read.append(1)
            yield b"x" * 1024

    with pytest.raises(FileTooLarge), arriving(endless(), folder=tmp_path, most_mb=1):
        pass
    assert len(read) == 1025
    with arriving([b"x" * MEGABYTE], folder=tmp_path, most_mb=1) as arrived:
        assert arrived.size == MEGABYTE
        assert arrived.path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_goes_after_its_time(tmp_path: Path) -> None:
    (tmp_path / "one.part").write_bytes(b"half")
    assert forget_halves(tmp_path, older_than_s=60) == 0
    time.sleep(0.02)
    assert forget_halves(tmp_path, older_than_s=0.01) == 1


def test_a_small_picture_stands_upright_and_tells_no_place(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    content = a_turned_picture()
    source.write_bytes(content)
    shrink(source, target, media_type="image/jpeg", longest_px=30)
    with Image.open(target) as small:
        assert (small.format, small.size) == ("JPEG", (20, 30))
        assert not small.getexif()
        assert not small.info.get("exif")
    assert source.read_bytes() == content


def test_a_see_through_picture_becomes_white_and_a_broken_one_none(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    clear = io.BytesIO()
    Image.new("RGBA", (40, 40), (200, 0, 0, 0)).save(clear, "PNG")
    source.write_bytes(clear.getvalue())
    shrink(source, target, media_type="image/png", longest_px=64)
    with Image.open(target) as small:
        assert min(small.getpixel((20, 20))) > 250  # type: ignore[arg-type]
    source.write_bytes(a_picture("PNG", size=(400, 400))[:200])
    with pytest.raises(NoThumbnail):
        shrink(source, target, media_type="image/png", longest_px=64)


def test_pieces_of_any_size_give_the_same_digest(tmp_path: Path) -> None:
    content = a_picture(size=(500, 500))
    digests = set()
    for size in (1, 999, len(content)):
        with arriving(in_pieces(content, size), folder=tmp_path, most_mb=1) as arrived:
            digests.add(arrived.digest)
    assert len(digests) == 1
