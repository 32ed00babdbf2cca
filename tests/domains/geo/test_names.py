"""How names are written for finding, and how a question is taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanju.domains.geo.rules import asked_parts, plain, search_text, without_house_number


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("中央大街", "中央大街"),
        (" 中央 大街 ", "中央大街"),
        ("Ｃｅｎｔｒａｌ　Street", "central street"),
        ("Rua São João", "rua sao joao"),
        ("中央 Street 2 号", "中央street 2号"),
        ("A%_'--; DROP", "a drop"),
        ("", ""),
    ],
)
def test_names_are_kept_plain(written, kept):
    assert plain(written) == kept


@given(st.text(max_size=60))
def test_plain_twice_is_plain_once(text):
    assert plain(plain(text)) == plain(text)


@given(st.text(max_size=60))
def test_no_wildcard_survives(text):
    assert not set("%_|\\") & set(plain(text))


def test_every_name_stands_between_bars_once():
    found = search_text("中央大街", "Central Street", "中央大街", "")
    assert found == "|中央大街|central street|zhongyangdajie|zydj|"


@pytest.mark.parametrize(
    "typed",
    [
        "中央大街与胜利街",
        "中央大街 与 胜利街",
        "中央大街和胜利街交叉口",
        "中央大街 胜利街",
        "中央大街、胜利街路口",
        "中央大街/胜利街",
        "中央大街&胜利街十字路口",
    ],
)
def test_two_streets_are_two_parts(typed):
    assert asked_parts(typed) == ["中央大街", "胜利街"]


@pytest.mark.parametrize(
    "typed", ["Market St & 5th St", "Market St / 5th St", "market st and 5th st"]
)
def test_two_latin_streets_are_two_parts(typed):
    assert asked_parts(typed) == ["market st", "5th st"]


def test_no_more_than_four_parts_are_asked_for():
    assert asked_parts(" ".join("甲乙丙丁戊己庚辛")) == ["甲", "乙", "丙", "丁"]


def test_blanks_do_not_take_a_latin_name_apart():
    assert asked_parts("Central Street") == ["central street"]


@pytest.mark.parametrize(
    ("typed", "street"),
    [
        ("中央大街88号", "中央大街"),
        ("中央大街 88 号院3单元", "中央大街"),
        ("Market Street 1200", "Market Street"),
        ("中央大街", "中央大街"),
    ],
)
def test_the_house_number_can_be_left_off(typed, street):
    assert without_house_number(typed) == street
