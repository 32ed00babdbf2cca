"""A branch folder out of the world: what is wrong has its file and line, and nothing escapes."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quanju.branches.folder import COLUMNS, WORDS, FolderNotUsable, read_folder
from quanju.branches.loader import load_branch
from quanju.domains.people.actions.loading import RowNotUsable, load_people
from quanju.domains.people.types import SERVICE

SECOND = Path(__file__).parent / "second_branch"
AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(SECOND, tmp_path / "branch")
    return tmp_path / "branch"


def changed(folder, name, old, new):
    file = folder / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8", newline="")
    return folder


WRONG = [
    ("branch.toml", 'code = "xikou-demo"', 'code = "../x"', "line 3: code: small letters"),
    ("branch.toml", "is_synthetic = true", 'is_synthetic = "yes"', "is_synthetic must be true"),
    ("branch.toml", '"WGS-84"', '"GCJ-02"', "holds WGS-84"),
    ("branch.toml", '"WGS-84"', '"Mars"', "holds WGS-84"),
    ("branch.toml", "centre_lon = 121.3131", 'centre_lon = "east"', "centre_lon must be a number"),
    ("branch.toml", "timezone", "time_zone", "nothing reads 'time_zone'"),
    ("branch.toml", '"Asia/Shanghai"', '"America/Los_Angeles"', "are those of Asia/Shanghai"),
    ("zones.geojson", '"name_en"', '"name_fr"', "feature 1: nothing reads its property 'name_fr'"),
    ("urban.geojson", '"name_en"', '"valid_from"', "nothing reads its property 'valid_from'"),
    ("staging_points.geojson", '"hours"', '"zone"', "nothing reads its property 'zone'"),
    ("units.csv", ",21\n", ",77\n", "line 2: home_zone (its zone): there is no 77"),
    ("units.csv", "vehicle", "colour", "line 1: nothing reads the columns colour"),
    ("posts.csv", "title_zh", "title", "columns missing: title_zh (title in Chinese)"),
    ("crew.csv", "巡1,rider-1\n", "\n\n巡1\n", "line 4: 1 cells under 2 headings"),
    ("zones.geojson", '"geometry":{', '"geometry":null,"g":{', "feature 1: it has no geometry"),
]


@pytest.mark.parametrize(("name", "old", "new", "words"), WRONG, ids=[w[3] for w in WRONG])
def test_a_wrong_file_is_refused_in_its_place(folder, name, old, new, words):
    if old not in (folder / name).read_text("utf-8"):
        old, new = (
            old.replace('":{', '": {'),
            new.replace('":null', '": null').replace('":{', '": {'),
        )
    with pytest.raises(FolderNotUsable) as refusal:
        read_folder(changed(folder, name, old, new))
    told = str(refusal.value.text.en)
    assert told.startswith(f"{name}: ")
    assert words in told


def test_every_column_is_told_in_the_readers_words(folder):
    assert {name for parts in COLUMNS.values() for part in parts for name in part} == set(WORDS)
    with pytest.raises(FolderNotUsable) as refusal:
        read_folder(changed(folder, "posts.csv", "title_zh", "title"))
    assert "缺少列 title_zh（岗位中文名）" in str(refusal.value.text.zh)


@pytest.mark.django_db
def test_a_wrong_row_below_a_broken_cell_has_its_true_line(folder, tmp_path, settings):
    settings.HOME = tmp_path
    cell = '"X\u2028ikou\nBranch"'
    changed(folder, "organisations.csv", "Xikou Branch (demo)", cell)
    changed(folder, "organisations.csv", "command,centre", "command,palace")
    with pytest.raises(FolderNotUsable) as refusal:
        load_branch(read_folder(folder), home=tmp_path / "home", at=AT)
    assert "organisations.csv" in refusal.value.text.en
    assert "line 4" in refusal.value.text.en or "line 2" in refusal.value.text.en


CONTRADICTIONS = [
    ("crew.csv", "巡1,rider-1\n", "巡1,rider-1\n巡1,rider-1\n", "line 3, this line stands"),
    ("organisations.csv", "command,centre", "command,branch", "line 3: there is a branch bureau"),
    ("places.csv", "121.", "1_21.", "Row 2 of the list"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "old", "new", "words"), CONTRADICTIONS)
def test_rows_that_contradict_each_other_are_named(
    folder, tmp_path, settings, name, old, new, words
):
    settings.HOME = tmp_path
    with pytest.raises(FolderNotUsable) as refusal:
        load_branch(read_folder(changed(folder, name, old, new)), home=tmp_path / "home", at=AT)
    assert name in refusal.value.text.en
    assert words in refusal.value.text.en


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["²", "１", "9999", "-1", "x"])
def test_what_only_looks_like_a_number_is_refused_by_line(folder, tmp_path, settings, text):
    settings.HOME = tmp_path
    first = (folder / "units.csv").read_text("utf-8").splitlines()[1]
    parts = first.split(",")
    parts[3] = text
    with pytest.raises(FolderNotUsable, match=r"units\.csv.*line 2.*crew_size"):
        load_branch(
            read_folder(changed(folder, "units.csv", first, ",".join(parts))),
            home=tmp_path / "home",
            at=AT,
        )


ROW = {"username": "a-1", "display_name": "甲", "badge_no": "1", "post_code": ""}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "span",
    [
        {"valid_from": "yesterday"},
        {"valid_until": "2026-01-01T00:00:00"},
        {"valid_until": "2026-01-01T00:00:00+08:00"},
        {"valid_from": "2026-05-01T00:00:00+08:00", "valid_until": "2026-05-01T00:00:00+08:00"},
    ],
)
def test_a_span_that_cannot_be_is_refused(span):
    with pytest.raises(RowNotUsable):
        load_people([ROW | {"post_code": "x"} | span], by=SERVICE, at=AT)
