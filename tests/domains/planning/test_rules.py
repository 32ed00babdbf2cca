"""Calls become cells of five and more; wishes are checked before anything is computed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.builders.people import NOON

from quanju.domains.kernel.types import Text
from quanju.domains.planning import types
from quanju.domains.planning.rules import LEAST_CALLS, NotAStudy, cells_of
from quanju.domains.planning.studies.run import compute, options_of
from quanju.domains.planning.types import lab_kinds
from quanju.pages.planning_lab.forms import FORMS
from quanju.pages.planning_lab.study_views import ANSWERS


def cells_at(places):
    lon, lat = np.array(places, float).reshape(-1, 2).T
    return cells_of(lon, lat, np.zeros(len(lon), np.int64))


def test_five_calls_at_a_spot_are_a_cell_and_four_are_none():
    assert cells_at([(119.7, 49.2)] * 5).count.tolist() == [5]
    alone = cells_at([(119.7, 49.2)] * 4)
    assert (len(alone.count), alone.left_out) == (0, 4)


def test_few_calls_near_each_other_meet_in_a_larger_cell():
    near = cells_at([(119.70, 49.20)] * 3 + [(119.703, 49.20)] * 3)
    assert near.count.sum() + near.left_out == 6
    assert near.count.tolist() == [6]


@settings(max_examples=40, deadline=None)
@given(
    some.lists(
        some.tuples(some.floats(119.6, 119.9), some.floats(49.1, 49.3), some.integers(0, 167)),
        max_size=80,
    )
)
def test_no_call_is_lost_and_no_cell_is_smaller_than_five(calls):
    lon, lat, hour = (np.array(part) for part in zip(*calls, strict=True)) if calls else [[]] * 3
    cells = cells_of(np.array(lon, float), np.array(lat, float), np.array(hour, np.int64))
    assert cells.count.sum() + cells.left_out == len(calls) == cells.week.sum()
    assert (cells.count >= LEAST_CALLS).all()


@pytest.mark.parametrize(
    ("kind", "wish", "word"),
    [
        ("points", {"count": 0}, "1"),
        ("points", {"count": "x"}, "x"),
        ("points", {"model": "best"}, "best"),
        ("points", {"count": 1, "fixed": [1, 2]}, "2"),
        ("points", {"fixed": ["a"]}, "fixed"),
        ("points", {"candidates": "houses"}, "houses"),
        ("points", {"added": [["a", "b"]]}, "a"),
        ("points", {"added": [[1, 2]] * 21}, "20"),
        ("zones", {"calls_share": 1.1}, "1.1"),
        ("zones", {"count": 201}, "200"),
        ("what_if", {"slower": 0.4}, "0.5"),
        ("what_if", {"days": 367}, "366"),
        ("what_if", {"cars": {"1": 21}}, "20"),
        ("what_if", {"replications": float("nan")}, "nan"),
        ("astrology", {}, "astrology"),
    ],
)
def test_a_wish_that_makes_no_sense_is_told(kind, wish, word):
    with pytest.raises(NotAStudy) as refused:
        options_of(kind, wish)
    assert word in refused.value.text.zh
    assert word in refused.value.text.en


@pytest.mark.parametrize("value", [0.5, 5])
def test_both_ends_of_a_limit_are_inside(value):
    assert options_of("what_if", {"slower": value})["slower"] == value


# What a study may be asked for, typed here once more: kind, wish, least, most, otherwise.
ASKED = [
    ("points", "count", 1, 200, 27),
    ("points", "limit_min", 0.5, 60, 3),
    ("points", "busy", 0, 0.95, 0.3),
    ("points", "seconds", 1, 600, 20),
    ("points", "seed", 0, 2**31 - 1, 1),
    ("zones", "count", 1, 200, 17),
    ("zones", "calls_share", 0, 1, 0.6),
    ("zones", "moving", 0, 1_000_000, 100),
    ("zones", "resolution", 7, 10, 9),
    ("zones", "seed", 0, 2**31 - 1, 1),
    ("what_if", "slower", 0.5, 5, 1),
    ("what_if", "more_calls", 0.1, 10, 1),
    ("what_if", "days", 1, 366, 365),
    ("what_if", "replications", 2, 50, 5),
    ("what_if", "seed", 0, 2**31 - 1, 1),
]


@pytest.mark.parametrize(("kind", "wish", "least", "most", "otherwise"), ASKED)
def test_a_wish_is_taken_at_its_limits_and_refused_beyond(kind, wish, least, most, otherwise):
    step = 1 if isinstance(most, int) else 0.001
    assert options_of(kind, {})[wish] == options_of(kind, {wish: ""})[wish] == otherwise
    assert [options_of(kind, {wish: v})[wish] for v in (least, most)] == [least, most]
    for beyond in (least - step, most + step, "nan", "x"):
        with pytest.raises(NotAStudy):
            options_of(kind, {wish: beyond})


@pytest.mark.parametrize("more", [-20, 20])
def test_twenty_cars_more_or_fewer_at_a_point_and_no_more(more):
    assert options_of("what_if", {"cars": {"3": more, "4": 0}})["cars"] == {"3": more}
    with pytest.raises(NotAStudy):
        options_of("what_if", {"cars": {"3": more + more // 20}})


def test_a_kind_of_study_registers_itself_and_is_asked_drawn_and_answered(monkeypatch):
    assert [one.name for one in lab_kinds()] == ["points", "zones", "what_if"]
    assert {one.name for one in lab_kinds()} == FORMS.keys() == ANSWERS.keys()
    monkeypatch.setattr(types, "_KINDS", dict(types._KINDS))
    tides = types.StudyKind(
        name="tides",
        label=Text("潮汐", "tides"),
        place=9,
        checked=lambda given: {"tide": given["tide"]},
        compute=lambda inputs, at, say: {"high": inputs["tide"] + 1},
    )
    assert types.study_kinds()[-1] == tides
    assert compute("tides", options_of("tides", {"tide": 3}), NOON, lambda done, of: None) == {
        "high": 4
    }
    with pytest.raises(NotAStudy):
        options_of("rounds", {})
