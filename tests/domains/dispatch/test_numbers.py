"""One telephone number is one number, however it is written."""

import pytest

from quanju.domains.dispatch.telephone import dialled


@pytest.mark.parametrize(
    "typed",
    [
        "13804701234",
        "138 0470 1234",
        "138-0470-1234",
        "１３８０４７０１２３４",
        "+86 138 0470 1234",
        "＋86-138-0470-1234",
        "0086 13804701234",
        "(+86) 138 0470 1234",
        "8613804701234",
        "013804701234",
        "138\u00a00470\u30001234",
        "١٣٨٠٤٧٠١٢٣٤",
    ],
)
def test_a_mobile_number_is_the_same_however_written(typed):
    assert dialled(typed) == "13804701234"


@pytest.mark.parametrize(
    "typed",
    ["04708221234", "0470-822 1234", "(0470)8221234", "+86 470 8221234", "+86 0470 8221234"],
)
def test_a_landline_is_the_same_however_written(typed):
    assert dialled(typed) == "04708221234"


@pytest.mark.parametrize("other", ["13804701235", "8221234", "+7 138 0470 1234", "110", ""])
def test_other_numbers_stay_other(other):
    assert dialled(other) != "13804701234"


def test_area_codes_that_begin_with_one_and_four_are_area_codes():
    assert dialled("+86 10 6512 3456") == dialled("010-65123456")
    assert dialled("+86 400 812 3456") == dialled("400 812 3456")


def test_a_number_abroad_keeps_its_country():
    assert dialled("+7 (495) 123-45-67") == dialled("007 495 1234567") == "+74951234567"


def test_eighty_six_may_begin_an_area_or_a_short_number():
    assert dialled("86123456") == "86123456"


def test_words_are_compared_as_they_stand():
    assert dialled("  隐藏号码 ") == "隐藏号码"
