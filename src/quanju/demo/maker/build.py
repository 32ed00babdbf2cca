"""Everything on the drawing board together: ground, plan, town, country, network, divisions."""

from dataclasses import dataclass

import numpy as np
import shapely

from quanju.demo.maker.blocks import Block
from quanju.demo.maker.country import Country, build_country
from quanju.demo.maker.ground import Ground, lay_ground
from quanju.demo.maker.names import name_streets
from quanju.demo.maker.network import Network, bridged, build_network, connected
from quanju.demo.maker.noding import noded, welded
from quanju.demo.maker.outline import district
from quanju.demo.maker.plan import Plan, lay_plan
from quanju.demo.maker.plane import dice
from quanju.demo.maker.street import Street
from quanju.demo.maker.town import Town, build_town
from quanju.demo.maker.zones import Divisions, divide

WELD_M = 14
ONEWAY_SHARE = 0.34
ONEWAY_WITHIN = (-850, 1100, 1500)


@dataclass(frozen=True)
class Board:
    """The whole invented district."""

    seed: int
    ground: Ground
    plan: Plan
    town: Town
    country: Country
    streets: tuple[Street, ...]
    network: Network
    divisions: Divisions

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (*self.town.blocks, *self.country.blocks)

    @property
    def ground_outline(self) -> shapely.Polygon:
        """The outline in degrees, as the package gives it."""
        return district()


def draw_board(seed: int) -> Board:
    """The same board for the same seed."""
    ground = lay_ground(seed)
    plan = lay_plan(ground, seed)
    town = build_town(ground, plan, seed)
    country = build_country(ground, plan.ring, seed)
    rng = dice(seed, "names")
    lines = name_streets([*plan.streets, *town.streets, *country.streets], rng)
    streets = connected(welded(noded(_oneway(lines, rng)), WELD_M))
    water = shapely.union_all([ground.water, town.lake])
    network = build_network(bridged(streets, water), water)
    divisions = divide(ground, plan, streets, seed)
    return Board(seed, ground, plan, town, country, tuple(streets), network, divisions)


def _oneway(streets: list[Street], rng: np.random.Generator) -> list[Street]:
    """Some narrow streets of the old town are driven one way only."""
    x, y, radius = ONEWAY_WITHIN
    near = shapely.distance(shapely.Point(x, y), [s.line for s in streets]) < radius
    chosen = rng.random(len(streets)) < ONEWAY_SHARE
    return [
        Street(s.line, s.kind, s.name, True, s.kmh)
        if one and s.kind == "residential" and s.line.length > 120
        else s
        for s, one in zip(streets, (near & chosen).tolist(), strict=True)
    ]
