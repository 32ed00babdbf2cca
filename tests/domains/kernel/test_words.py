"""A person's words are kept as typed: odd spaces become plain ones, and nothing is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanju.domains.kernel import words
from quanju.domains.kernel.types import Text

WHAT = Text("记录", "the note")
LINE_ENDS = ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"]
SPACES = ["\u3000", "\u00a0", "\u2003", "\u2009", "\u202f", "\u205f", "\u1680", *LINE_ENDS]


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("keep_lines", [True, False])
def test_an_odd_space_becomes_a_plain_one(space, keep_lines):
    assert words.cleaned(f"房号 12{space}3 楼", keep_lines=keep_lines) == "房号 12 3 楼"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_stay_in_a_text_and_are_spaces_in_a_line(end):
    assert words.cleaned(f"一楼{end}二楼", keep_lines=True) == "一楼\n二楼"
    assert words.cleaned(f"一楼{end}二楼") == "一楼 二楼"


@pytest.mark.parametrize(
    "mark", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ud800", "\u202e", "\u2066", "\u200f"]
)
def test_control_and_bidi_marks_go(mark):
    assert words.cleaned(f"王{mark}五") == "王五"


# Extension B to I, a compatibility ideograph, the private use area, an unassigned plane-3 point.
RARE = [
    "𠮷",
    "𡐨",
    "\U0002b81d",
    "\U000310fa",
    "\U0002ebf3",
    "\U000323b5",
    "\ufa0e",
    "\ue86c",
    "\U0003fff0",
]


@pytest.mark.parametrize("surname", RARE)
def test_a_rare_surname_stays_whatever_the_table_knows(surname):
    assert words.line(f"{surname}先生", WHAT, longest=4) == f"{surname}先生"


@pytest.mark.parametrize(
    "kept",
    ["👨\u200d👩\u200d👧", "می\u200cخواهم", "ᠮᠣᠩᠭᠣᠯ\u180eᠠ", "e\u0301", "·", "<b>", "O'Brien"],
)
def test_what_joins_and_marks_letters_stays(kept):
    assert words.cleaned(kept) == kept


def test_at_the_limit_it_is_taken_and_one_more_is_refused_with_its_field():
    assert words.line("字" * 10, WHAT, longest=10) == "字" * 10
    with pytest.raises(words.TextTooLong) as refused:
        words.line("字" * 11, WHAT, longest=10, field="text")
    assert (refused.value.field, refused.value.status) == ("text", 422)
    assert "11" in refused.value.text.zh
    assert "10" in refused.value.text.en


@pytest.mark.parametrize("nothing", ["", " ", "\u3000\n", "\u200b\ufeff", "\u202e\x00"])
def test_nothing_is_refused_where_words_are_needed(nothing):
    with pytest.raises(words.TextMissing):
        words.lines(nothing, WHAT, longest=10)
    assert words.lines(nothing, WHAT, longest=10, needed=False).strip("\u200b\ufeff") == ""


@given(st.text(), st.booleans())
def test_cleaning_twice_is_the_same_and_the_rest_is_as_typed(text, keep_lines):
    once = words.cleaned(text, keep_lines=keep_lines)
    assert words.cleaned(once, keep_lines=keep_lines) == once
    once.encode()
    assert [c for c in once if not c.isspace()] == [
        c for c in text if not c.isspace() and words.cleaned(f"x{c}x") != "xx"
    ]
