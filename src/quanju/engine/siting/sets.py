"""Covering sets: the fewest columns that cover all rows, or proof that so few cannot.

Rows that contain another row, and columns inside another column, go first; then greedy and swaps;
then HiGHS. Source: C. Toregas, R. Swain, C. ReVelle, L. Bergman, "The location of emergency
service facilities", Operations Research 19 (1971).
"""

from dataclasses import dataclass

import numpy as np

from quanju.engine.siting import cover
from quanju.engine.siting.problem import Bools, Floats, Ints
from quanju.engine.siting.rows import Outcome, Rows, ones

SWAP_ROUNDS = 60
NOTHING = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Lists:
    """A covering table as two lists: rows of each column, and columns of each row."""

    first: Ints
    reached: Ints
    first_at: Ints
    reach_at: Ints


def lists_of(table: Bools) -> Lists:
    """`table`: (rows, columns), which column covers which row."""

    def pack(matrix: Bools) -> tuple[Ints, Ints]:
        starts = np.concatenate([[0], np.cumsum(matrix.sum(axis=1))])
        return starts.astype(np.int64), np.nonzero(matrix)[1].astype(np.int64)

    return Lists(*pack(table.T), *pack(table))


def reduce(table: Bools, fixed: int) -> tuple[Bools, Ints]:
    """Rows and columns that decide: bool[rows, columns], and int64[columns] where they stood.

    Fixed columns (the first) cover theirs and go.
    """
    kept = np.arange(fixed, table.shape[1])
    rows = table[~table[:, :fixed].any(axis=1)][:, fixed:]
    size = -1
    while rows.size and rows.size != size:
        size = rows.size
        rows = rows[~_contains_another(rows)]
        inside = _contains_another(~rows.T)
        rows, kept = rows[:, ~inside], kept[~inside]
    return rows, kept


def _contains_another(rows: Bools) -> Bools:
    """Rows that are supersets of another one (of equal ones all but the first)."""
    one = rows.astype(np.float32)
    count = one.sum(axis=1)
    contains = one @ one.T == count[None, :]
    place = np.arange(len(rows))
    equal = contains & contains.T & (place[:, None] <= place[None, :])
    return np.asarray((contains & ~equal).any(axis=1))


def cover_with(table: Bools, fixed: int, points: int, seed: int) -> Ints | None:
    """Columns, at most `points`, that cover all rows; None if the search finds none."""
    rows, kept = reduce(table, fixed)
    room = min(points - fixed, len(kept))
    base = np.arange(fixed)
    if not len(rows):
        return base
    if room <= 0 or not rows.any(axis=1).all():
        return None
    lists, weight, gain = lists_of(rows), np.ones(len(rows)), np.ones(1)
    chosen = np.zeros(room, np.int64)
    cover.greedy(lists.first, lists.reached, weight, gain, chosen, 0, room)
    both = (lists.first, lists.reached, lists.first_at, lists.reach_at, weight, gain)
    worth = cover.interchange(*both, chosen, 0)
    worth = cover.wander(*both, chosen, worth, len(rows), 0, SWAP_ROUNDS, seed)
    return np.concatenate([base, kept[chosen]]) if worth >= len(rows) else None


def _greedy_cover(rows: Bools) -> Ints:
    open_rows, chosen = np.ones(len(rows), bool), []
    while open_rows.any():
        best = int(rows[open_rows].sum(axis=0).argmax())
        chosen.append(best)
        open_rows &= ~rows[:, best]
    return np.array(chosen, np.int64)


def _rows_of(rows: Bools, cost: Floats) -> Rows:
    model = Rows(cost, rows.shape[1], np.zeros(rows.shape[1]))
    if len(rows):
        index = np.nonzero(rows)[1]
        model.add(
            rows.sum(axis=1), index, ones(len(index)), ones(len(rows)), np.full(len(rows), np.inf)
        )
    return model


def quick_fewest(table: Bools, fixed: int, seed: int) -> Ints:
    """The fewest columns that greedy and swaps find; every row must be coverable."""
    rows, kept = reduce(table, fixed)
    best = np.concatenate([np.arange(fixed), kept[_greedy_cover(rows)]])
    while len(best) > max(fixed, 1):
        fewer = cover_with(table, fixed, len(best) - 1, seed)
        if fewer is None:
            break
        best = fewer
    return best


def fewest(table: Bools, fixed: int, seconds: float, seed: int = 1) -> tuple[Ints, int]:
    """The fewest columns covering all rows, and the proven least number."""
    rows, kept = reduce(table, fixed)
    best = quick_fewest(table, fixed, seed)
    if not len(rows):
        return best, fixed
    answer = _rows_of(rows, ones(len(kept))).solve(seconds=seconds)
    if answer.values is not None:
        found = kept[answer.values > 0.5]
        if len(found) + fixed < len(best):
            best = np.concatenate([np.arange(fixed), found])
    bound = max(1.0, answer.bound)
    return best, min(len(best), fixed + int(np.ceil(bound - 1e-6)))


def covers_exactly(table: Bools, fixed: int, points: int, seconds: float) -> tuple[Outcome, Ints]:
    """Whether `points` columns can cover all rows: yes with columns, no, or not known in time."""
    rows, kept = reduce(table, fixed)
    if not len(rows):
        return Outcome.OPTIMAL, np.arange(fixed)
    if not rows.any(axis=1).all() or points <= fixed:
        return Outcome.INFEASIBLE, NOTHING
    model = _rows_of(rows, np.zeros(len(kept)))
    model.add_row(np.arange(len(kept)), ones(len(kept)), 0, points - fixed)
    answer = model.solve(seconds=seconds)
    if answer.values is None:
        return answer.outcome, NOTHING
    return Outcome.OPTIMAL, np.concatenate([np.arange(fixed), kept[answer.values > 0.5]])
