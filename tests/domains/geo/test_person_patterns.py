"""Patterns that tell of a person in a place note, as a branch may write them."""

import pytest
from pydantic import ValidationError

from quanju.domains.geo.rules import PersonRule


@pytest.mark.parametrize("pattern", ["(", "[a", "[[a]", "[a&&b]", "[a||b]"])
def test_a_pattern_that_cannot_be_read_in_one_way_is_refused_at_its_line(pattern):
    with pytest.raises(ValidationError) as refused:
        PersonRule(pattern=pattern, why_zh="姓名", why_en="A name")
    assert [one["loc"] for one in refused.value.errors()] == [("pattern",)]


def test_a_plain_pattern_is_taken():
    assert PersonRule(pattern="[0-9]{17}[0-9X]", why_zh="证件号", why_en="A number").pattern


def rule(**more):
    return PersonRule(why_zh="姓名", why_en="A name", **more)


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (rule(words=("张三",)), "张三"),
        (rule(pattern="[0-9]{4}"), "2026"),
        (rule(words=("张三",), pattern="[0-9]{4}"), "张三"),
        (rule(words=("李四",), pattern="[0-9]{4}"), "2026"),
        (rule(words=("李四",), pattern="[0-9]{6}"), ""),
    ],
)
def test_words_or_the_pattern_tell_of_a_person(made, found):
    assert made.found_in("张三 2026 年住过") == found


def test_a_rule_with_neither_words_nor_a_pattern_is_refused():
    with pytest.raises(ValidationError):
        rule()
