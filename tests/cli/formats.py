"""One function a format: a good file in a folder, spoilt, then met by whatever reads it."""

import contextlib
import gzip
import json
import shutil
import tomllib
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from unittest import mock

import osmium
from click.testing import CliRunner, Result
from django.db import transaction
from tests.cli.accidents import spoilt
from tests.engine.roads.drawings import a_drawing

from quanju.backups.reading import opened_backup
from quanju.backups.types import LIST, MARK, BackupError, Lock
from quanju.branches import loader
from quanju.branches.folder import read_folder
from quanju.cli.main import quanju
from quanju.domains.kernel.types import Refused
from quanju.domains.planning.layers import POINT_FACTS, ZONE_FACTS, read_layer
from quanju.domains.planning.queries.files import read_file
from quanju.domains.rulebook.queries import read
from quanju.domains.rulebook.reading import shipped_text
from quanju.domains.rulebook.types import RuleError, kinds
from quanju.engine.files.errors import InputError
from quanju.engine.simulation.study import read_study
from quanju.replay.records import read_mapping, read_records

SECOND = Path(__file__).parents[1] / "branches" / "second_branch"
Meet = Callable[[Path, int], None]
FORMATS: list[Meet] = []
AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def a_format(meet: Meet) -> Meet:
    FORMATS.append(meet)
    return meet


def run(*arguments: object) -> Result:
    return CliRunner().invoke(quanju, [str(argument) for argument in arguments])


def ends_in_words(told: Result, *also: int) -> None:
    """Exit status 0, or 2 and a sentence; never a traceback."""
    assert told.exception is None or isinstance(told.exception, SystemExit), repr(told.exception)
    assert told.exit_code in {0, 2, *also}
    assert "Traceback" not in told.output
    assert told.exit_code == 0 or len(told.output.strip()) > 10


@a_format
def osm_xml(folder: Path, seed: int) -> None:
    """With all that a road may bear: gate, directions, a ban, a ferry; packed every third time."""
    turn = ("restriction", "only_straight_on", 12, {"except": "psv;motorcar"})
    path = a_drawing(
        folder / "town.osm",
        node={"barrier": "gate"},
        bc={"oneway": "-1", "maxspeed": "50 mph", "motor_vehicle:forward": "no", "name": "甲"},
        restrictions=(turn,),
    )
    ferry = (
        '<way id="30" version="1"><nd ref="107"/><nd ref="105"/><tag k="route" v="ferry"/></way>'
    )
    text = path.read_text().replace("<relation", ferry + "<relation", 1)
    content = spoilt(text.encode(), seed)
    path.write_bytes(gzip.compress(content) if seed % 3 == 0 else content)
    ends_in_words(run("roads", "build", path, "-o", folder / "town.roads"))
    ends_in_words(run("basemap", "build", path, "-o", folder / "town.pmtiles"))


@a_format
def osm_pbf(folder: Path, seed: int) -> None:
    plain, path = a_drawing(folder / "town.osm"), folder / "town.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for one in osmium.FileProcessor(str(plain)):
            writer.add(one)
    path.write_bytes(spoilt(path.read_bytes(), seed))
    ends_in_words(run("roads", "build", path, "-o", folder / "town.roads"))
    ends_in_words(run("basemap", "build", path, "-o", folder / "town.pmtiles"))


@a_format
def road_tables(folder: Path, seed: int) -> None:
    for name in ("nodes.csv", "edges.csv"):
        content = (SECOND / "roads" / name).read_bytes()
        (folder / name).write_bytes(spoilt(content, seed) if seed % 2 == len(name) % 2 else content)
    nodes, edges = folder / "nodes.csv", folder / "edges.csv"
    ends_in_words(run("roads", "build", nodes, edges, "-o", folder / "town.roads"))


@a_format
def speed_table(folder: Path, seed: int) -> None:
    town, table = a_drawing(folder / "town.osm"), folder / "speeds.toml"
    table.write_bytes(spoilt(b"walking = 5\nsteps = 2.5\n[driving]\nresidential = 28\n", seed))
    ends_in_words(run("roads", "build", town, "--speeds", table, "-o", folder / "town.roads"))


@a_format
def road_file(folder: Path, seed: int) -> None:
    town, path = a_drawing(folder / "town.osm"), folder / "town.roads"
    run("roads", "build", town, "-o", path)
    path.write_bytes(spoilt(path.read_bytes(), seed))
    ends_in_words(run("roads", "show", path))
    ends_in_words(run("roads", "route", path, "119.7014", "49.2", "119.7069", "49.2"))


@a_format
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


@a_format
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
STUDY_CALLS = b"""at,lon,lat,kind,zone
2026-12-31T08:00,119.73,49.21,urgent,west
2026-12-31T09:30,119.78,49.22,,east
"""


@a_format
def study(folder: Path, seed: int) -> None:
    """TOML, the same in JSON, and the table of calls that it names; run where it is small."""
    path = folder / ("study.json" if seed % 3 == 0 else "study.toml")
    content = (
        json.dumps(tomllib.loads(STUDY.decode()), indent=1).encode() if seed % 3 == 0 else STUDY
    )
    (folder / "calls.csv").write_bytes(spoilt(STUDY_CALLS, seed) if seed % 3 == 1 else STUDY_CALLS)
    if seed % 3 == 1:
        content = STUDY[: STUDY.index(b"calls_per_day")] + b'calls_file = "calls.csv"\n'
        path.write_bytes(content)
    else:
        path.write_bytes(spoilt(content, seed))
    try:
        found = read_study(path)
    except InputError:
        ends_in_words(run("simulate", path))
        return
    per_day = found.content["demand"].get("calls_per_day", 0)
    if found.model.horizon_s < 4e5 and found.replications < 4 and per_day < 1000:
        ends_in_words(run("simulate", path))


@a_format
def journal_export(folder: Path, seed: int) -> None:
    path = folder / "journal.jsonl"
    line = '{"number": 1, "event": "x", "subject": "y:1", "hash": "00", "facts": "{}"}\n'
    path.write_bytes(spoilt((line * 3).encode(), seed))
    ends_in_words(run("journal", "verify", path, "--public-key", "00" * 32), 1)


@a_format
def rule_table(folder: Path, seed: int) -> None:
    """Each shipped table in its turn, as somebody proposes it on the page."""
    tables = sorted(kind.name for kind in kinds() if shipped_text(kind))
    kind = tables[seed % len(tables)]
    by_name = {one.name: one for one in kinds()}
    content = spoilt(shipped_text(by_name[kind]).encode(), seed).decode("utf-8", "replace")
    with contextlib.suppress(RuleError):
        read(kind, content)


@a_format
def plan_layer(folder: Path, seed: int) -> None:
    layer, name = (("zones", "zones"), ("points", "staging_points"))[seed % 2]
    content = spoilt((SECOND / f"{name}.geojson").read_bytes(), seed)
    with contextlib.suppress(Refused):
        found = read_file("layer.geojson", content, layer)
        read_layer(found, ZONE_FACTS if layer == "zones" else POINT_FACTS)


@a_format
def backup_file(folder: Path, seed: int) -> None:
    """Everything of a backup that is looked at before the first file is written."""
    path, lock = folder / "b.quanju", Lock("twelve letters", bytes(16))
    listed = json.dumps({"salt": bytes(16).hex(), "kind": "sqlite", "parts": {}}).encode()
    with zipfile.ZipFile(path, "w") as target:
        target.writestr(LIST, spoilt(listed, seed) if seed % 2 else listed)
        target.writestr(MARK, lock.mark(listed))
    if seed % 2 == 0:
        path.write_bytes(spoilt(path.read_bytes(), seed))
    with contextlib.suppress(BackupError), opened_backup(path, "twelve letters"):
        pass


MAPS: dict[str, object] = {}


@a_format
def loaded_branch(folder: Path, seed: int) -> None:
    """A folder whose files read well may still contradict itself: nothing of it is stored.

    Roads and tiles are built once; the other formats spoil them.
    """
    if "built" not in MAPS:
        maps = Path(mkdtemp())
        MAPS["built"] = loader.build_map(read_folder(SECOND), maps, lambda zh, en: None)
    shutil.copytree(SECOND, folder / "branch")
    files = sorted((folder / "branch").glob("*.*"))
    one = files[seed % len(files)]
    one.write_bytes(spoilt(one.read_bytes(), seed))
    before = transaction.savepoint()
    with (
        mock.patch.object(loader, "build_map", return_value=MAPS["built"]),
        contextlib.suppress(Refused),
    ):
        loader.load_branch(read_folder(folder / "branch"), home=folder, at=AT)
    transaction.savepoint_rollback(before)


EXPLAINED = b"A2|2026-01-05|suspended=2026-01-10/2026-01-20,for=expert|extended=2026-02-01,by=next"


@a_format
def clock_events(folder: Path, seed: int) -> None:
    """What stands on the command line is no file, and is met with the same words."""
    words = spoilt(EXPLAINED, seed).decode("utf-8", "replace").replace("\0", "")
    rule, start, *events = (*words.split("|"), "")[:5]
    told = [part for event in events for part in ("--event", event)]
    ends_in_words(run("clocks", "explain", f"--start={start}", *told, "--", rule))
