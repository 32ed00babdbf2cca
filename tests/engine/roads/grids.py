"""Small invented networks for the tests of the road engine."""

from pathlib import Path

from quanju.engine.roads.build import build_from_tables
from quanju.engine.roads.network import RoadFile

WEST, SOUTH, STEP = 10.0, 0.0, 0.001
"""On the equator a thousandth of a degree is 111.19 m both ways."""


def a_network(folder: Path, edges: list[dict], size: int = 4) -> RoadFile:
    """A square of size × size junctions, numbered row by row, with these edges."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes = folder / "nodes.csv"
    rows = [
        f"{r * size + c},{WEST + c * STEP},{SOUTH + r * STEP}"
        for r in range(size)
        for c in range(size)
    ]
    nodes.write_text("id,lon,lat\n" + "\n".join(rows) + "\n")
    table = folder / "edges.csv"
    heads = [
        "u",
        "v",
        "class",
        "name_zh",
        "name_en",
        "oneway",
        "maxspeed_kmh",
        "length_m",
        "geometry",
    ]
    lines = [",".join(str(edge.get(head, "")) for head in heads) for edge in edges]
    table.write_text("\n".join([",".join(heads), *lines]) + "\n", encoding="utf-8")
    return build_from_tables(nodes, table)


def an_edge(u: int, v: int, *, seconds: float = 10.0, oneway: bool = False, **more) -> dict:
    """An edge that takes so many seconds: 36 km/h is 10 m a second."""
    return {
        "u": u,
        "v": v,
        "class": "residential",
        "oneway": int(oneway),
        "maxspeed_kmh": 36,
        "length_m": seconds * 10,
        **more,
    }


def at(number: float, row: float = 0) -> tuple[float, float]:
    """Degrees of a place told in columns and rows."""
    return WEST + number * STEP, SOUTH + row * STEP
