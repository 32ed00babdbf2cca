"""`quanju clocks`: a date with its reasons, and a sentence where it cannot be had."""

import json

import pytest
from click.testing import CliRunner

from quanju.cli.main import quanju


def clocks(*arguments):
    return CliRunner().invoke(quanju, ["clocks", *arguments])


def explained(*arguments):
    told = clocks("explain", *arguments, "--json")
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


@pytest.mark.parametrize(
    ("arguments", "due"),
    [
        (("A2", "--start", "2026-01-05"), "2026-02-04"),
        (("a2", "--start", "2026-01-05T23:59"), "2026-02-04"),
        (("C5", "--start", "2026-02-12"), "2026-02-24"),
        (("C12", "--start", "2026-09-30T10:00"), "2026-10-01T10:00:00+08:00"),
        (("C12", "--start", "2026-09-30T02:00:00Z"), "2026-10-01T10:00:00+08:00"),
        (("F2", "--start", "2026-10-01 23:30"), "2026-10-03T23:30:00+08:00"),
        (("A14", "--start", "2026-04-03"), "2026-04-13"),
        (("F4", "--start", "2026-04-03"), None),
    ],
)
def test_the_due_date(arguments, due):
    assert explained(*arguments)["due"] == due


def test_the_version_of_the_day_is_taken_and_said():
    told = explained("A2", "--start", "2025-12-31")
    assert told["rule"] == "A2-old"
    assert "A2-old" in told["steps"][0]["zh"]
    assert explained("A2-old", "--start", "2026-01-01")["rule"] == "A2"


def test_steps_have_both_languages_and_articles():
    told = explained("A2", "--start", "2026-03-05")  # day 30 is Saturday, 4 April
    assert "顺延" in told["steps"][-1]["zh"]
    assert "rolled" in told["steps"][-1]["en"]
    assert "第118条" in told["steps"][0]["source"]["zh"]
    assert told["check_locally"] is None


def test_what_is_not_verified_says_so():
    told = explained("F2", "--start", "2026-10-01T23:30")
    assert (told["status"], told["check_locally"]["en"]) == ("VN", "check local rule")


def test_a_year_without_a_calendar_is_provisional():
    assert explained("A2", "--start", "2026-12-10")["provisional"] is True
    assert explained("A2", "--start", "2026-01-05")["provisional"] is False


@pytest.mark.parametrize(
    ("events", "due"),
    [
        (["extended=2026-02-01"], "2026-03-06"),
        (["extension=2026-02-01:next_higher", "延长=2026-03-01"], "2026-04-07"),
        (["extended=2026-02-01,length=10"], "2026-02-14"),
        (["extended=2026-02-01,length=10 days,paper=京延〔2026〕1号"], "2026-02-14"),
        (["suspended=2026-01-10/2026-01-20,for=expert"], "2026-02-14"),
        (["suspended=2026-01-10..2026-01-20:鉴定"], "2026-02-14"),
        (["suspended=2026-01-10T09:00:expert", "resumed=2026-01-20T17:30"], "2026-02-14"),
        (["suspended=2026-01-10,for=hearing"], None),
    ],
)
def test_what_happened_moves_the_date(events, due):
    options = [word for event in events for word in ("--event", event)]
    assert explained("A2", "--start", "2026-01-05", *options)["due"] == due


def test_a_circumstance_by_its_code():
    event = "circumstance=2026-01-06,is=major,by=county_head"
    assert explained("C2", "--start", "2026-01-05", "--event", event)["due"] == "2026-02-04"


THREE = [word for _ in range(3) for word in ("--event", "extended=2026-01-06")]


@pytest.mark.parametrize(
    "arguments",
    [
        ("A99", "--start", "2026-01-05"),
        ("A2", "--start", ""),
        ("A2", "--start", "yesterday"),
        ("A2", "--start", "2026-02-30"),
        ("A2", "--start", "2026-01-05T25:00"),
        ("A2", "--start", "0000-01-01"),
        ("A2", "--start", "9999-12-31"),
        ("R4", "--start", "2023-12-31"),
        ("A2", "--start", "2026-01-05", *THREE),
        *(
            ("A2", "--start", "2026-01-05", "--event", event)
            for event in (
                "",
                "extended",
                "extended=soon",
                "extended=2026-02-30",
                "extended=2026-02-06",
                "extended=2026-01-04",
                "extended=2026-01-06/2026-01-08",
                "extended=2026-01-06,by=unit_head",
                "extended=2026-01-06,by=mayor",
                "extended=2026-01-06,length=31",
                "extended=2026-01-06,length=-1",
                "extended=2026-01-06,length=soon",
                "extended=2026-01-06,colour=red",
                "suspended=2026-01-10",
                "suspended=2026-01-10,for=lunch",
                "suspended=2026-01-10/2026-01-09,for=expert",
                "suspended=2026-01-10/2026-01-20T10:00,for=expert",
                "resumed=2026-01-10",
                "circumstance=2026-01-10,is=major",
                "eaten=2026-01-10",
            )
        ),
    ],
    ids=" ".join,
)
def test_bad_input_ends_with_2_and_a_sentence(arguments):
    told = clocks("explain", *arguments)
    assert told.exit_code == 2
    assert any("\u4e00" <= letter <= "\u9fff" for letter in told.stderr)
    assert told.stdout == ""


def test_without_json_it_reads_as_text():
    told = clocks("explain", "A2", "--start", "2026-12-10")
    assert told.stdout.startswith("A2  2027-01-11  （暂定 / provisional）")  # the 9th is a Saturday
    assert "《治安管理处罚法》第118条" in told.stdout


def test_the_list_names_every_clock_and_what_may_happen_to_one():
    rows = json.loads(clocks("list", "--json").stdout)
    assert {"A2", "A2-old", "F2", "T2"} <= {row["rule"] for row in rows}
    assert "expert (鉴定)" in clocks("list", "A2").stdout
    assert clocks("list", "A99").exit_code == 2
