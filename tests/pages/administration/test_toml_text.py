import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanju.domains.kernel.types import Text
from quanju.pages.administration.toml_text import Trouble, compared, read, trouble_with, written

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
plain = words | st.integers(-(2**53), 2**53) | st.booleans() | st.floats(allow_nan=False)
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4)
)


@given(st.dictionaries(words, values, max_size=5))
def test_what_is_written_reads_the_same(content):
    assert tomllib.loads(written(content)) == content


def test_tables_are_written_as_people_write_them():
    content = {"minutes": 5, "grade": [{"n": 1, "name": "一级"}, {"n": 2}], "limits": {"a": 1.0}}
    assert written(content) == (
        'minutes = 5\n\n[[grade]]\nn = 1\nname = "一级"\n\n[[grade]]\nn = 2\n\n[limits]\na = 1.0\n'
    )


def test_an_error_is_named_with_its_line_and_what_stands_around():
    found = read("a = 1\nb = \nc = 3\n")
    assert isinstance(found, Trouble)
    assert found.line == 2
    assert found.around == ((1, "a = 1"), (2, "b = "), (3, "c = 3"))


def test_days_become_text():
    assert read("day = 2026-11-23") == {"day": "2026-11-23"}


@pytest.mark.parametrize(
    ("why", "line"),
    [
        ("“fresh_s”应为数", 2),
        ("stale_s 必须大于 fresh_s", 3),
        ("不认识的项目：['odd']", 4),
        ("不对", None),
    ],
)
def test_a_refusal_is_placed_at_the_word_it_names(why, line):
    text = "# x\nfresh_s = 1\nstale_s = 0\nodd = 1\n"
    assert trouble_with(text, Text(why, "x")).line == line


def test_only_what_changed_is_shown():
    lines = compared("a = 1\nb = 2\n", "a = 1\nb = 3\n")
    assert [(one.mark, one.text) for one in lines if one.mark in "+-" and one.mark] == [
        ("-", "b = 2"),
        ("+", "b = 3"),
    ]
    assert compared("a = 1\n", "a = 1\n") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [("a = ", "值不对"), ("a = 1 b = 2", "一行只能写一项"), ('a = "x', "引号"), ("[a", "缺少 ]")],
)
def test_what_the_parser_says_is_said_in_chinese_too(text, says):
    assert says in read(text).text.zh
