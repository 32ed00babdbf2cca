import gzip
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from quanju.domains.geo.datum import from_wgs84
from quanju.replay.records import RecordsNotUsable, read_mapping, read_records

MAPPING = """
timezone = "Asia/Shanghai"
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
HEAD = "no,unit,x,y,t0,t1,t4\n"
GOOD = "1,P3,119.7,49.2,2026-11-23T21:00:00,2026-11-23T21:01:00,2026-11-23T21:04:00\n"
SAN_FRANCISCO = Path(str(files("quanju.replay") / "mappings" / "san-francisco.toml"))


@pytest.fixture
def mapping(tmp_path):
    path = tmp_path / "town.toml"
    path.write_text(MAPPING)
    return read_mapping(path)


def records_of(tmp_path, mapping, text):
    path = tmp_path / "calls.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_records(path, mapping)


def test_a_row_is_read_in_its_own_time_zone(tmp_path, mapping):
    records = records_of(tmp_path, mapping, HEAD + GOOD)
    row = records.calls["1"][0]
    assert row.received_at == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
    assert (row.lon, row.lat, row.departed_at) == (119.7, 49.2, None)


def test_units_sent_to_one_call_stand_together_in_order(tmp_path, mapping):
    later = GOOD.replace("P3", "P7").replace("21:01", "21:02")
    records = records_of(tmp_path, mapping, HEAD + later + GOOD)
    assert [row.unit for row in records.calls["1"]] == ["P3", "P7"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (GOOD.replace("P3", ""), "EMPTY"),
        (GOOD.replace("119.7", "east"), "NO_NUMBER"),
        (GOOD.replace("119.7", "nan"), "NO_NUMBER"),
        (GOOD.replace("49.2", "149.2"), "NO_PLACE"),
        (GOOD.replace("2026-11-23T21:01:00", "yesterday"), "NO_MOMENT"),
        (GOOD.replace("21:04", "20:04"), "OUT_OF_ORDER"),
        (GOOD.replace("P3", "P" * 5000), "TOO_LONG"),
        ("1,P3\n", "EMPTY"),
    ],
)
def test_a_row_that_cannot_be_used_is_reported_with_its_line(tmp_path, mapping, row, code):
    records = records_of(tmp_path, mapping, HEAD + GOOD + row)
    assert [(p.line, p.code) for p in records.problems] == [(3, code)]
    assert records.rows == 2
    assert len(records.calls["1"]) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD.replace("t1", "when") + GOOD, "columns missing: t1"),
        (b"\xff\xfe" + HEAD.encode(), "UTF-8"),
        ("", "columns missing"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path, mapping, text, words):
    with pytest.raises(RecordsNotUsable) as refusal:
        records_of(tmp_path, mapping, text)
    assert words in refusal.value.text.en


def test_a_broken_gzip_is_refused(tmp_path, mapping):
    path = tmp_path / "calls.csv.gz"
    path.write_bytes(gzip.compress((HEAD + GOOD).encode())[:-10])
    with pytest.raises(RecordsNotUsable):
        read_records(path, mapping)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("A = 1", 'A = "urgent"'), "line 12: A must be a whole number"),
        (("A = 1", "A = 7"), "line 12: a grade is 1 to 4"),
        (("timezone", 'datum = "Mars"\ntimezone'), "line 2: unknown datum 'Mars'"),
        (("timezone", 'date = "x"\ntimezone'), "line 2: nothing reads 'date'"),
        (('lon = "x"', "lon = 3"), "line 6: lon must be a text"),
        (("Asia/Shanghai", "../etc"), "line 2: timezone"),
        (("Asia/Shanghai", "Asia/Nowhere"), "timezone"),
        (('unit = "unit"\n', ""), "['unit']"),
        (("[columns]", "[colums]"), "nothing reads 'colums'"),
        (("timezone", 'moment_format = "%H:%M"\ntimezone'), "line 2: moment_format must tell day"),
        (("timezone", 'moment_format = "%Q"\ntimezone'), "line 2: moment_format must tell day"),
        (("[grades]", '[forces]\nX = "boat"\n[grades]'), "line 12: no such force 'boat'"),
        (("timezone", "in_shifts = [1]\ntimezone"), "line 2: in_shifts 1 must be a text"),
        (("[columns]", "[columns"), "line 3: not valid TOML"),
    ],
)
def test_a_wrong_mapping_is_refused_with_a_sentence(tmp_path, change, words):
    path = tmp_path / "town.toml"
    path.write_text(MAPPING.replace(*change))
    with pytest.raises(RecordsNotUsable) as refusal:
        read_mapping(path)
    assert words in refusal.value.text.en


def test_san_franciscos_week_is_read_whole(shared_data):
    mapping = read_mapping(SAN_FRANCISCO)
    records = read_records(shared_data / "calls" / "san-francisco-2018-01-13_20.csv.gz", mapping)
    used = sum(len(rows) for rows in records.calls.values())
    assert (records.rows, used + len(records.problems)) == (6709, 6709)
    assert len(records.calls) == 3210
    assert records.problems == []
    assert (mapping.grade("E"), mapping.grade("?"), mapping.force("MEDIC")) == (2, 3, "case_team")


@pytest.mark.parametrize("datum", ["GCJ-02", "BD-09"])
def test_places_in_another_datum_come_out_where_they_are(tmp_path, datum):
    place = 119.7, 49.2
    lon, lat = from_wgs84(*place, datum)
    path = tmp_path / "town.toml"
    path.write_text(f'datum = "{datum}"\n' + MAPPING)
    row = GOOD.replace("119.7,49.2", f"{lon},{lat}")
    read = records_of(tmp_path, read_mapping(path), HEAD + row).calls["1"][0]
    assert (read.lon, read.lat) == pytest.approx(place, abs=1e-7)
    assert abs(lon - place[0]) > 0.003


@pytest.fixture
def california(tmp_path):
    path = tmp_path / "west.toml"
    path.write_text(MAPPING.replace("Asia/Shanghai", "America/Los_Angeles"))
    return read_mapping(path)


SPANS = [
    ("2018-03-11T01:58:00", "2018-03-11T03:01:00", 180),  # the clocks go forward at two
    ("2018-11-04T00:57:00", "2018-11-04T02:03:00", 66 * 60 + 3600),  # and back at two
    ("2018-11-04T01:55:00", "2018-11-04T01:02:00", 420),  # the same hour a second time
    ("2018-11-04T01:10:00", "2018-11-04T01:20:00", 600),
]


@pytest.mark.parametrize(("ordered", "arrived", "seconds"), SPANS)
def test_a_span_across_a_change_of_clocks_is_as_long_as_it_was(
    tmp_path, california, ordered, arrived, seconds
):
    row = f"1,P3,-122.4,37.7,{ordered},{ordered},{arrived}\n"
    read = records_of(tmp_path, california, HEAD + row).calls["1"][0]
    assert (read.arrived_at - read.ordered_at).total_seconds() == seconds


def test_an_hour_that_is_not_there_twice_does_not_excuse_disorder(tmp_path, california):
    row = "1,P3,-122.4,37.7,2018-11-05T01:55:00,2018-11-05T01:55:00,2018-11-05T01:02:00\n"
    records = records_of(tmp_path, california, HEAD + row + GOOD)
    assert [problem.code for problem in records.problems] == ["OUT_OF_ORDER"]


def test_a_file_without_a_usable_row_is_refused_with_its_first_fault(tmp_path, mapping):
    with pytest.raises(RecordsNotUsable, match="line 2: empty"):
        records_of(tmp_path, mapping, HEAD + "1,P3\n")
