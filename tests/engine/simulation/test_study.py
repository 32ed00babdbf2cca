"""Study files, and the command that runs them."""

import json

import pytest
from click.testing import CliRunner

from quanju.cli.simulation import simulate, simulation
from quanju.engine.files.errors import FileNotUsable
from quanju.engine.simulation.study import read_study, study_of

STUDY = """
name = "three cars"
seed = 11
replications = 4
days = 2
start = "2026-12-31T00:00"
handling = { kind = "lognormal", mean_s = 60, variation = 0.5 }
turnout = 30

[[unit]]
name = "car"
count = 3
home = [119.73, 49.21]
shifts = ["08:00-20:00", "20:00-08:00"]
breaks = ["12:00+30"]
rounds = [{ at = "10:00", place = [119.76, 49.22] }]

[[kind]]
name = "urgent"
share = 0.2
priority = 1

[[kind]]
name = "other"
priority = 2
share = 0.8
service = { kind = "exponential", mean_s = 1500 }

[demand]
calls_per_day = 60
places = [[119.73, 49.21, 3, "west"], [119.78, 49.22, 1, "east"]]
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(simulate, [str(one) for one in arguments])


def test_a_study_reads_as_it_is_written(file):
    study = read_study(file)
    assert [crew.name for crew in study.model.crews] == ["car-1", "car-2", "car-3"]
    assert study.model.demand.per_hour.sum() == pytest.approx(60 * 7)
    assert study.model.zone_names == ("east", "west")
    assert study.seed == 11
    first, lasts_s = study.model.crews[0].breaks[0]
    assert (first % 86_400, lasts_s) == (12 * 3600, 30 * 60)


def test_what_a_study_leaves_out_is_the_usual(tmp_path):
    bare = """
name = "one car"
days = 1
[[unit]]
name = "car"
home = [119.73, 49.21]
[[kind]]
name = "any"
needs = [{ forces = ["patrol"] }]
[demand]
calls_per_day = 10
places = [[119.73, 49.21]]
"""
    path = tmp_path / "bare.toml"
    path.write_text(bare, encoding="utf-8")
    model = read_study(path).model
    (kind,), (crew,) = model.demand.kinds, model.crews
    assert (kind.share, kind.priority, kind.pace, kind.needs[0].least_crew) == (1.0, 1, 1.0, 1)
    assert kind.service.mean_s == 1800
    assert (crew.breaks, crew.rounds) == ((), ())
    assert len(crew.shifts) == 1  # all the time


def test_the_output_repeats_the_run(file, tmp_path):
    out = tmp_path / "result.json"
    assert run(file, "-o", out).exit_code == 0
    first = json.loads(out.read_text())
    assert first["result"]["replications"] == 4
    assert first["result"]["overall"]["calls"]["mean"] > 80
    again = tmp_path / "again.json"
    assert run(out, "-o", again).exit_code == 0
    assert json.loads(again.read_text())["result"] == first["result"]


def test_one_car_more_is_compared_under_the_same_calls(file, tmp_path):
    more = tmp_path / "more.toml"
    more.write_text(STUDY.replace("count = 3", "count = 5"), encoding="utf-8")
    out = tmp_path / "pair.json"
    assert run(file, "--compare", more, "-o", out).exit_code == 0
    pair = json.loads(out.read_text())
    assert pair["difference"]["calls"]["mean"] == 0
    assert pair["difference"]["response_mean_s"]["mean"] < 0


def test_recorded_calls_from_a_table(tmp_path):
    (tmp_path / "calls.csv").write_text(
        "at,lon,lat,kind,zone\n2026-12-31T23:50,119.73,49.21,urgent,west\n"
        "2027-01-01T00:10,119.78,49.22,other,east\n"
    )
    text = STUDY[: STUDY.index("calls_per_day")] + 'calls_file = "calls.csv"\n'
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    model = read_study(tmp_path / "study.toml").model
    assert model.demand.arrival_s.tolist() == [85_800.0, 87_000.0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("days = 2", "", "study.toml: lacks 'days'"),
        ("days = 2", "days = 0", "line 5: a horizon of 0.0 s"),
        ("days = 2", "days = 40000", "line 5: at most 36600 days"),
        ("days = 2", 'days = "two"', "line 5: days must be a number"),
        ("days = 2", "days = 2\ndaytime = 3", "line 6: nothing reads 'daytime'"),
        ("days = 2", "days = 2\nfactor = 1.4", "line 6: factor is read with roads only"),
        ("days = 2", 'days = 2\nline = "none"', "line 6: line must be infinite or zero"),
        ("turnout = 30", "turnout = nan", "line 8: turnout must be a number"),
        ('name = "car"', 'name = "car"\ncolour = "white"', "line 12: nothing reads 'colour'"),
        ("count = 3", "count = 1000000000", "line 12: count is 0 to 10000"),
        ("count = 3", "count = 3\nweekdays = [1, 8]", "line 13: weekdays are 1 (Monday) to 7"),
        ('at = "10:00",', 'at = "10:00", by = "car",', "line 16: nothing reads 'by'"),
        ('at = "10:00",', 'at = "1_0:00",', "line 16: a time of day reads 08:00"),
        ("priority = 2", 'priority = "2"', "line 25: priority must be a whole number"),
        ('name = "other"', 'name = "urgent"', "line 24: the name 'urgent' is used twice"),
        ("mean_s = 1500", "mean_s = 1500, sigma = 2", "line 27: nothing reads 'sigma'"),
        ('3, "west"]', '"3", "west"]', "line 31: write [longitude, latitude, weight"),
        ('3, "west"]', '-3, "west"]', "line 31: the weights of the places"),
        ("calls_per_day = 60", "calls_per_day = 60\ncalls = 3", "line 31: nothing reads 'calls'"),
        ("count = 3", "count = 0", "no units"),
        ("home = [119.73, 49.21]", "home = [119.73]", "line 13: a place reads [longitude, lat"),
        ("home = [119.73, 49.21]", "home = [49.21, 119.73]", "line 13: a place reads"),
        ('"12:00+30"', '"12:00"', "line 15: a break reads 12:00+30"),
        ('"12:00+30"', '"12:00+³⁰"', "line 15: a break reads 12:00+30"),
        ("08:00-20:00", "08:00-21:00", "overlaps"),
        ("08:00-20:00", "８:00-20:00", "line 14: a time of day reads 08:00"),
        ("mean_s = 1500", "mean_s = -1", "service time of other"),
        ("2026-12-31T00:00", "new year", "line 6: the start reads 2026-12-31T00:00"),
        ('places = [[119.73, 49.21, 3, "west"]', 'x = [["a"]', "line 29: [demand] lacks 'places'"),
        ("calls_per_day = 60", "calls_per_day = 60\nhours = [1, 2]", "line 31: 24 weights"),
        ("[demand]", "[demand", "study.toml"),
    ],
)
def test_a_wrong_study_is_refused_with_a_sentence(tmp_path, old, new, words):
    path = tmp_path / "study.toml"
    path.write_text(STUDY.replace(old, new), encoding="utf-8")
    told = run(path)
    assert told.exit_code == 2
    assert words in told.output


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotUsable, match=r"none\.toml: there is no such file"):
        read_study(tmp_path / "none.toml")
    with pytest.raises(FileNotUsable, match=r"places\.csv: there is no such file"):
        study_of({"days": 1, "demand": {"places_file": "places.csv"}}, tmp_path)


CALLS = "at,lon,lat,kind\n2026-12-31T23:50,119.73,49.21,urgent\n2027-01-01T00:10,119.8,49.2,other\n"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind\n", "colour\n", "calls.csv: line 1: nothing reads the columns colour"),
        ("other", "theft", "calls.csv: line 3: there is no kind of calls 'theft'"),
        ("2027-01-01T00:10", "soon", "calls.csv: line 3: at reads"),
        ("00:10", "00:10+08:00", "calls.csv: line 3: at and the study's start both"),
        ("119.8", "119°48", "calls.csv: line 3: lon is not a number"),
    ],
)
def test_a_wrong_row_of_recorded_calls_is_named(tmp_path, old, new, words):
    (tmp_path / "calls.csv").write_text(CALLS.replace(old, new), encoding="utf-8")
    text = STUDY[: STUDY.index("calls_per_day")] + 'calls_file = "calls.csv"\n'
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FileNotUsable) as refusal:
        read_study(tmp_path / "study.toml")
    assert words in refusal.value.en


def test_moments_in_different_zones_are_as_far_apart_as_they_are(tmp_path):
    (tmp_path / "calls.csv").write_text("at,lon,lat\n2026-12-30T17:00Z,119.73,49.21\n")
    text = STUDY[: STUDY.index("calls_per_day")] + 'calls_file = "calls.csv"\n'
    text = text.replace("31T00:00", "31T00:00+08:00")
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    assert read_study(tmp_path / "study.toml").model.demand.arrival_s.tolist() == [3600.0]


def test_a_study_in_json_is_told_its_lines_too(tmp_path):
    content = {"days": 1, "unit": [{"name": "a", "home": [1, 2]}, {"name": "b", "hme": [1, 2]}]}
    path = tmp_path / "study.json"
    path.write_text(json.dumps(content, indent=1))
    line = path.read_text().splitlines().index('   "hme": [') + 1
    with pytest.raises(FileNotUsable, match=f"line {line}: nothing reads 'hme'"):
        read_study(path)


def test_recorded_calls_need_roads_and_mapping():
    told = CliRunner().invoke(simulation, ["--calls", "x.csv"])
    assert told.exit_code == 2
    assert "--roads" in told.output


def test_a_cluster_of_two_workers_gives_the_same_figures(file):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,  # threads behind a real socket: two more interpreters show nothing more
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address=None,
        silence_logs=50,
    ) as cluster:
        spread = run(file, "--cluster", cluster.scheduler_address)
    alone = run(file)
    assert spread.exit_code == 0, spread.output
    assert json.loads(spread.stdout) == json.loads(alone.stdout)
