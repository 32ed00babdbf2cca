"""Covering sets: the fewest columns that cover all rows, or proof that so few cannot.

Equal rows and columns are one; in tables of a size for it, rows that contain another row and
columns inside another column go, too. Then greedy and swaps; a Lagrangian bound, which is that of
the linear programme; and HiGHS on the columns that this bound leaves open. Source: C. Toregas,
R. Swain, C. ReVelle, L. Bergman, "The location of emergency service facilities", Operations
Research 19 (1971).
"""

from dataclasses import dataclass

import numpy as np

from quanju.engine.siting import cover, median
from quanju.engine.siting.parts import Case
from quanju.engine.siting.problem import Bools, Floats, Ints
from quanju.engine.siting.rows import Outcome, Rows, ones

SWAP_ROUNDS = 60
SLICE_CELLS = 8_000_000
MOST_PRODUCTS = 4_000_000_000
"""Comparing each row with each other one is a product of matrices: so many in half a second."""
DUAL_ROUNDS = 600
NOTHING = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Lists:
    """A covering table as two lists: rows of each column, and columns of each row."""

    first: Ints
    reached: Ints
    first_at: Ints
    reach_at: Ints

    def rounds_at_once(self, cells: int = SLICE_CELLS) -> int:
        """How many rounds over all cells fit between two looks at the clock."""
        return max(1, cells // max(1, len(self.reached)))


def lists_of(table: Bools) -> Lists:
    """`table`: (rows, columns), which column covers which row."""

    def pack(matrix: Bools) -> tuple[Ints, Ints]:
        starts = np.concatenate([[0], np.cumsum(np.count_nonzero(matrix, axis=1))])
        return starts.astype(np.int64), np.nonzero(matrix)[1].astype(np.int32)

    return Lists(*pack(np.ascontiguousarray(table.T)), *pack(table))


def reduce(table: Bools, fixed: int) -> tuple[Bools, Ints]:
    """Rows and columns that decide: bool[rows, columns], and int64[columns] where they stood.

    Fixed columns (the first) cover theirs and go.
    """
    kept = np.arange(fixed, table.shape[1])
    rows = table[~table[:, :fixed].any(axis=1)][:, fixed:] if fixed else table
    rows = rows[_first_of_equals(rows)]
    size = -1
    while rows.size and rows.size != size:
        size = rows.size
        if len(rows) * size > MOST_PRODUCTS:
            columns = _first_of_equals(rows.T)
            return np.ascontiguousarray(rows[:, columns]), kept[columns]
        rows = rows[~_contains_another(rows)]
        inside = _contains_another(~rows.T)
        rows, kept = rows[:, ~inside], kept[~inside]
    return rows, kept


def _first_of_equals(rows: Bools) -> Ints:
    packed = np.packbits(rows, axis=1)
    return np.sort(np.unique(packed, axis=0, return_index=True)[1]) if packed.size else NOTHING


def _contains_another(rows: Bools) -> Bools:
    """Rows that are supersets of another one (of equal ones all but the first)."""
    one = rows.astype(np.float32)
    count = one.sum(axis=1)
    contains = one @ one.T == count[None, :]
    place = np.arange(len(rows))
    equal = contains & contains.T & (place[:, None] <= place[None, :])
    return np.asarray((contains & ~equal).any(axis=1))


def cover_with(table: Bools, points: int, case: Case) -> Ints | None:
    """Columns, at most `points`, that cover all rows; None if the search finds none."""
    rows, kept = reduce(table, case.fixed)
    found = _cover_reduced(rows, points - case.fixed, case)
    return None if found is None else np.concatenate([np.arange(case.fixed), kept[found]])


def _cover_reduced(rows: Bools, points: int, case: Case) -> Ints | None:
    room = min(points, rows.shape[1])
    if not len(rows):
        return NOTHING
    if room <= 0 or not rows.any(axis=1).all():
        return None
    lists, weight, gain = lists_of(rows), np.ones(len(rows)), np.ones(1)
    chosen = np.zeros(room, np.int64)
    for count in range(room):
        if case.left_s <= 0:
            return None
        cover.greedy(lists.first, lists.reached, weight, gain, chosen, count, count + 1)
    worth = descend(lists, weight, gain, chosen, 0, case)
    widest = max(1, min(room, rows.shape[1] - room, 12))
    size = 1
    for done in range(SWAP_ROUNDS if rows.shape[1] > room else 0):
        if worth >= len(rows) or case.left_s <= 0:
            break
        trial = jumped(chosen, rows.shape[1], 0, size, case.seed + done)
        value = descend(lists, weight, gain, trial, 0, case)
        is_better = value > worth
        if is_better:
            chosen, worth = trial, value
        size = 1 if is_better or size >= widest else size + 1
    return chosen if worth >= len(rows) else None


def descend(
    lists: Lists, weight: Floats, gain: Floats, chosen: Ints, fixed: int, case: Case
) -> float:
    """Swaps in `chosen` until none helps or the time is over; returns the worth."""
    at = np.zeros(2, np.int64)
    while True:
        worth = cover.interchange(
            lists.first, lists.reached, lists.first_at, lists.reach_at,
            weight, gain, chosen, fixed, at, SLICE_CELLS,
        )  # fmt: skip
        if at[1] >= len(lists.first) - 1 or case.left_s <= 0:
            return float(worth)


def jumped(chosen: Ints, sites: int, fixed: int, size: int, seed: int) -> Ints:
    """A copy of `chosen` with `size` random swaps."""
    trial: Ints = median.jumped(chosen, sites, fixed, size, seed % 2**31)
    return trial


def _greedy_cover(rows: Bools) -> Ints:
    open_rows, chosen = np.ones(len(rows), bool), []
    while open_rows.any():
        best = int(np.count_nonzero(rows[open_rows], axis=0).argmax())
        chosen.append(best)
        open_rows &= ~rows[:, best]
    return np.array(chosen, np.int64)


def _rows_of(rows: Bools, cost: Floats) -> Rows:
    model = Rows(cost, rows.shape[1], np.zeros(rows.shape[1]))
    if len(rows):
        index = np.nonzero(rows)[1]
        model.add(
            np.count_nonzero(rows, axis=1),
            index,
            ones(len(index)),
            ones(len(rows)),
            np.full(len(rows), np.inf),
        )
    return model


def _quick(rows: Bools, case: Case, ends_s: float) -> Ints:
    """The fewest columns that greedy and swaps find until `ends_s` are left; rows are reduced."""
    best = _greedy_cover(rows)
    while len(best) > 1 and case.left_s > ends_s:
        fewer = _cover_reduced(rows, len(best) - 1, case)
        if fewer is None:
            break
        best = fewer
    return best


def bound_of(rows: Bools, known: int, case: Case) -> tuple[float, Ints]:
    """No cover has fewer columns than this; and the columns that a smaller one than `known` needs.

    `rows`: bool[rows, columns], reduced.
    """
    lists = lists_of(rows)
    price = 1.0 / np.maximum(1, _largest_column(rows))
    best, way = price.copy(), np.zeros(len(rows))
    memo = np.array([-np.inf, 1.0, 0.0])
    at_once, rounds = lists.rounds_at_once(), 0
    while rounds < DUAL_ROUNDS and case.left_s > 0:
        if cover.fewest_dual(
            lists.first, lists.reached, price, best, way, memo, float(known), at_once
        ):
            break
        rounds += at_once
    worth = np.empty(rows.shape[1])
    bound = float(cover.priced_out(lists.first, lists.reached, best, worth))
    open_columns = np.flatnonzero(bound + np.maximum(0.0, worth) <= known - 1 + 1e-6)
    return bound, open_columns


def _largest_column(rows: Bools) -> Floats:
    """For each row the rows that its largest column covers: prices that no column exceeds."""
    held = np.count_nonzero(rows, axis=0)
    return np.asarray(np.where(rows, held, 0).max(axis=1), float)


def fewest(table: Bools, case: Case, time_s: float) -> tuple[Ints, int]:
    """The fewest columns covering all rows, and the proven least number.

    Every row must be coverable. Takes at most `time_s` of the case's time, and stops with it.
    """
    best, bound, _ = fewest_and_quick(table, case, time_s)
    return best, bound


def fewest_and_quick(table: Bools, case: Case, time_s: float) -> tuple[Ints, int, int]:
    """The same, and how many columns swaps alone found."""
    ends_s = case.left_s - time_s
    rows, kept = reduce(table, case.fixed)
    base = np.arange(case.fixed)
    if not len(rows):
        return base, case.fixed, case.fixed
    found = _quick(rows, case, ends_s + 0.5 * time_s)
    quick = len(found)
    bound, columns = bound_of(rows, quick, case)
    least = max(1, int(np.ceil(bound - 1e-6)))
    if least < quick:
        left = case.left_s - ends_s
        answer = _rows_of(rows[:, columns], ones(len(columns))).solve(time_s=max(0.01, left))
        if answer.outcome is Outcome.INFEASIBLE:
            least = quick  # a smaller cover would need columns that are all here
        else:
            least = max(least, int(np.ceil(answer.bound - 1e-6)) if answer.bound > 0 else 1)
        if answer.values is not None and (answer.values > 0.5).sum() < quick:
            found = columns[answer.values > 0.5]
    best = np.concatenate([base, kept[found]])
    return best, min(len(best), case.fixed + least), quick + case.fixed


def covers_exactly(table: Bools, points: int, case: Case, time_s: float) -> tuple[Outcome, Ints]:
    """Whether `points` columns can cover all rows: yes with columns, no, or not known in time."""
    ends_s = case.left_s - time_s
    rows, kept = reduce(table, case.fixed)
    base, room = np.arange(case.fixed), points - case.fixed
    if not len(rows):
        return Outcome.OPTIMAL, base
    if not rows.any(axis=1).all() or room <= 0:
        return Outcome.INFEASIBLE, NOTHING
    bound, columns = bound_of(rows, room + 1, case)
    if bound > room + 1e-6:
        return Outcome.INFEASIBLE, NOTHING
    model = _rows_of(rows[:, columns], np.zeros(len(columns)))
    model.add_row(np.arange(len(columns)), ones(len(columns)), 0, room)
    answer = model.solve(time_s=max(0.01, case.left_s - ends_s))
    if answer.values is None:
        return answer.outcome, NOTHING
    return Outcome.OPTIMAL, np.concatenate([base, kept[columns[answer.values > 0.5]]])
