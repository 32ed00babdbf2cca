"""The command line: help that needs no manual, and sentences where it cannot do as asked."""

import gzip
import json
import shutil
import sqlite3
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from tests.conftest import SHARED_DATA
from tests.once import once
from tests.sites import QUANJU, home_of, migrated_home

from quanju.cli.main import quanju
from quanju.domains.patrol.models import PatrolZone
from quanju.domains.people.models import Organisation

SECOND = Path(__file__).parents[1] / "branches" / "second_branch"


def run(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(quanju, [str(a) for a in arguments], env=environment)


def commands(group: click.Group, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    context = click.Context(group)
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        found.append((*before, name))
        if isinstance(one, click.Group):
            found += commands(one, (*before, name))
    return found


@pytest.mark.parametrize("path", commands(quanju), ids=" ".join)
def test_every_command_explains_itself(path):
    told = run(*path, "--help")
    assert told.exit_code == 0
    said = told.output.split("Options:")[0].split("\n", 1)[1].strip()
    assert len(said) > 20, "say what it does"


@pytest.mark.parametrize("path", commands(quanju), ids=" ".join)
def test_every_option_is_explained_or_says_its_default(path):
    command: click.Command = quanju
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found
        command = found
    silent = [
        option.name
        for option in command.params
        if isinstance(option, click.Option)
        and not option.help
        and not option.show_default
        and not option.required
    ]
    assert silent == []


# --- roads ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", ""), (b"this is no map", ""), (b"\x00\x00\x00\x0d\x0a\x09OSMHeader" + b"\xff" * 40, "")],
)
def test_a_file_that_is_no_map_is_named_and_nothing_is_left(tmp_path, content, says):
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(content)
    told = run("roads", "build", broken, "-o", tmp_path / "out.roads")
    assert told.exit_code != 0
    assert "Traceback" not in told.output
    assert "broken.osm.pbf" in told.output
    assert says in told.output
    assert not (tmp_path / "out.roads").exists()


def test_tables_with_the_wrong_columns_say_which(tmp_path):
    nodes, edges = tmp_path / "nodes.csv", tmp_path / "edges.csv"
    nodes.write_text("id,breite,lat\n1,119.7,49.2\n")
    edges.write_text("from,to\n1,2\n")
    told = run("roads", "build", nodes, edges, "-o", tmp_path / "out.roads")
    assert told.exit_code != 0
    assert "lon" in told.output
    assert not (tmp_path / "out.roads").exists()


def test_coordinates_the_wrong_way_round_are_recognised(tmp_path):
    nodes, edges = tmp_path / "nodes.csv", tmp_path / "edges.csv"
    nodes.write_text("id,lon,lat\n1,49.2,119.7\n2,49.21,119.7\n")
    edges.write_text("from,to\n1,2\n2,1\n")
    told = run("roads", "build", nodes, edges, "-o", tmp_path / "out.roads")
    assert told.exit_code != 0
    assert "Traceback" not in told.output


# --- a branch ------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path):
    return migrated_home(tmp_path / "home")


@pytest.fixture
def loaded(tmp_path):
    """A home of its own with the second branch in it."""

    def load(folder):
        assert in_process(migrated_home(folder), "branch", "load", SECOND).returncode == 0

    shutil.copytree(once("second-branch", load), tmp_path / "home")
    return home_of(tmp_path / "home")


def in_process(environment, *arguments):
    """A command in a process of its own, as on a machine; its own database."""
    command = [QUANJU, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def rows(environment, table):
    file = Path(environment["QUANJU_DATABASE"].removeprefix("sqlite:///"))
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        return database.execute(f"select count(*) from {table}").fetchone()[0]


def test_the_second_branch_loads_and_its_journal_holds(home):
    told = in_process(home, "branch", "load", SECOND, "--json")
    assert told.returncode == 0, told.stderr
    assert rows(home, "people_organisation") > 3
    verified = in_process(home, "journal", "verify", "--json")
    assert json.loads(verified.stdout)["holds"] is True


def _broken(folder: Path, name: str, change) -> None:
    file = folder / name
    file.write_bytes(change(file.read_bytes()))


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("posts.csv", lambda b: b.replace(b"organisation_code", b"organisation", 1)),
        ("accounts.csv", lambda b: b + b"\xff\xfe\x00broken,\xff,x,y\n"),
        ("branch.toml", lambda b: b + b"\n[[[\n"),
        ("zones.geojson", lambda b: b.replace(b'"Polygon"', b'"Point"', 1)),
        ("zones.geojson", lambda b: b[: len(b) // 2]),
        ("staging_points.geojson", lambda _: b"{}"),
    ],
)
def test_a_broken_folder_names_its_file_and_stores_nothing(tmp_path, name, change):
    folder = tmp_path / "branch"
    shutil.copytree(SECOND, folder)
    _broken(folder, name, change)
    told = run("branch", "load", folder)
    assert told.exit_code == 2
    assert isinstance(told.exception, SystemExit), told.exception
    assert name in told.output
    assert Organisation.objects.count() == PatrolZone.objects.count() == 0


# --- the journal ---------------------------------------------------------------------------------


def test_an_exported_file_is_verified_alone_and_a_changed_line_is_named(loaded, tmp_path):
    assert in_process(loaded, "journal", "seal").returncode == 0
    file = tmp_path / "journal.jsonl"
    assert in_process(loaded, "journal", "export", "-o", file).returncode == 0
    elsewhere = {**loaded, "QUANJU_DATABASE": "sqlite:////nowhere/at/all.sqlite3"}
    verified = in_process(elsewhere, "journal", "verify", file, "--json")
    assert verified.returncode == 0, verified.stderr
    assert json.loads(verified.stdout)["holds"] is True

    lines = file.read_text(encoding="utf-8").splitlines()
    bad = next(n for n, line in enumerate(lines) if '"person:' in line or '"service:' in line)
    lines[bad] = lines[bad].replace('"respond"', '"audit"').replace("service:", "service_:", 1)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = in_process(elsewhere, "journal", "verify", file, "--json")
    assert told.returncode != 0
    assert json.loads(told.stdout)["holds"] is False


def test_a_row_changed_below_the_triggers_is_named(loaded):
    file = Path(loaded["QUANJU_DATABASE"].removeprefix("sqlite:///"))
    with sqlite3.connect(file) as database:
        for (name,) in database.execute(
            "select name from sqlite_master where type = 'trigger' and tbl_name = 'journal_entry'"
        ).fetchall():
            database.execute(f"drop trigger {name}")
        database.execute("update journal_entry set author = 'person:9' where number = 5")
    told = in_process(loaded, "journal", "verify", "--json")
    assert told.returncode != 0
    assert json.loads(told.stdout)["first_bad"] == 5


def test_a_row_cannot_be_changed_above_them(loaded):
    file = Path(loaded["QUANJU_DATABASE"].removeprefix("sqlite:///"))
    with sqlite3.connect(file) as database:
        for statement in ("update journal_entry set author = 'x'", "delete from journal_entry"):
            with pytest.raises(sqlite3.DatabaseError):
                database.execute(statement)


# --- real records --------------------------------------------------------------------------------


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared data are not on this machine")
@pytest.mark.long
def test_real_records_are_driven_and_none_is_lost(tmp_path):
    roads, calls = tmp_path / "sf.roads", tmp_path / "calls.csv.gz"
    tables = [SHARED_DATA / "roads" / f"sf_arterial_{kind}.csv" for kind in ("nodes", "edges")]
    built = run("roads", "build", *tables, "-o", roads)
    assert built.exit_code == 0, built.output
    with gzip.open(SHARED_DATA / "calls" / "san-francisco-2018-01-13_20.csv.gz", "rt") as source:
        lines = [next(source) for _ in range(41)]
    lines.insert(20, "this,row,is,broken\n")
    with gzip.open(calls, "wt") as file:
        file.writelines(lines)
    told = in_process(
        home_of(tmp_path),
        *("replay", "--roads", roads, "--calls", calls),
        *("--mapping", "san-francisco.toml", "--speed", "max", "--json"),
    )
    assert told.returncode == 0, told.stderr
    figures = json.loads(told.stdout)
    assert figures["lost"] == 0
    assert figures["rows"] == 41
    assert 21 in {one["line"] for one in figures["refusals"]}
    assert figures["orders"] > 0
    assert figures["journal_holds"] is True
