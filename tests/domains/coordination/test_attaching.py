"""Files in a group: told from their bytes, for members only, in the sealed package as they came."""

import io
import json
import wave
import zipfile
from contextlib import closing

import pytest
from tests.builders.files import a_picture, in_pieces
from tests.builders.groups import a_group, an_opener, joined, the_offices
from tests.builders.people import NOON, an_actor

from quanju.domains.coordination.actions import attaching, members, messages
from quanju.domains.coordination.models import Group, Message
from quanju.domains.coordination.queries.messages import messages_of
from quanju.domains.coordination.sealed.contents import payload_of
from quanju.domains.coordination.types import FILE_KIND
from quanju.domains.documents.actions.files import TooManyFiles, take_in
from quanju.domains.documents.files.content import TypeNotAllowed
from quanju.domains.documents.files.incoming import FileTooLarge
from quanju.domains.documents.outside import store as stores
from quanju.domains.documents.queries.files import file_named, files_on, read_file
from quanju.domains.geo.queries.checks import NotACoordinate
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings, tmp_path):
    settings.HOME, settings.FILES_AT, settings.CLAMAV = tmp_path, "", ""
    stores._opened.cache_clear()
    return the_offices()


@pytest.fixture
def opener():
    return an_opener()


@pytest.fixture
def view(office, opener):
    return joined(a_group(opener), office["station"])


def attach(view, by, content, name="IMG_1.jpg", at=NOON):
    subject = f"group:{view.number}"
    with take_in(in_pieces(content), kind=FILE_KIND, subject=subject, by=by, at=at) as file:
        return attaching.attach_file(file=file, group=view.number, name=name, by=by, at=at)


def a_document(text="双方签字", *, parts=()):
    """A document of Word, as small as one is."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
        packed.writestr("word/document.xml", f'<w:document xmlns:w="{space}">{body}</w:document>')
        for part in parts:
            packed.writestr(part, "x")
    return whole.getvalue()


def a_sound():
    whole = io.BytesIO()
    with wave.open(whole, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    return whole.getvalue()


def a_zip():
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        packed.writestr("a.txt", "x")
    return whole.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (a_picture(), "IMG.jpg", "image/jpeg"),
        (a_sound(), "语音.wav", "audio/wav"),
        (a_document(), "协议.docx", None),
    ],
)
def test_a_file_is_said_like_any_message(view, opener, office, content, name, media_type):
    told = attach(view, opener, content, name)
    (shown,) = messages_of(view.number, by=office["station"], at=NOON)
    assert (told.kind, shown.file.name, shown.place) == ("file", name, 1)
    assert media_type in (None, shown.file.media_type)
    kept, opened = read_file(shown.file.id, by=office["station"], at=NOON)
    with closing(opened()) as file:
        assert file.read(len(content)) == content
    reading = Entry.objects.filter(subject=f"file:{kept.file_id}").last()
    assert reading.purpose == "coordinate"


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        a_zip(),
        a_document(parts=["word/vbaProject.bin"]),
        b"MZ\x90\x00" + bytes(200),
    ],
)
def test_a_file_that_lies_about_its_type_is_refused(view, opener, content):
    with pytest.raises(TypeNotAllowed):
        attach(view, opener, content, "photo.jpg")
    assert not Message.objects.exists()


def test_names_keep_rare_letters_and_lose_marks_that_turn_them(view, opener):
    told = attach(view, opener, a_picture(), "\u202egpj.exe\u202c 𠮷😀.jpg")
    assert told.file.name == "gpj.exe 𠮷😀.jpg"


def test_the_same_bytes_are_kept_once_and_may_be_said_again(view, opener, office):
    first = attach(view, opener, a_picture())
    again = attach(view, office["station"], a_picture(), "again.jpg")
    assert (first.file.id, again.place) == (again.file.id, 2)


def test_who_is_no_member_reads_no_file_and_who_was_is_out_at_once(view, opener, office):
    use = attach(view, office["station"], a_picture()).file.id
    with pytest.raises(NotFound):
        file_named(use, actor=an_actor("dispatcher"), at=NOON)
    assert file_named(use, actor=opener, at=NOON)
    members.leave_group(group=view.number, why="下岗", by=opener, at=NOON)
    with pytest.raises(NotFound):
        read_file(use, by=opener, at=NOON)


def test_who_is_taken_out_while_the_file_comes_is_told_so(view, opener, office):
    subject = f"group:{view.number}"
    with take_in([a_picture()], kind=FILE_KIND, subject=subject, by=opener, at=NOON) as file:
        members.leave_group(group=view.number, why="下岗", by=opener, at=NOON)
        with pytest.raises(attaching.OutMeanwhile):
            attaching.attach_file(file=file, group=view.number, by=opener, at=NOON)
    assert not files_on(subject, actor=office["station"], at=NOON)


def test_supervision_brings_no_file(view, office):
    joined(view, office["legal"])
    with pytest.raises(Denied):
        attach(view, office["legal"], a_picture())


def test_no_more_and_no_larger_than_the_rules_say(view, opener, monkeypatch):
    from quanju.domains.documents.actions import files

    rule = files.kind_named(FILE_KIND, NOON)
    few = rule.model_copy(update={"most_per_subject": 1, "most_mb": 1})
    monkeypatch.setattr(files, "kind_named", lambda *_: few)
    attach(view, opener, a_picture())
    with pytest.raises(TooManyFiles):
        attach(view, opener, a_picture(colour="red"))
    with pytest.raises(FileTooLarge):
        attach(view, opener, a_picture() + bytes(2**20))


def test_a_place_is_a_message_and_one_off_the_globe_is_none(view, opener):
    told = messages.send_message(
        group=view.number, text="", lon=119.7, lat=49.2, by=opener, at=NOON
    )
    assert (told.kind, told.lon, told.lat) == ("place", 119.7, 49.2)
    with pytest.raises(NotACoordinate):
        messages.send_message(group=view.number, text="x", lon=500, lat=2, by=opener, at=NOON)


def test_files_come_into_the_package_as_they_are(view, opener):
    content = a_picture()
    attach(view, opener, content, "现场 <b>.jpg")
    row = Group.objects.get(number=view.number)
    payload, _ = payload_of(row)
    (listed,) = json.loads(payload["files.json"])
    (said,) = payload["messages.jsonl"].decode().splitlines()
    assert json.loads(said)["file"] == listed["file"]
    assert b"".join(payload[listed["file"]]()) == content
    assert listed["name"] == "现场 <b>.jpg"
    assert "<b>.jpg" not in payload["read.html"].decode()
