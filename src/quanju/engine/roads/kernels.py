"""Shortest paths in numba on flat arrays: Dijkstra with a 4-ary heap that stops early.

For one city a plain Dijkstra that stops when it knows enough beats every precomputed hierarchy
that could be tried from Python, and weights may change at any moment without rebuilding.
Source: E. W. Dijkstra, "A note on two problems in connexion with graphs", Numerische
Mathematik 1 (1959); D. B. Johnson, "Priority queues with update", IPL 4 (1975) for d-ary heaps.
"""

import numpy as np
from numba import prange

from quanju.engine.compiling import njit

NONE = -1
NEVER = 65_535
"""Ticks of a landmark that has no way from or to a node."""
FULL = -2
"""Instead of a goal: the heap has no room left."""


@njit(inline="always")
def _push(keys, items, size, key, item):  # type: ignore[no-untyped-def]
    child = size
    while child > 0:
        parent = (child - 1) >> 2
        if keys[parent] <= key:
            break
        keys[child] = keys[parent]
        items[child] = items[parent]
        child = parent
    keys[child] = key
    items[child] = item
    return size + 1


@njit(inline="always")
def _pop(keys, items, size):  # type: ignore[no-untyped-def]
    """Remove the smallest; the caller has read keys[0] and items[0]."""
    size -= 1
    key, item = keys[size], items[size]
    hole = 0
    while True:
        child = (hole << 2) + 1
        if child >= size:
            break
        best = child
        end = min(child + 4, size)
        for other in range(child + 1, end):
            if keys[other] < keys[best]:
                best = other
        if keys[best] >= key:
            break
        keys[hole] = keys[best]
        items[hole] = items[best]
        hole = best
    keys[hole] = key
    items[hole] = item
    return size


@njit(nogil=True)
def hang(chain, edges, fractions, forward_head, backward_head, whole):  # type: ignore[no-untyped-def]
    """Hang each unit on the nodes it can drive to from where it stands on an edge.

    Returns (nodes, each link's next one or -1, units, seconds to the node) of the links that
    `chain` then begins with.
    """
    most, count = 2 * edges.shape[0], 0
    nodes, links = np.empty(most, np.int64), np.empty(most, np.int64)
    link_unit, link_cost = np.empty(most, np.int64), np.empty(most)
    for unit in range(edges.shape[0]):
        edge = edges[unit]
        for way in range(2):
            node = forward_head[edge] if way == 0 else backward_head[edge]
            if node < 0 or not np.isfinite(whole[way, edge]):
                continue
            share = 1 - fractions[unit] if way == 0 else fractions[unit]
            nodes[count], link_unit[count] = node, unit
            link_cost[count] = share * whole[way, edge]
            links[count] = chain[node]
            chain[node] = count
            count += 1
    return nodes[:count], links[:count], link_unit[:count], link_cost[:count]


@njit(nogil=True)
def nearest(  # type: ignore[no-untyped-def]
    first,
    neighbour,
    weight,
    starts,
    start_costs,
    chain,
    links,
    link_unit,
    link_cost,
    direct,
    wanted,
    limit,
    distance,
    stamp,
    mark,
    keys,
    items,
):
    """Search backwards from a place until `wanted` units are known exactly.

    first, neighbour, weight: the arcs entering each node, where they come from, their seconds.
    chain[node] is the first link of the units that can drive to a node, or -1; links[link] the
    next; link_unit, link_cost which unit and its seconds to the node.
    direct: seconds of units that reach the place without passing a junction, or inf.
    Units are pushed as items beyond the nodes, so they come out in their true order.
    Returns (unit numbers, seconds), fewer than wanted if no more can reach the place.
    """
    nodes = first.shape[0] - 1
    units = direct.shape[0]
    best_unit = np.full(units, np.inf)
    found = np.empty(wanted, np.int64)
    times = np.empty(wanted, np.float64)
    count, size = 0, 0
    for unit in range(units):
        if direct[unit] < np.inf:
            best_unit[unit] = direct[unit]
            size = _push(keys, items, size, direct[unit], nodes + unit)
    for i in range(starts.shape[0]):
        node, cost = starts[i], start_costs[i]
        if cost < np.inf and (stamp[node] != mark or cost < distance[node]):
            stamp[node] = mark
            distance[node] = cost
            size = _push(keys, items, size, cost, node)
    while size > 0 and count < wanted:
        key, item = keys[0], items[0]
        size = _pop(keys, items, size)
        if key > limit:
            break
        if item >= nodes:
            unit = item - nodes
            if key > best_unit[unit] or best_unit[unit] < 0:
                continue
            best_unit[unit] = -1.0
            found[count] = unit
            times[count] = key
            count += 1
            continue
        if key > distance[item]:
            continue
        k = chain[item]
        while k >= 0:
            unit, total = link_unit[k], key + link_cost[k]
            if total < best_unit[unit]:
                best_unit[unit] = total
                size = _push(keys, items, size, total, nodes + unit)
            k = links[k]
        for k in range(first[item], first[item + 1]):
            other, total = neighbour[k], key + weight[k]
            if total < np.inf and (stamp[other] != mark or total < distance[other]):
                stamp[other] = mark
                distance[other] = total
                # Nobody stands at a dead end's end, and nobody comes through it.
                ends = first[other + 1] - first[other] <= 1 and chain[other] < 0
                if ends and (first[other + 1] == first[other] or neighbour[first[other]] == item):
                    continue
                size = _push(keys, items, size, total, other)
    return found[:count], times[:count]


@njit(nogil=True)
def reach(  # type: ignore[no-untyped-def]
    first,
    arc_of,
    neighbour,
    weight,
    starts,
    start_costs,
    limit,
    distance,
    stamp,
    mark,
    keys,
    items,
    settled,
):
    """All nodes within `limit` seconds in order of time; returns how many are in `settled`."""
    count, size = 0, 0
    for i in range(starts.shape[0]):
        node, cost = starts[i], start_costs[i]
        if cost <= limit and (stamp[node] != mark or cost < distance[node]):
            stamp[node] = mark
            distance[node] = cost
            size = _push(keys, items, size, cost, node)
    while size > 0:
        key, item = keys[0], items[0]
        size = _pop(keys, items, size)
        if key > distance[item]:
            continue
        settled[count] = item
        count += 1
        for k in range(first[item], first[item + 1]):
            other, total = neighbour[k], key + weight[arc_of[k]]
            if total <= limit and (stamp[other] != mark or total < distance[other]):
                stamp[other] = mark
                distance[other] = total
                size = _push(keys, items, size, total, other)
    return count


@njit(inline="always")
def at_least(ticks, scale, goal_after, goal_before, node):  # type: ignore[no-untyped-def]
    """Seconds from a node to the goal that no way goes below, by what the landmarks know."""
    landmarks = goal_after.shape[0]
    best = 0.0
    for k in range(landmarks):
        if ticks[node, k] != NEVER:
            best = max(best, goal_after[k] - (ticks[node, k] + 1.0) * scale)
        # Who cannot come to a landmark that the goal can come to does not reach the goal.
        best = max(best, ticks[node, landmarks + k] * scale + goal_before[k])
    return best


@njit(nogil=True)
def path(  # type: ignore[no-untyped-def]
    first,
    head,
    weight,
    starts,
    start_costs,
    goal_cost,
    ticks,
    scale,
    goal_after,
    goal_before,
    distance,
    ahead,
    stamp,
    mark,
    keys,
    items,
    by_arc,
):
    """Cheapest way to any goal node (goal_cost < inf is added there), looking ahead (A*).

    ticks, scale, goal_after, goal_before: see `landmarks.py`; no landmark, and this is Dijkstra.
    A node whose way becomes shorter is taken up again, so a bound may be rounded. How often that
    happens has no limit that the arrays could be made for: then `FULL` is returned.
    Returns (goal node or -1, seconds). `by_arc[node]` is the arc it was reached by, or
    -1 - start number at a start.
    """
    best_goal, best_total, size = NONE, np.inf, 0
    for i in range(starts.shape[0]):
        node, cost = starts[i], start_costs[i]
        if cost < np.inf and (stamp[node] != mark or cost < distance[node]):
            stamp[node] = mark
            distance[node] = cost
            ahead[node] = at_least(ticks, scale, goal_after, goal_before, node)
            by_arc[node] = -1 - i
            size = _push(keys, items, size, cost + ahead[node], node)
    while size > 0:
        key, item = keys[0], items[0]
        size = _pop(keys, items, size)
        if key >= best_total:
            break
        here = distance[item]
        if key > here + ahead[item]:
            continue
        if here + goal_cost[item] < best_total:
            best_total = here + goal_cost[item]
            best_goal = item
        if size + first[item + 1] - first[item] > keys.shape[0]:
            return FULL, np.inf
        for k in range(first[item], first[item + 1]):
            other, total = head[k], here + weight[k]
            if total == np.inf:
                continue
            if stamp[other] != mark:
                stamp[other] = mark
                ahead[other] = at_least(ticks, scale, goal_after, goal_before, other)
            elif total >= distance[other]:
                continue
            distance[other] = total
            by_arc[other] = k
            size = _push(keys, items, size, total + ahead[other], other)
    return best_goal, best_total


@njit(nogil=True)
def way_back(by_arc, tail, goal):  # type: ignore[no-untyped-def]
    """The arcs that led to a goal, in driving order, and the number of the start."""
    count, node = 0, goal
    while by_arc[node] >= 0:
        node = tail[by_arc[node]]
        count += 1
    arcs = np.empty(count, np.int64)
    start, node = -1 - by_arc[node], goal
    for k in range(count - 1, -1, -1):
        arcs[k] = by_arc[node]
        node = tail[arcs[k]]
    return arcs, start


@njit(parallel=True, nogil=True)
def table(  # type: ignore[no-untyped-def]
    first,
    head,
    weight,
    source_first,
    source_node,
    source_cost,
    goal_first,
    goal_node,
    goal_cost,
    limit,
    blocks,
):
    """Seconds from each source to each goal; inf where not within `limit`.

    Sources and goals are CSR: the nodes each can go on to (or be reached from) and at what cost.
    A search ends when every goal's nodes are settled. `blocks` searches run side by side, each
    with its own arrays.
    """
    nodes = first.shape[0] - 1
    sources, goals = source_first.shape[0] - 1, goal_first.shape[0] - 1
    out = np.full((sources, goals), np.inf, np.float32)
    is_goal = np.zeros(nodes, np.bool_)
    for k in range(goal_node.shape[0]):
        is_goal[goal_node[k]] = True
    to_settle = is_goal.sum()
    for block in prange(blocks):
        distance = np.empty(nodes, np.float64)
        stamp = np.zeros(nodes, np.int64)
        keys = np.empty(head.shape[0] + nodes + 16, np.float64)
        items = np.empty(head.shape[0] + nodes + 16, np.int64)
        for source in range(block, sources, blocks):
            mark = source + 1
            size, left = 0, to_settle
            for k in range(source_first[source], source_first[source + 1]):
                node, cost = source_node[k], source_cost[k]
                if cost <= limit and (stamp[node] != mark or cost < distance[node]):
                    stamp[node] = mark
                    distance[node] = cost
                    size = _push(keys, items, size, cost, node)
            while size > 0 and left > 0:
                key, item = keys[0], items[0]
                size = _pop(keys, items, size)
                if key > distance[item]:
                    continue
                if is_goal[item]:
                    left -= 1
                for k in range(first[item], first[item + 1]):
                    other, total = head[k], key + weight[k]
                    if total <= limit and (stamp[other] != mark or total < distance[other]):
                        stamp[other] = mark
                        distance[other] = total
                        size = _push(keys, items, size, total, other)
            for goal in range(goals):
                best = np.inf
                for k in range(goal_first[goal], goal_first[goal + 1]):
                    node = goal_node[k]
                    if stamp[node] == mark:
                        best = min(best, distance[node] + goal_cost[k])
                if best <= limit:
                    out[source, goal] = best
    return out
