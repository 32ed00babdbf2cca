"""How long a clock runs, as a branch writes it into its table."""

import pytest
from pydantic import TypeAdapter, ValidationError

from quanju.domains.deadlines.rules import Stretch
from quanju.engine.clocks.lengths import Length, Unit

LENGTH = TypeAdapter(Stretch)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("30 day", Length(30, Unit("day"))),
        ("7 working_day", Length(7, Unit("working_day"))),
        ("at_once", Length(0, Unit("at_once"))),
    ],
)
def test_a_length_is_a_number_and_a_unit_or_a_word(written, meant):
    assert LENGTH.validate_python(written) == meant


@pytest.mark.parametrize(
    "written",
    ["30 weeks", "30", "days", "x day", "-3 day", "3.5 day", "３ day", "1234567890 day", "", "x y"],
)
def test_anything_else_is_refused_with_how_to_write_it(written):
    with pytest.raises(ValidationError) as refused:
        LENGTH.validate_python(written)
    assert "reads “30 day”" in str(refused.value)
