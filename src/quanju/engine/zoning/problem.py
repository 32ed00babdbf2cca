"""The frozen question: cells, what each weighs, who lies beside whom, how many zones."""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from quanju.engine.zoning.errors import (
    BadCells,
    CellsApart,
    GroupsDoNotFit,
    TooFewCells,
    ZoneApart,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Ground:
    """The shapes of n cells, where the roundness of zones counts.

    `area`: float64[n] m² > 0; `moment`: float64[n] ∫ r² about the cell's middle, m⁴; `edge_m`:
    float64[n] border with no other cell; `metres`: float64[m] common border of each pair.
    """

    area: Floats
    moment: Floats
    edge_m: Floats
    metres: Floats


@dataclass(frozen=True)
class ZoningProblem:
    """n cells and the pairs that lie beside each other.

    `x_m`, `y_m`: float64[n] middle of each cell, metres on a plane. `weight`: float64[n] ≥ 0,
    calls or road length. `pairs`: int32[m, 2] neighbours, each once. `price`: float64[m] what it
    costs to let a border run between the two (1 by default; less along a big road or a river).
    `zones`: how many. `today`: int32[n] zones 0 … zones-1 to start from, or None.
    `moving`: price of moving the whole weight to another zone, in borders. `groups`: int32[n]
    groups 0 … such as stations, each in one piece, that no zone may leave; not with `today`.
    `ground` and `roundness`: shapes of the cells, and what a zone that is no disk costs in borders.
    `is_way`: bool[m] a zone may hang together over this pair (all by default; not over a river).
    Raises BadCells, TooFewCells, CellsApart, ZoneApart, GroupsDoNotFit.
    """

    x_m: Floats
    y_m: Floats
    weight: Floats
    pairs: Ints
    zones: int
    price: Floats | None = None
    today: Ints | None = None
    moving: float = 0.0
    groups: Ints | None = None
    ground: Ground | None = None
    roundness: float = 0.0
    is_way: Flags | None = None

    def __post_init__(self) -> None:
        cells = len(self.weight)
        if len(self.x_m) != cells or len(self.y_m) != cells:
            raise BadCells("位置与权重的个数不一致", "there are not as many places as weights")
        numbers = np.concatenate([self.x_m, self.y_m, self.weight])
        if not np.isfinite(numbers).all() or (self.weight < 0).any() or not self.weight.sum() > 0:
            raise BadCells(
                "权重应为不小于零的数，且不全为零；位置应为数",
                "weights must be numbers from zero up, not all zero, and places numbers",
            )
        if not 1 <= self.zones <= cells:
            raise TooFewCells(cells, self.zones)
        self._check_pairs(cells)
        self._check_ground(cells)
        self._check_today(cells)
        self._check_groups(cells)

    @property
    def prices(self) -> Floats:
        """float64[m]: 1 where nothing was said."""
        return np.ones(len(self.pairs)) if self.price is None else np.asarray(self.price, float)

    @property
    def ways(self) -> Flags:
        """bool[m]: all pairs where nothing was said."""
        return np.ones(len(self.pairs), bool) if self.is_way is None else self.is_way

    def _check_pairs(self, cells: int) -> None:
        pairs = self.pairs
        fits = pairs.ndim == 2 and pairs.shape[1] == 2
        if not fits or (len(pairs) and (pairs.min() < 0 or pairs.max() >= cells)):
            raise BadCells("相邻关系指向不存在的单元", "neighbours name cells that are not there")
        if self.price is not None and (
            len(self.price) != len(pairs) or not (np.asarray(self.price) >= 0).all()
        ):
            raise BadCells("边界价格应与相邻关系一一对应且不为负", "one price ≥ 0 a pair, please")
        count, part = parts_of(pairs[self.ways], cells)
        if count > 1:
            raise CellsApart(tuple(sorted(np.bincount(part).tolist(), reverse=True)))

    def _check_ground(self, cells: int) -> None:
        ground = self.ground
        if ground is None:
            return
        fits = (
            len(ground.area) == len(ground.moment) == len(ground.edge_m) == cells
            and len(ground.metres) == len(self.pairs)
            and bool((ground.area > 0).all())
        )
        if not fits or (self.is_way is not None and len(self.is_way) != len(self.pairs)):
            raise BadCells(
                "每个单元应有大于零的面积，每对相邻单元应有公共边长",
                "each cell needs an area above zero, each pair the metres they share",
            )

    def _check_today(self, cells: int) -> None:
        if self.today is None:
            return
        if len(self.today) != cells or set(np.unique(self.today)) != set(range(self.zones)):
            raise BadCells(
                f"现有巡区应为 0 到 {self.zones - 1}，每个都有单元",
                f"zones of today must be 0 to {self.zones - 1}, each with a cell",
            )
        inside = self.pairs[
            self.ways & (self.today[self.pairs[:, 0]] == self.today[self.pairs[:, 1]])
        ]
        _, part = parts_of(inside, cells)
        for zone in range(self.zones):
            if len(np.unique(part[self.today == zone])) > 1:
                raise ZoneApart(zone)

    def _check_groups(self, cells: int) -> None:
        if self.groups is None:
            return
        count = int(self.groups.max(initial=0)) + 1
        fits = len(self.groups) == cells and set(np.unique(self.groups)) == set(range(count))
        if not fits or self.today is not None:
            raise BadCells(
                "分组应从 0 起、每组都有单元，且不与现有巡区同用",
                "groups run from 0, each with a cell, and do not go with zones of today",
            )
        if count > self.zones:
            raise GroupsDoNotFit(count, self.zones)
        one, other = self.pairs.T
        same = self.ways & (self.groups[one] == self.groups[other])
        parts, _ = parts_of(self.pairs[same], cells)
        if parts > count:
            raise BadCells("有的组不连成一片", "a group is not in one piece")


def parts_of(pairs: Ints, cells: int) -> tuple[int, Ints]:
    """How many parts the cells fall into, and the part of each."""
    joined = scipy.sparse.coo_array(
        (np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(cells, cells)
    )
    count, part = scipy.sparse.csgraph.connected_components(joined, directed=False)
    return int(count), part.astype(np.int32)


@dataclass(frozen=True)
class ZoningPlan:
    """Which zone each cell belongs to, and how good that is.

    `zone`: int32[n] from 0. `deviation`: the largest |weight of a zone / mean − 1|. `cut_edges`:
    pairs with a border between them; `moved_share`: weight in another zone than today, of all.
    """

    zone: Ints
    deviation: float
    cut_edges: int
    is_contiguous: bool
    moved_share: float
    loads: Floats


def describe(problem: ZoningProblem, zone: Ints) -> ZoningPlan:
    """The figures of any division into zones."""
    loads = np.zeros(problem.zones)
    np.add.at(loads, zone, problem.weight)
    first, second = problem.pairs[:, 0], problem.pairs[:, 1]
    inside = problem.pairs[problem.ways & (zone[first] == zone[second])]
    count, _ = parts_of(inside, len(zone))
    moved = 0.0
    if problem.today is not None:
        moved = float(problem.weight[zone != problem.today].sum() / problem.weight.sum())
    return ZoningPlan(
        zone=zone,
        deviation=float(np.abs(loads / loads.mean() - 1).max()),
        cut_edges=int((zone[first] != zone[second]).sum()),
        is_contiguous=count == problem.zones,
        moved_share=moved,
        loads=loads,
    )
