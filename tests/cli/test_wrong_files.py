"""Good files of every format, spoilt at random: each is read, or refused with exit status 2.

Seeded, so that a failure can be had again: its number stands in the name of the test.
"""

import pytest
from tests.cli.formats import CALLS, FORMATS, MAPPING, STUDY, run
from tests.engine.roads.drawings import a_drawing

FEW, MANY = 12, 600


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
def test_hundreds_of_spoilt_files_are_read_or_refused_in_words(tmp_path, meet, seed):
    for number in range(seed, seed + 20):
        folder = tmp_path / str(number)
        folder.mkdir()
        meet(folder, number)


WRONG = {
    "missing": None,
    "a folder": ...,
    "empty": b"",
    "zeros": bytes(64),
    "a picture": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "a zip": b"PK\3\4" + bytes(60),
    "words": "只是一句话".encode(),
    "GBK": "名称,甲\n".encode("gbk"),
    "numbers": b"1,2\n3,4\n",
}
COMMANDS = [
    "roads build WRONG -o OUT",
    "roads build WRONG WRONG -o OUT",
    "roads build TOWN --speeds WRONG -o OUT",
    "roads show WRONG",
    "roads route WRONG 119.7 49.2 119.71 49.2",
    "basemap build WRONG -o OUT",
    "branch load WRONG",
    "restore WRONG --passphrase twelve-letters",
    "journal verify EXPORT --against WRONG",
    "journal verify EXPORT --public-key WRONG",
    "replay --roads WRONG --calls CALLS --mapping MAPPING",
    "replay --roads ROADS --calls WRONG --mapping MAPPING",
    "replay --roads ROADS --calls CALLS --mapping WRONG",
    "simulate WRONG",
    "simulate STUDY --compare WRONG",
    "bench roads --pbf WRONG",
    "bench zoning --pbf WRONG",
    "bench rounds --roads WRONG",
    "bench recommend --roads WRONG",
    "bench simulation --roads WRONG",
    "bench siting --roads WRONG",
    "bench siting --pmed WRONG",
    "bench demand --calls WRONG",
]


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """Good files of every kind under the words of `COMMANDS`."""
    tmp_path = tmp_path_factory.mktemp("good")
    town, out = a_drawing(tmp_path / "town.osm"), tmp_path / "town.roads"
    run("roads", "build", town, "-o", out)
    files = {"CALLS": CALLS.encode(), "MAPPING": MAPPING.encode(), "STUDY": STUDY, "EXPORT": b"{}"}
    for name, content in files.items():
        (tmp_path / f"{name}.toml").write_bytes(content)
    return {name: tmp_path / f"{name}.toml" for name in files} | {
        "TOWN": town, "ROADS": out, "OUT": tmp_path / "out",
    }  # fmt: skip


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("command", COMMANDS)
def test_whatever_command_meets_a_wrong_file_says_so(
    tmp_path, good, command, monkeypatch, settings
):
    settings.HOME = tmp_path / "home"
    monkeypatch.setenv("QUANJU_DATABASE", "as the tests have it")
    for kind, content in WRONG.items():
        wrong = tmp_path / f"wrong-{kind}"
        if content is ...:
            wrong.mkdir()
        elif content is not None:
            wrong.write_bytes(content)
        words = {**good, "WRONG": wrong}
        told = run(*(words.get(word, word) for word in command.split()))
        assert isinstance(told.exception, SystemExit), (kind, repr(told.exception))
        assert told.exit_code == 2, (kind, told.output)
        assert "Traceback" not in told.output
        assert told.stderr.strip(), kind
        assert not good["OUT"].exists()
