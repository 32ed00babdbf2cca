"""Compiling what a branch's first question needs, before somebody waits for the answer."""

from collections.abc import Callable

from quanju.engine.roads.build import build_from_raw
from quanju.engine.roads.network import RoadNetwork
from quanju.engine.roads.polygons import reach_area
from quanju.engine.roads.raw import RawRoads, RawWay
from quanju.engine.roads.routes import route
from quanju.engine.roads.search import nearest_units, reach, travel_table
from quanju.engine.roads.snapping import Snap

STEPS = 5


def make_ready(progress: Callable[[int], None] | None = None) -> None:
    """Ask every kind of question once of a street of 100 m; `progress` hears steps done of STEPS.

    Compiles for half a minute the first time; reads compiled code in a blink afterwards.
    """
    network, here = _one_street(), Snap(edge=0, fraction=0.5, lon=0.0005, lat=0.0, metres=0.0)
    questions: tuple[Callable[[], object], ...] = (
        lambda: nearest_units(network, here, [here], 1),
        lambda: reach(network, [here], 60.0),
        lambda: route(network, here, here),
        lambda: travel_table(network, [here], [here]),
        lambda: reach_area(network, [here], 60.0),
    )
    for done, ask in enumerate(questions, start=1):
        ask()
        if progress:
            progress(done)


def _one_street() -> RoadNetwork:
    """Two junctions and the street between them, built as any town's are."""
    street = RawWay(
        nodes=[1, 2],
        road_class="residential",
        name=0,
        drive_forward=True,
        drive_backward=True,
        walk=True,
        kmh=36.0,
        kmh_backward=36.0,
        walk_kmh=5.0,
    )
    places = {1: (0.0, 0.0), 2: (0.001, 0.0)}
    return build_from_raw(RawRoads(location=places, ways=[street]), "ready").drive
