"""Crews keep their zone when a plan changes it, and their point while it lies there."""

import pytest

from quanju.domains.patrol.homes import moved_homes
from quanju.domains.patrol.types.standing import Home

BEFORE = {1: 1, 2: 1, 3: 2}


def home(unit, zone, point):
    return Home(unit, f"P{unit}", zone, point)


@pytest.mark.parametrize(
    ("after", "was", "becomes"),
    [
        (BEFORE, (1, 1), None),
        ({1: 2, 2: 1, 3: 2}, (1, 1), (1, 2)),  # its point lies in another zone: it changes point
        ({2: 1, 3: 2}, (1, 1), (1, 2)),  # its point is gone
        ({1: 2, 2: 2, 3: 2}, (1, 1), (1, None)),  # its zone has none: it patrols without
        ({1: 1, 3: 1}, (2, 3), (2, None)),
        ({1: 1, 2: 1, 3: None}, (2, 3), (2, None)),  # outside all zones is in none
        ({1: 1, 2: 1, 3: 2}, (2, None), None),  # a crew without a point is given none
        ({1: 1, 2: 1, 3: 2}, (None, 3), None),  # nor is one without a zone given one
        ({1: 1, 2: 1}, (None, 3), (None, None)),
        ({1: 1, 2: 1, 3: 2}, (9, 3), (2, 3)),  # its zone is gone: it goes with its point
        ({1: 1, 2: 1}, (9, 3), (None, None)),
    ],
)
def test_where_a_crew_goes(after, was, becomes):
    moved = moved_homes([home(1, *was)], BEFORE, after, [1, 2])
    assert moved == ([] if becomes is None else [home(1, *becomes)])


def test_two_that_lose_their_point_are_shared_out():
    crews = [home(1, 2, 3), home(2, 2, 3)]
    moved = moved_homes(crews, BEFORE, {1: 2, 2: 2}, [1, 2])
    assert sorted(one.staging_point for one in moved) == [1, 2]


def test_a_point_new_to_its_zone_takes_one_of_a_pair_beside_it():
    crews = [home(1, 1, 1), home(2, 1, 1)]
    assert moved_homes(crews, {1: 1}, {1: 1, 7: 1}, [1]) == [home(2, 1, 7)]
    # A point that stood empty before stays so, and a single crew is not sent about.
    assert moved_homes(crews, {1: 1, 7: 1}, {1: 1, 7: 1}, [1]) == []
    assert moved_homes(crews[:1], {1: 1}, {1: 1, 7: 1}, [1]) == []
