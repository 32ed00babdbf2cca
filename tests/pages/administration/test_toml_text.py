from quanju.domains.kernel.types import Text
from quanju.pages.administration.toml_text import compared, trouble

WHY = Text("值不对", "Wrong value")


def test_an_error_is_named_with_its_line_and_what_stands_around():
    found = trouble("a = 1\nb = \nc = 3\n", WHY, 2)
    assert found.line == 2
    assert found.around == ((1, "a = 1"), (2, "b = "), (3, "c = 3"))


def test_what_has_no_place_shows_no_lines():
    found = trouble("a = 1\n", WHY, None)
    assert (found.text, found.line, found.around) == (WHY, None, ())


def test_only_what_changed_is_shown():
    lines = compared("a = 1\nb = 2\n", "a = 1\nb = 3\n")
    assert [(one.mark, one.text) for one in lines if one.mark in "+-" and one.mark] == [
        ("-", "b = 2"),
        ("+", "b = 3"),
    ]
    assert compared("a = 1\n", "a = 1\n") == []
