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
