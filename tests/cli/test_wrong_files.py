"""Good files of every format, spoilt at random: each is read, or refused with exit status 2.

Seeded, so that a failure can be had again: its number stands in the name of the test.
"""

import contextlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import osmium
import pytest
from click.testing import CliRunner, Result
from tests.engine.roads.drawings import a_drawing

from quanju.branches.folder import read_folder
from quanju.cli.main import quanju
from quanju.domains.kernel.types import Refused
from quanju.engine.files.errors import InputError
from quanju.engine.simulation.study import read_study
from quanju.replay.records import read_mapping, read_records

SECOND = Path(__file__).parents[1] / "branches" / "second_branch"
FEW, MANY = 12, 400

NASTY = [
    "", "²", "１２", "-1", "nan", "inf", "1e999", "9" * 30, "9" * 5000, "1_0", "null", "true", "是",
    "../x", "\x0b", "\u2028", '"', "'", "\n", "\r", "\0", "[" * 3000, "{", "<", "&#0;", ",", ";",
    "=", "\ufeff", "\ud7ff", "NaN", "-179.99", "91", "119°42", " ", "\t", "a" * 5000,
]  # fmt: skip


def spoilt(content: bytes, seed: int) -> bytes:
    """The same file after one to three accidents."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 3)):
        content = chance.choice([_cut, _flipped, _doubled, _without, _token, _token])(
            content, chance
        )
    return content


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(min(len(changed), chance.randint(1, 8))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _span(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.randint(1, 60))


def _doubled(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:end] + content[start:end] + content[end:]


def _without(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + content[end:]


def _token(content: bytes, chance: random.Random) -> bytes:
    """A word or number replaced by what other programs stumble over."""
    start, end = _span(content, chance)
    while start > 0 and bytes([content[start - 1]]).isalnum():
        start -= 1
    end = start
    while end < len(content) and bytes([content[end]]).isalnum():
        end += 1
    return content[:start] + chance.choice(NASTY).encode() + content[end:]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(quanju, [str(argument) for argument in arguments])


def ends_in_words(told: Result, *also: int) -> None:
    """Exit status 0, or 2 and a sentence; never a traceback."""
    assert told.exception is None or isinstance(told.exception, SystemExit), repr(told.exception)
    assert told.exit_code in {0, 2, *also}
    assert "Traceback" not in told.output
    assert told.exit_code == 0 or len(told.output.strip()) > 10


# --- one function a format: make a good file in a folder, then meet it spoilt ---------------------


def osm_xml(folder: Path, seed: int) -> None:
    path = a_drawing(folder / "town.osm", node={"barrier": "gate"})
    path.write_bytes(spoilt(path.read_bytes(), seed))
    ends_in_words(run("roads", "build", path, "-o", folder / "town.roads"))
    ends_in_words(run("basemap", "build", path, "-o", folder / "town.pmtiles"))


def osm_pbf(folder: Path, seed: int) -> None:
    plain, path = a_drawing(folder / "town.osm"), folder / "town.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for one in osmium.FileProcessor(str(plain)):
            writer.add(one)
    path.write_bytes(spoilt(path.read_bytes(), seed))
    ends_in_words(run("roads", "build", path, "-o", folder / "town.roads"))
    ends_in_words(run("basemap", "build", path, "-o", folder / "town.pmtiles"))


def road_tables(folder: Path, seed: int) -> None:
    for name in ("nodes.csv", "edges.csv"):
        content = (SECOND / "roads" / name).read_bytes()
        (folder / name).write_bytes(spoilt(content, seed) if seed % 2 == len(name) % 2 else content)
    nodes, edges = folder / "nodes.csv", folder / "edges.csv"
    ends_in_words(run("roads", "build", nodes, edges, "-o", folder / "town.roads"))


def speed_table(folder: Path, seed: int) -> None:
    town, table = a_drawing(folder / "town.osm"), folder / "speeds.toml"
    table.write_bytes(spoilt(b"walking = 5\nsteps = 2.5\n[driving]\nresidential = 28\n", seed))
    ends_in_words(run("roads", "build", town, "--speeds", table, "-o", folder / "town.roads"))


def road_file(folder: Path, seed: int) -> None:
    town, path = a_drawing(folder / "town.osm"), folder / "town.roads"
    run("roads", "build", town, "-o", path)
    path.write_bytes(spoilt(path.read_bytes(), seed))
    ends_in_words(run("roads", "show", path))
    ends_in_words(run("roads", "route", path, "119.7014", "49.2", "119.7069", "49.2"))


def branch_folder(folder: Path, seed: int) -> None:
    shutil.copytree(SECOND, folder / "branch")
    files = sorted(p for p in (folder / "branch").rglob("*") if p.is_file())
    one = files[seed % len(files)]
    one.write_bytes(spoilt(one.read_bytes(), seed))
    with contextlib.suppress(Refused):
        read_folder(folder / "branch")
    ends_in_words(run("basemap", "build", folder / "branch", "-o", folder / "b.pmtiles"))


CALLS = (
    "no,unit,x,y,t0,t1,t4\n"
    "1,P3,119.7,49.2,2026-11-23T21:00:00,2026-11-23T21:01:00,2026-11-23T21:04:00\n"
)
MAPPING = """
timezone = "Asia/Shanghai"
datum = "GCJ-02"
[columns]
call = "no"
unit = "unit"
lon = "x"
lat = "y"
received_at = "t0"
ordered_at = "t1"
arrived_at = "t4"
[grades]
A = 1
other = 4
"""


def replayed(folder: Path, seed: int) -> None:
    mapping, calls = folder / "m.toml", folder / "c.csv"
    mapping.write_bytes(spoilt(MAPPING.encode(), seed) if seed % 2 else MAPPING.encode())
    calls.write_bytes(CALLS.encode() if seed % 2 else spoilt(CALLS.encode(), seed))
    with contextlib.suppress(Refused):
        read_records(calls, read_mapping(mapping))


STUDY = b"""
name = "three cars"
seed = 11
replications = 1
days = 1
start = "2026-12-31T00:00"
turnout = 30
[[unit]]
name = "car"
home = [119.73, 49.21]
breaks = ["12:00+30"]
[[kind]]
name = "urgent"
service = { kind = "exponential", mean_s = 1500 }
[demand]
calls_per_day = 20
places = [[119.73, 49.21, 3, "west"], [119.78, 49.22, 1, "east"]]
"""


def study(folder: Path, seed: int) -> None:
    path = folder / "study.toml"
    path.write_bytes(spoilt(STUDY, seed))
    with contextlib.suppress(InputError):
        read_study(path)


def journal_export(folder: Path, seed: int) -> None:
    path = folder / "journal.jsonl"
    line = '{"number": 1, "event": "x", "subject": "y:1", "hash": "00", "facts": "{}"}\n'
    path.write_bytes(spoilt((line * 3).encode(), seed))
    ends_in_words(run("journal", "verify", path, "--public-key", "00" * 32), 1)


def test_a_longitude_west_of_greenwich_is_no_option(tmp_path):
    town = a_drawing(tmp_path / "town.osm")
    west = town.read_text().replace('lon="119.', 'lon="-8.')
    town.write_text(west)
    run("roads", "build", town, "-o", tmp_path / "town.roads")
    told = run(
        "roads", "route", tmp_path / "town.roads", "-8.7014", "49.2", "-8.7069", "49.2", "--json"
    )
    assert told.exit_code == 0, told.output
    assert '"metres": 399.6' in told.output


FORMATS: list[Callable[[Path, int], None]] = [
    osm_xml,
    osm_pbf,
    road_tables,
    speed_table,
    road_file,
    branch_folder,
    replayed,
    study,
    journal_export,
]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("meet", FORMATS, ids=lambda meet: meet.__name__)
def test_a_spoilt_file_is_read_or_refused_in_words(tmp_path, meet):
    for seed in range(FEW):
        folder = tmp_path / str(seed)
        folder.mkdir()
        meet(folder, seed)


@pytest.mark.long
@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(FEW, MANY, 20))
@pytest.mark.parametrize("meet", FORMATS, ids=lambda meet: meet.__name__)
def test_four_hundred_spoilt_files_are_read_or_refused_in_words(tmp_path, meet, seed):
    for number in range(seed, seed + 20):
        folder = tmp_path / str(number)
        folder.mkdir()
        meet(folder, number)
