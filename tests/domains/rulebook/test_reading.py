"""The one reader: what it takes, what it refuses, and where it says the fault lies."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quanju.domains.rulebook.queries import in_force, read, shipped, written
from quanju.domains.rulebook.reading import content_of
from quanju.domains.rulebook.types import RuleError, RuleKind, Table, kind_named, kinds

KINDS = [kind.name for kind in kinds() if shipped(kind)]
TABLES = Path(__file__).parents[2] / "branches" / "second_branch" / "rules"
GRADES = shipped(kind_named("dispatch.grades"))
CLOCKS = shipped(kind_named("deadlines.statutory_clocks"))
MOON = CLOCKS.replace('= "30 day"', '= "30 moon"', 1)
CLOCK_LINE = CLOCKS[: CLOCKS.index('length = "30 day"')].count("\n") + 1
PLANS = shipped(kind_named("dispatch.response_plans"))


def refused(kind, text):
    with pytest.raises(RuleError) as error:
        read(kind, text)
    return error.value


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_table_and_its_written_content_say_the_same(kind):
    text = shipped(kind_named(kind))
    assert read(kind, text) == read(kind, written(content_of(text)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_that_nobody_knows_is_refused_at_its_place(kind):
    text = shipped(kind_named(kind))
    error = refused(kind, f"nobody_knows_s = 1\n{text}")
    assert error.line == 1
    assert "nobody_knows_s" in error.text.zh
    assert "nobody_knows_s" in error.text.en


@pytest.mark.parametrize(
    ("kind", "text", "line", "says"),
    [
        ("dispatch.grades", GRADES.replace("sign_off_s = 60", "sign_off_s = 0"), 34, "at least 1"),
        ("dispatch.grades", GRADES.replace("sign_off_s = 60", "sign_off = 60"), 34, "sign_off_s"),
        ("dispatch.grades", GRADES.replace("sign_off_s = 60\n", ""), 28, "off_s)” is missing"),
        ("dispatch.grades", GRADES.replace("number = 3", "number = 2"), 6, "without a gap"),
        ("dispatch.grades", GRADES.replace("number = 3", 'number = "3"'), 29, "whole number"),
        ("dispatch.grades", GRADES.replace("is_risky = true", "is_risky = 1"), 16, "true or false"),
        ("dispatch.grades", GRADES.replace('"Grade 4"', '" "'), 42, "not written rightly"),
        ("dispatch.response_plans", PLANS.replace("crew = 2 }]", "crew = 99 }]"), 18, "50"),
        ("dispatch.response_plans", PLANS.replace('"office_liaison"', '"army"'), 13, "is one of"),
        ("deadlines.statutory_clocks", CLOCKS.replace("share = 0.75", "share = 1"), 13, "below 1"),
        ("deadlines.statutory_clocks", CLOCKS.replace("share = 0.75", "share = 0"), 13, "above 0"),
        ("deadlines.statutory_clocks", MOON, CLOCK_LINE, "reads"),
        ("patrol.cover", "alert_after_min = nan\n", 1, "finite"),
        ("patrol.cover", "alert_after_min = true\n", 1, "must be a number"),
        ("patrol.cover", "alert_after_min = 1e999\n", 1, "finite"),
        ("patrol.cover", "", None, "is missing"),
        ("patrol.cover", "[alert_after_min]\n", 1, "must be a number"),
        ("patrol.ring_model", 'model = "roads"\nminutes = [3, 1]\nspeed_kmh = 9', 2, "must rise"),
        ("patrol.ring_model", 'model = "roads"\nminutes = 3\nspeed_kmh = 9', 2, "a list"),
        ("patrol.ring_model", 'model = "sea"\nminutes = [3]\nspeed_kmh = 9', 1, "circles (circle)"),
        ("patrol.joint_duty", "rooms = []\nslots = [{ zh = '一', en = 'One' }]", 1, "at least 1"),
        ("patrol.joint_duty", "rooms = [{ zh = '一' }]\nslots = []", 1, "both languages"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_line(kind, text, line, says):
    error = refused(kind, text)
    assert error.line == line
    assert says in error.text.en
    assert re.search("[\u4e00-\u9fff]", error.text.zh)


def test_the_first_of_several_faults_is_told_and_the_others_are_counted():
    text = GRADES.replace("silent_after_min", "silent_min")
    assert "(7 more)" in refused("dispatch.grades", text).text.en


def test_remarks_order_and_blank_lines_do_not_matter_to_what_is_read():
    one = 'speed_kmh = 30\n\n# why\nminutes = [ # rising\n  1,\n  2, 4 ]\nmodel = "circle"\n'
    assert read("patrol.ring_model", one).minutes == (1, 2, 4)
    assert read("patrol.ring_model", one.replace("\n", "\r\n")).speed_kmh == 30


def is_read_or_told(kind, text):
    try:
        return read(kind, text) is not None
    except RuleError as error:
        return bool(error.text.zh and error.text.en)


@given(st.text(max_size=80))
@settings(deadline=None)
def test_any_text_is_read_or_refused_in_words(text):
    for kind in ("patrol.cover", "dispatch.grades"):
        assert is_read_or_told(kind, text)


VALUES = st.recursive(
    st.one_of(st.integers(), st.floats(), st.booleans(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["zh", "en", "code", "grade"]), inner, max_size=3),
    ),
    max_leaves=6,
)


SMALL = [name for name in KINDS if name != "deadlines.statutory_clocks"]
"""That one has 1,200 lines: each round would take half a second."""


@given(st.data())
@settings(deadline=None)
def test_any_value_in_any_line_is_read_or_refused_in_words(data):
    kind = kind_named(data.draw(st.sampled_from(SMALL)))
    content = content_of(shipped(kind))
    content[data.draw(st.sampled_from(sorted(content)))] = data.draw(VALUES)
    assert is_read_or_told(kind.name, written(content))


def test_a_table_says_where_it_comes_from():
    table = read("dispatch.grades", (TABLES / "dispatch.grades.toml").read_text("utf-8"))
    assert table.origin == "test · 溪口分局（演示） · v1 · 2026-01-01"


@pytest.mark.django_db
def test_what_comes_with_the_room_holds_before_the_branch_has_a_table():
    kind = kind_named("patrol.cover")
    held = in_force(kind, at=None)
    assert (held.reference, held.content.alert_after_min) == ("patrol.cover@0", 15)


@pytest.mark.parametrize("name", ["minutes", "test.", ".minutes"])
def test_a_kind_is_called_after_its_room(name):
    with pytest.raises(ValueError, match="room"):
        RuleKind(name, "", Table)


def test_a_kind_is_defined_once():
    with pytest.raises(ValueError, match="already"):
        RuleKind("patrol.cover", "", Table)


ANY_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN = ANY_WORDS | st.integers(-(2**53), 2**53) | st.booleans() | st.floats(allow_nan=False)
ANY = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_WORDS, inner, max_size=4),
)


@given(st.dictionaries(ANY_WORDS, ANY, max_size=5))
@settings(deadline=None)
def test_what_is_written_reads_the_same(content):
    assert content_of(written(content)) == content


def test_days_become_text():
    assert content_of("day = 2026-11-23") == {"day": "2026-11-23"}


@pytest.mark.parametrize(
    ("text", "says"),
    [("a = ", "值不对"), ("a = 1 b = 2", "一行只能写一项"), ('a = "x', "引号"), ("[a", "缺少 ]")],
)
def test_what_the_parser_says_is_said_in_chinese_too(text, says):
    error = refused("patrol.cover", f"\n{text}")
    assert says in error.text.zh
    assert error.line == 2


def test_a_table_written_before_a_line_came_takes_that_line_from_the_room():
    old = "acknowledge_alert_s = 20\nre_offer_s = 45\nfeedback_min = 45\nsilent_min = 6\n"
    table = read("dispatch.clocks", old + "reservation_min = 10\nnuisance_days = 14\n")
    assert (table.first_order_s, table.re_offer_s) == (60, 45)
