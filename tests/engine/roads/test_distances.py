"""Metres between two places, with arrays and without."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanju.engine.roads.raw import distance_m, distances_m

PLACE = st.tuples(st.floats(-180, 180), st.floats(-85, 85))


def test_a_degree_along_a_meridian_and_along_a_parallel():
    assert distance_m(119.0, 49.0, 119.0, 50.0) == pytest.approx(111_195.08, abs=0.01)
    assert distance_m(119.0, 60.0, 120.0, 60.0) == pytest.approx(55_597.0, abs=6)
    assert distance_m(179.9, 0.0, -179.9, 0.0) == pytest.approx(22_239.0, abs=1)


@given(PLACE, PLACE)
def test_the_plain_one_says_what_the_arrays_say(one, other):
    (arrays,) = distances_m(np.array([one[0], other[0]]), np.array([one[1], other[1]]))
    assert distance_m(*one, *other) == pytest.approx(arrays, abs=1e-6)
    assert distance_m(*one, *other) == pytest.approx(distance_m(*other, *one), abs=1e-6)
