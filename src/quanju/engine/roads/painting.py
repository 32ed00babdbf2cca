"""Reached roads onto a grid of cells, in numba: what `polygons` outlines."""

import numpy as np

from quanju.engine.compiling import njit


@njit(nogil=True)
def cells(  # type: ignore[no-untyped-def]
    nodes,
    seconds,
    limit_s,
    first,
    arc_of,
    arc_seconds,
    arc_edge,
    arc_forward,
    is_toward,
    edge_metres,
    shape_first,
    shape_east,
    shape_north,
    step_m,
    cell_m,
):
    """int64[n, 2]: cells of `cell_m` metres east and north that the reached roads lie in, looked at
    every `step_m`; some more than once.

    nodes int64[k] and seconds float64[k] as `reach` gives them; first int32[nodes + 1] with
    arc_of int32[arcs] the arcs that go on from a node; arc_seconds float64[arcs]; arc_edge int32,
    arc_forward bool, edge_metres float64; shape_first int32[edges + 1], shape_east and shape_north
    float64[points] metres.
    """
    whole = np.zeros(len(edge_metres), np.bool_)
    most = 0
    for n in range(len(nodes)):
        for slot in range(first[nodes[n]], first[nodes[n] + 1]):
            most += _steps(1.0, edge_metres[arc_edge[arc_of[slot]]], step_m)
    found = np.empty((most, 2), np.int64)
    count = 0
    for n in range(len(nodes)):
        for slot in range(first[nodes[n]], first[nodes[n] + 1]):
            arc = arc_of[slot]
            edge = arc_edge[arc]
            share = _share(limit_s - seconds[n], arc_seconds[arc])
            if share == 1.0:
                if whole[edge]:
                    continue  # drawn from its other end
                whole[edge] = True
            count = _walk(
                found,
                count,
                share,
                _steps(share, edge_metres[edge], step_m),
                arc_forward[arc] != is_toward,
                shape_east[shape_first[edge] : shape_first[edge + 1]],
                shape_north[shape_first[edge] : shape_first[edge + 1]],
                cell_m,
            )
    return found[:count]


@njit(nogil=True)
def smoothed(found, low_east, low_north, rows, columns, weights):  # type: ignore[no-untyped-def]
    """float64[rows, columns]: the cells int64[n, 2] and those around them painted 1 on 0, and
    blurred by a bell whose half is `weights` float64[radius + 1], its middle first.

    The edge mirrors. Nothing painted may lie in the two outermost rows and columns.
    """
    painted = np.zeros((rows, columns))
    for n in range(len(found)):
        column, row = found[n, 0] - low_east, found[n, 1] - low_north
        painted[row - 1 : row + 2, column - 1 : column + 2] = 1
    radius = len(weights) - 1
    upright, wide = np.empty(columns), np.empty(columns + 2 * radius)
    field = np.empty((rows, columns))
    for row in range(rows):
        upright[:] = painted[row] * weights[0]
        for k in range(radius, 0, -1):
            below, above = _mirrored(row - k, rows), _mirrored(row + k, rows)
            _add(upright, painted[below], painted[above], weights[k])
        for column in range(columns):  # rounded between, as in a picture of single precision
            wide[radius + column] = np.float32(upright[column])
        for k in range(radius):
            wide[k] = wide[radius + _mirrored(k - radius, columns)]
            wide[radius + columns + k] = wide[radius + _mirrored(columns + k, columns)]
        here = field[row]
        here[:] = wide[radius : radius + columns] * weights[0]
        for k in range(radius, 0, -1):
            _add(here, wide[radius - k :], wide[radius + k :], weights[k])
        for column in range(columns):
            here[column] = np.float32(here[column])
    return field


@njit(nogil=True)
def _add(out, one, other, weight):  # type: ignore[no-untyped-def]
    """Own function, so that the machine may take several at once."""
    for k in range(len(out)):
        out[k] += (one[k] + other[k]) * weight


@njit(inline="always")
def _mirrored(place, length):  # type: ignore[no-untyped-def]
    """The place within 0 … length − 1 that lies as far behind the edge: −1 is 0 again."""
    if place < 0:
        return min(-place - 1, length - 1)
    if place >= length:
        return max(2 * length - place - 1, 0)
    return place


@njit(inline="always")
def _share(left, whole):  # type: ignore[no-untyped-def]
    """What part of an arc is reached in the seconds that are left."""
    if not np.isfinite(whole):
        return 0.0
    return min(max(left / max(whole, 1e-9), 0.0), 1.0)


@njit(inline="always")
def _steps(share, metres, step_m):  # type: ignore[no-untyped-def]
    return int(np.ceil(share * metres / step_m)) + 1


@njit(inline="always")
def _far(east, north, one, other):  # type: ignore[no-untyped-def]
    """Metres between two points of a line."""
    return np.sqrt((east[other] - east[one]) ** 2 + (north[other] - north[one]) ** 2)


@njit(nogil=True)
def _walk(  # type: ignore[no-untyped-def]
    found, count, share, steps, is_from_start, east, north, cell_m
):
    """Write the cells from one end of a line to a share of it behind the first `count`; the new
    count. One after another in the same cell is written once."""
    last = len(east) - 1
    whole = 0.0
    for k in range(last):
        whole += _far(east, north, k, k + 1)
    here = 0 if is_from_start else last
    turn = 1 if is_from_start else -1
    begun, gone, k = count, 0.0, 0
    leg = _far(east, north, here, here + turn)
    for number in range(steps):
        due = whole * share * number / max(steps - 1, 1)
        while k < last - 1 and gone + leg < due:
            gone, k, here = gone + leg, k + 1, here + turn
            leg = _far(east, north, here, here + turn)
        part = min((due - gone) / leg, 1.0) if leg > 0 else 0.0
        column = round((east[here] + part * (east[here + turn] - east[here])) / cell_m)
        row = round((north[here] + part * (north[here + turn] - north[here])) / cell_m)
        if count == begun or found[count - 1, 0] != column or found[count - 1, 1] != row:
            found[count, 0], found[count, 1] = column, row
            count += 1
    return count
