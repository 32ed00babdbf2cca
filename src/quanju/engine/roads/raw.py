"""Roads as read, before they become a network."""

from collections import Counter
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

DRIVE, WALK = 1, 2


@dataclass
class RawWay:
    """One way: its nodes in order, and who may use it in which direction."""

    nodes: list[int]
    road_class: str
    name: int
    drive_forward: bool
    drive_backward: bool
    walk: bool
    kmh: float
    kmh_backward: float
    walk_kmh: float
    way_id: int = 0
    metres: float | None = None


@dataclass(frozen=True)
class Restriction:
    """At node `via`, coming by way `from_way`: `no` bans going to `to_way`, `only` all others.

    `turn` is left, right, straight, back, or empty where the word does not tell.
    """

    from_way: int
    via: int
    to_way: int
    is_only: bool
    turn: str = ""


@dataclass
class RawRoads:
    """What a reader found. `location` maps a node to (lon, lat) in degrees.

    shut_nodes      nodes that a car does not pass; node_words what was not understood at which node
    ferries         first and last nodes of ferry lines
    banks           rivers, canals and railways, as places in degrees
    not_understood  `key=value` and how often; not_covered what was understood and is not obeyed
    """

    location: dict[int, tuple[float, float]] = field(default_factory=dict)
    ways: list[RawWay] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=lambda: [("", "")])
    restrictions: list[Restriction] = field(default_factory=list)
    shut_nodes: set[int] = field(default_factory=set)
    node_words: dict[int, Counter[str]] = field(default_factory=dict)
    ferries: list[int] = field(default_factory=list)
    banks: list[list[tuple[float, float]]] = field(default_factory=list)
    not_understood: Counter[str] = field(default_factory=Counter)
    not_covered: Counter[str] = field(default_factory=Counter)
    columns_not_read: tuple[str, ...] = ()
    dangling: int = 0
    restrictions_not_covered: int = 0
    _name_index: dict[tuple[str, str], int] = field(default_factory=lambda: {("", ""): 0})

    def name_index(self, zh: str, en: str) -> int:
        """The index of a street's names, entered once."""
        key = (zh, en)
        if key not in self._name_index:
            self._name_index[key] = len(self.names)
            self.names.append(key)
        return self._name_index[key]


def distances_m(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle metres between neighbours (haversine, mean radius 6,371,008.8 m)."""
    a, b = np.radians(lat[:-1]), np.radians(lat[1:])
    half = np.radians(np.diff(lon)) / 2
    inner = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(half) ** 2
    return np.asarray(2 * 6_371_008.8 * np.arcsin(np.sqrt(np.minimum(1.0, inner))))


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """The same between two places, without arrays."""
    a, b = radians(lat), radians(other_lat)
    half = radians(other_lon - lon) / 2
    inner = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(half) ** 2
    return 2 * 6_371_008.8 * asin(sqrt(min(1.0, inner)))
