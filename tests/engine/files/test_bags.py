"""Bags: written byte for byte alike, read with care, and whatever was touched is named."""

import hashlib
import random
import stat
import zipfile

import pytest

from quanju.engine.files.bags import TAG_MANIFEST, Touched, add_tags, open_bag, write_bag
from quanju.engine.files.errors import FileNotUsable

PAYLOAD = {"a.txt": b"alpha", "files/b.bin": bytes(range(256)), "c.json": b"{}"}
INFO = {"External-Identifier": "group:1", "Bagging-Date": "2026-11-23"}


@pytest.fixture
def bag(tmp_path):
    path = tmp_path / "bag.zip"
    write_bag(path, "group-1", PAYLOAD, INFO)
    return path


def again(path, change, name="other.zip"):
    """The same zip with other members: `change` takes name → bytes and gives them back."""
    with zipfile.ZipFile(path) as packed:
        members = {one: packed.read(one) for one in packed.namelist()}
    changed = path.with_name(name)
    with zipfile.ZipFile(changed, "w") as packed:
        for one, content in change(members).items():
            packed.writestr(one, content)
    return changed


def touched(path):
    return open_bag(path).touched()


def test_a_bag_that_nobody_touched_is_whole(bag):
    assert touched(bag) == []


def test_the_same_content_gives_the_same_bytes(bag, tmp_path):
    turned = dict(reversed(PAYLOAD.items()))
    pieces = {**turned, "a.txt": lambda: [b"al", b"pha"]}
    write_bag(tmp_path / "two.zip", "group-1", pieces, INFO)
    assert (tmp_path / "two.zip").read_bytes() == bag.read_bytes()


def test_the_layout_is_that_of_rfc_8493(bag):
    with zipfile.ZipFile(bag) as packed:
        text = {one: packed.read(f"group-1/{one}").decode() for one in ("bagit.txt", TAG_MANIFEST)}
        listed = packed.read("group-1/manifest-sha256.txt").decode().splitlines()
        info = packed.read("group-1/bag-info.txt").decode()
    assert text["bagit.txt"] == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert listed[0] == f"{hashlib.sha256(b'alpha').hexdigest()}  data/a.txt"
    assert "Payload-Oxum: 263.3" in info


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda m: m | {"group-1/data/a.txt": b"alphA"}, Touched("changed", "data/a.txt")),
        (lambda m: m | {"group-1/data/new": b"x"}, Touched("extra", "data/new")),
        (lambda m: m | {"group-1/new": b"x"}, Touched("unlisted", "new")),
        (lambda m: m | {"group-1/bag-info.txt": b"x"}, Touched("changed", "bag-info.txt")),
        (
            lambda m: {k: v for k, v in m.items() if not k.endswith("a.txt")},
            Touched("missing", "data/a.txt"),
        ),
        (
            lambda m: {k.replace("a.txt", "z.txt"): v for k, v in m.items()},
            Touched("renamed", "data/a.txt", "data/z.txt"),
        ),
        (
            lambda m: m | {f"group-1/{TAG_MANIFEST}": b"nonsense\n"},
            Touched("malformed", TAG_MANIFEST),
        ),
        (
            lambda m: {k: v for k, v in m.items() if not k.endswith("/manifest-sha256.txt")},
            Touched("missing", "manifest-sha256.txt"),
        ),
    ],
)
def test_what_was_touched_is_named(bag, change, found):
    assert found in touched(again(bag, change))


def test_a_manifest_changed_with_its_file_is_named(bag):
    def both(members):
        name = "group-1/manifest-sha256.txt"
        old, new = hashlib.sha256(b"alpha").hexdigest(), hashlib.sha256(b"beta").hexdigest()
        listed = members[name].replace(old.encode(), new.encode())
        return members | {"group-1/data/a.txt": b"beta", name: listed}

    assert touched(again(bag, both)) == [Touched("changed", "manifest-sha256.txt")]


def test_what_is_said_about_a_bag_stands_beside_it(bag):
    add_tags(bag, "group-1", {"export.json": b"{}"})
    assert open_bag(bag).touched(beside=["export.json"]) == []
    assert touched(bag) == [Touched("unlisted", "export.json")]


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/x", "group-1/../../x", "C:/x", "group-1\\x", "group-1//x", "group-1/./x"],
)
def test_a_name_that_leads_out_is_refused(bag, name):
    with pytest.raises(FileNotUsable, match="leads out of the package"):
        open_bag(again(bag, lambda members: members | {name: b"x"}))


def a_link(path):
    with zipfile.ZipFile(path, "a") as packed:
        link = zipfile.ZipInfo("group-1/data/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")


def a_bomb(path):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("group-1/data/bomb", bytes(20_000_000))


def stands_twice(path):
    with zipfile.ZipFile(path, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr("group-1/data/a.txt", b"x")


@pytest.mark.parametrize(
    ("harm", "words"),
    [(a_link, "is a link"), (a_bomb, "unpacks to far too much"), (stands_twice, "twice")],
)
def test_what_no_archive_makes_is_refused(bag, harm, words):
    harm(bag)
    with pytest.raises(FileNotUsable, match=words):
        open_bag(bag)


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "there is no such file"), (b"", "no zip"), (b"PK\x03\x04 and no more", "no zip")],
)
def test_what_is_no_zip_is_refused(tmp_path, content, words):
    path = tmp_path / "x.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileNotUsable, match=words):
        open_bag(path)


def test_a_zip_of_other_things_and_a_folder_are_no_package(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("letter.txt", "hello")
    for one in (path, tmp_path):
        with pytest.raises(FileNotUsable):
            open_bag(one)


def seen(path):
    """What a check says; a refusal counts as said."""
    try:
        bag = open_bag(path)
        return bag.touched(), {name: bag.digest(name) for name in bag.names}
    except FileNotUsable:
        return ["refused"], {}


def test_any_flipped_byte_is_named_or_changes_nothing_that_is_read(bag):
    whole, known = bag.read_bytes(), seen(bag)[1]
    chance, path = random.Random(7), bag.with_name("flipped.zip")
    for place in [*range(0, len(whole), 3), *chance.sample(range(len(whole)), 200)]:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        faults, found = seen(path)
        assert faults or found == known, place


def test_a_file_cut_anywhere_is_refused(bag):
    whole, path = bag.read_bytes(), bag.with_name("cut.zip")
    for end in range(0, len(whole), 37):
        path.write_bytes(whole[:end])
        assert seen(path)[0], end
