"""What a line of text means to the desk: pure, with our words and the second branch's."""

from pathlib import Path

import pytest

from quanju.domains.dispatch.radio import RADIO, OnRadio, may_be_told, understood
from quanju.domains.dispatch.workflow import ASSIGNMENT
from quanju.domains.patrol.workflow import UNIT
from quanju.domains.rulebook.queries import in_force
from quanju.domains.rulebook.reading import read_table
from quanju.domains.rulebook.types import RuleError

OURS = in_force(RADIO, at=None).content
SECOND = Path(__file__).parents[2] / "branches" / "second_branch" / "rules"
THEIRS = read_table(RADIO, (SECOND / "dispatch.radio.toml").read_text())


def a_unit(sign, status="available", job=None):
    state = ASSIGNMENT.state_labels[job] if job else UNIT.state_labels[status]
    return OnRadio(
        unit_id=int(sign[1:]) if sign[1:].isdigit() else 0,
        call_sign=sign,
        status=status,
        state=state,
        job=1 if job else None,
        incident="20261130-0042" if job else "",
        may=may_be_told(status, job),
    )


UNDER_WAY = a_unit("P3", job="en_route")
UNITS = [UNDER_WAY, a_unit("S3"), a_unit("P12"), a_unit("P1"), a_unit("P9", "off_duty")]


def meant(text, rule=OURS, units=UNITS):
    one = understood(text, rule, units).ready
    return (one.unit.call_sign, one.does, one.minutes, one.is_confirmed) if one else None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("P3 到场", ("P3", "arrive", None, False)),
        ("P3 5", ("P3", "arrive", None, False)),
        ("p3到场", ("P3", "arrive", None, False)),
        ("P35", ("P3", "arrive", None, False)),
        ("35", ("P3", "arrive", None, False)),
        ("3 arr", ("P3", "arrive", None, False)),
        ("Ｐ３　到达", ("P3", "arrive", None, False)),
        ("S3 休 15", ("S3", "break", 15, False)),
        ("S3 休息15分钟", ("S3", "break", 15, False)),
        ("S3 2 15", ("S3", "break", 15, False)),
        ("S3 out of service 90!", ("S3", "out_of_service", 90, True)),
        ("S3 休 15 ！", ("S3", "break", 15, True)),
        ("P12 x", ("P12", "patrolling", None, False)),
        ("9 上", ("P9", "sign_on", None, False)),
        ("9s", ("P9", "sign_on", None, False)),
    ],
)
def test_a_call_sign_and_a_word_or_code_are_one_command(text, found):
    assert meant(text) == found


def test_a_whole_call_sign_is_never_taken_apart():
    assert meant("P12 2") == ("P12", "break", None, False)
    assert meant("P12") is None


def test_what_may_mean_two_units_is_not_armed():
    heard = understood("3 休", OURS, [a_unit("P3"), a_unit("S3")])
    assert heard.ready is None
    assert [one.unit.call_sign for one in heard.commands] == ["P3", "S3"]
    assert heard.why is not None


def test_a_number_alone_means_the_unit_for_which_the_word_fits_now():
    assert meant("3 到场") == ("P3", "arrive", None, False)
    assert meant("3 休") == ("S3", "break", None, False)


def test_a_call_sign_alone_offers_what_may_be_told_and_arms_nothing():
    heard = understood("P3", OURS, UNITS)
    assert [one.does for one in heard.commands] == ["arrive"]
    assert heard.ready is None


def test_a_word_begun_is_offered_and_not_armed():
    heard = understood("P3 at sc", OURS, UNITS)
    assert [one.does for one in heard.commands] == ["arrive"]
    assert heard.ready is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P3 飞走", ("飞走", "P3", "到场")),
        ("P3 签收", ("P3", "途中", "签收")),
        ("Q7 到场", ("q7", "P3 到场")),
        ("S3 休 241", ("240",)),
        ("S3 休 0", ("240",)),
    ],
)
def test_what_is_not_understood_is_told_in_a_sentence(text, words):
    heard = understood(text, OURS, UNITS)
    assert heard.commands == ()
    assert all(word in heard.why.zh for word in words)
    assert "{" not in heard.why.zh + heard.why.en


def test_the_longest_break_is_taken():
    assert meant("S3 休 240") == ("S3", "break", 240, False)


@pytest.mark.parametrize("text", ["", "  ", "P", "!"])
def test_a_line_that_has_hardly_begun_says_nothing(text):
    heard = understood(text, OURS, UNITS)
    assert (heard.commands, heard.why) == ((), None)


def test_the_words_offered_mean_the_same_again_in_both_languages():
    for one in understood("S3", OURS, UNITS).commands:
        for text in (one.words.zh, one.words.en):
            assert meant(text)[:2] == ("S3", one.does)


def test_another_branch_has_its_own_words_and_codes():
    assert meant("P3 4", THEIRS) == ("P3", "arrive", None, False)
    assert meant("P3 到了", THEIRS) == ("P3", "arrive", None, False)
    assert meant("S3 吃饭 45", THEIRS) == ("S3", "break", 45, False)
    assert meant("P3 到场", THEIRS) is None
    assert meant("S3 6 46", THEIRS) is None


@pytest.mark.parametrize(
    "line",
    [
        'does = "break"\ncode = "5"\nwords = ["歇"]',
        'does = "break"\ncode = "7"\nwords = ["到场"]',
        'does = "arrive"\ncode = "7"\nwords = ["到啦"]',
    ],
)
def test_a_code_a_word_or_a_deed_stands_once(line):
    first = 'undo_s = 60\nmost_min = 60\n[[word]]\ndoes = "arrive"\ncode = "5"\nwords = ["到场"]\n'
    with pytest.raises(RuleError):
        read_table(RADIO, f"{first}[[word]]\n{line}\n")
