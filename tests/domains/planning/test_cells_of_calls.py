"""Calls merged into hexagons: fine where there are many, coarse where few, left out where fewer."""

import h3
import numpy as np

from quanju.domains.planning.rules import COARSEST, FINEST, LEAST_CALLS, cells_of

TOWN = h3.latlng_to_cell(49.2122, 119.7364, COARSEST - 1)
DISTRICTS = sorted(h3.cell_to_children(TOWN, COARSEST))


def _at(cell, size):
    """The cell of that size in which the middle of this one lies (edges of H3 do not nest)."""
    return h3.latlng_to_cell(*h3.cell_to_latlng(cell), size)


def calls(*groups):
    """So many calls at the middle of each cell, all in the first hour of a week."""
    places = [h3.cell_to_latlng(cell) for cell, count in groups for _ in range(count)]
    lat, lon = np.array(places).T
    return cells_of(lon, lat, np.zeros(len(lon), np.int64))


def test_enough_calls_are_a_cell_of_the_finest_size():
    found = calls((h3.cell_to_center_child(DISTRICTS[0], FINEST), LEAST_CALLS))
    assert (found.count.tolist(), found.left_out) == ([LEAST_CALLS], 0)


def test_a_few_here_and_a_few_there_are_merged_up_to_the_coarsest_size():
    inside = h3.cell_to_children(DISTRICTS[0], FINEST)
    corners = sorted(c for c in inside if _at(c, COARSEST) == DISTRICTS[0])
    found = calls((corners[0], LEAST_CALLS - 2), (corners[-1], 2))
    assert (found.count.tolist(), found.left_out) == ([LEAST_CALLS], 0)


def test_what_only_a_still_coarser_size_would_merge_is_left_out():
    found = calls((DISTRICTS[0], LEAST_CALLS - 1), (DISTRICTS[1], LEAST_CALLS - 1))
    assert (found.count.tolist(), found.left_out) == ([], 2 * (LEAST_CALLS - 1))
