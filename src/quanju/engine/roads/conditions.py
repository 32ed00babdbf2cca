"""What changes times now: closed roads, slow roads, snow. An overlay, never a rebuild."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quanju.engine.roads.errors import RoadInputError
from quanju.engine.roads.network import RoadNetwork


@dataclass(frozen=True, eq=False)
class Conditions:
    """Factors on the free-flow seconds of one network.

    edge_factor  float64[edges] ≥ 1, inf where closed; None for no change of single roads
    factor       on the whole network, ≥ 1 (snow 1.4)
    """

    edge_factor: NDArray[np.float64] | None = None
    factor: float = 1.0
    _cache: dict[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if not 1 <= self.factor < np.inf:
            raise RoadInputError(
                f"系数应不小于 1：{self.factor}", f"a factor is 1 or more, not {self.factor}"
            )

    def seconds(self, network: RoadNetwork) -> NDArray[np.float64]:
        """float64[arcs]: seconds of each arc now."""
        if self.edge_factor is None and self.factor == 1.0:
            return network.seconds
        if self._cache.get("of") is not network:
            seconds = network.seconds * self.factor
            if self.edge_factor is not None:
                seconds = seconds * self.edge_factor[network.arc_edge]
            self._cache.update(of=network, seconds=seconds)
        result: NDArray[np.float64] = self._cache["seconds"]
        return result

    def seconds_entering(self, network: RoadNetwork) -> NDArray[np.float64]:
        """float64[arcs]: the same in the order of the arcs that enter each node."""
        known = self._cache.get("entering")
        if known is None or known[0] is not network:
            known = self._cache["entering"] = network, self.seconds(network)[network.back_arc]
        result: NDArray[np.float64] = known[1]
        return result

    def edge_factors(self, network: RoadNetwork) -> NDArray[np.float64]:
        """float64[edges]: factor of each edge now."""
        base = np.ones(network.edge_count) if self.edge_factor is None else self.edge_factor
        return base * self.factor

    def snowed(self, factor: float) -> "Conditions":
        """The same with the whole network slower by `factor`."""
        return Conditions(self.edge_factor, self.factor * factor)

    def closed(self, edges: NDArray[np.int64], network: RoadNetwork) -> "Conditions":
        """The same with these edges closed."""
        return self._with(edges, np.inf, network)

    def slowed(self, edges: NDArray[np.int64], factor: float, network: RoadNetwork) -> "Conditions":
        """The same with these edges slower by `factor` ≥ 1."""
        if not factor >= 1:
            raise RoadInputError(
                f"系数应不小于 1：{factor}", f"a factor is 1 or more, not {factor}"
            )
        return self._with(edges, factor, network)

    def _with(self, edges: NDArray[np.int64], factor: float, network: RoadNetwork) -> "Conditions":
        now = np.ones(network.edge_count) if self.edge_factor is None else self.edge_factor.copy()
        now[edges] *= factor
        return Conditions(now, self.factor)


FREE = Conditions()
"""Free flow: nothing closed, nothing slow."""


def edges_near(
    network: RoadNetwork, geometry: shapely.Geometry, radius_m: float
) -> NDArray[np.int64]:
    """Edges whose shape comes within `radius_m` metres of a point, line or polygon in degrees."""
    if not 0 < radius_m <= 20_000:
        raise RoadInputError(
            f"半径应在 0 到 20000 米之间：{radius_m}", f"a radius is 0 to 20,000 m, not {radius_m}"
        )
    east, north = network.metres_per_degree
    local = shapely.transform(geometry, lambda points: points * (east, north))
    near = network.edge_tree.query(local, predicate="dwithin", distance=radius_m)
    return np.sort(np.asarray(near, dtype=np.int64))
