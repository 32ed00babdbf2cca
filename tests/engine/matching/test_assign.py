"""Units to tasks together: by hand, against every possibility, and against nearest first."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quanju.engine.matching.assign import NOBODY, assign, nearest_first

INF = math.inf
SECONDS = st.one_of(st.integers(0, 900).map(float), st.just(INF))


def table(*rows):
    return np.array(rows, dtype=np.float64)


def value(seconds, weight, chosen):
    """What a choice answers, then what it makes wait: larger, then smaller is better."""
    met = [(task, unit) for task, unit in enumerate(chosen) if unit != NOBODY]
    waits = sum(weight[task] * seconds[task, unit] for task, unit in met)
    return round(sum(weight[task] for task, _ in met), 6), -round(waits, 6)


def every_choice(seconds):
    """Every way of giving each task a unit of its own, or nobody."""
    tasks, units = seconds.shape
    for chosen in itertools.product((NOBODY, *range(units)), repeat=tasks):
        used = [unit for unit in chosen if unit != NOBODY]
        allowed = all(unit == NOBODY or seconds[t, unit] < INF for t, unit in enumerate(chosen))
        if allowed and len(used) == len(set(used)):
            yield chosen


def test_the_second_task_gets_the_unit_that_it_cannot_do_without():
    # One after the other, the first takes unit 0 and the second waits for nine minutes.
    seconds = table([100, 120], [110, 540])
    assert nearest_first(seconds, np.array([0, 1])).tolist() == [0, 1]
    assert assign(seconds, np.ones(2)).tolist() == [1, 0]


def test_the_graver_task_is_answered_when_one_unit_is_left():
    seconds = table([60], [300])
    assert assign(seconds, np.array([1.0, 4.0])).tolist() == [NOBODY, 0]


def test_a_second_of_a_grave_task_counts_for_more():
    seconds = table([100, 200], [100, 150])
    assert assign(seconds, np.ones(2)).tolist() == [0, 1]
    assert assign(seconds, np.array([1.0, 3.0])).tolist() == [1, 0]


def test_who_must_not_go_never_goes():
    seconds = table([INF, INF], [INF, 5])
    assert assign(seconds, np.ones(2)).tolist() == [NOBODY, 1]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_nothing_is_better_than_what_is_assigned(data):
    tasks, units = data.draw(st.integers(0, 4)), data.draw(st.integers(0, 4))
    rows = [[data.draw(SECONDS) for _ in range(units)] for _ in range(tasks)]
    seconds = np.array(rows, dtype=np.float64).reshape(tasks, units)
    weight = np.array([data.draw(st.sampled_from([1.0, 2.0, 4.0, 8.0])) for _ in range(tasks)])
    best = max(value(seconds, weight, chosen) for chosen in every_choice(seconds))
    found = assign(seconds, weight)
    assert tuple(found) in set(every_choice(seconds))
    assert value(seconds, weight, found) == best
    one_by_one = nearest_first(seconds, np.arange(tasks))
    assert value(seconds, weight, one_by_one) <= best


@pytest.mark.parametrize(
    ("seconds", "weight", "why"),
    [
        (np.zeros(3), np.ones(3), "axes"),
        (np.zeros((2, 3)), np.ones(3), "one for each of 2"),
        (np.zeros((2, 3)), np.array([1.0, 0.0]), "above 0"),
        (np.zeros((1, 1)), np.array([INF]), "above 0"),
        (table([-1.0]), np.ones(1), "below 0"),
        (table([math.nan]), np.ones(1), "not a number"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(seconds, weight, why):
    with pytest.raises(ValueError, match=why):
        assign(seconds, weight)
