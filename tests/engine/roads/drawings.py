"""The base drawing of the road tests, as OpenStreetMap XML that a test changes in one place.

A–B–C–D in a line, pieces of 200 m; a loop A–E–F–D of 1,200 m; a side street B–G southwards.
"""

from pathlib import Path

from quanju.engine.roads import routes, snapping
from quanju.engine.roads.network import RoadFile

NODES = {
    101: (119.7, 49.2), 102: (119.7027527, 49.2), 103: (119.7055053, 49.2), 104: (119.708258, 49.2),
    105: (119.7, 49.202698), 106: (119.708258, 49.202698), 107: (119.7027527, 49.1982014),
    109: (119.704129, 49.2),
}  # fmt: skip
WAYS = {
    11: [101, 102],
    12: [102, 103],
    13: [103, 104],
    14: [101, 105, 106, 104],
    15: [102, 107],
}
AB, CD, BG = (119.70137635, 49.2), (119.70688165, 49.2), (119.7027527, 49.1991007)
STRAIGHT_M, AROUND_M, SIDE_M = 400, 1400, 200


def tags_of(tags: dict[str, str]) -> str:
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())


def a_drawing(
    path: Path,
    *,
    bc: dict[str, str] | None = None,
    node: dict[str, str] | None = None,
    restrictions: tuple[tuple[str, str, int, dict[str, str]], ...] = (),
    ways: dict[int, list[int]] | None = None,
) -> Path:
    """Write the drawing; `bc` are more tags of B–C, `node` those of a node in its middle.

    A restriction is (key, value, way it leads to, more tags), from A–B at B.
    """
    lines = ['<?xml version="1.0"?>', '<osm version="0.6">']
    for number, (lon, lat) in NODES.items():
        tags = tags_of(node or {}) if number == 109 else ""
        lines.append(f'<node id="{number}" version="1" lon="{lon}" lat="{lat}">{tags}</node>')
    by_middle = {12: [102, 109, 103]} if node is not None else {}
    for number, nodes in {**WAYS, **by_middle, **(ways or {})}.items():
        given = {"highway": "residential"} | ((bc or {}) if number == 12 else {})
        refs = "".join(f'<nd ref="{ref}"/>' for ref in nodes)
        lines.append(f'<way id="{number}" version="1">{refs}{tags_of(given)}</way>')
    for number, (key, value, to, more) in enumerate(restrictions, 900):
        lines.append(
            f'<relation id="{number}" version="1"><member type="way" ref="11" role="from"/>'
            f'<member type="node" ref="102" role="via"/><member type="way" ref="{to}" role="to"/>'
            f"{tags_of({'type': 'restriction', key: value} | more)}</relation>"
        )
    path.write_text("\n".join([*lines, "</osm>", ""]))
    return path


def metres(built: RoadFile, start: tuple[float, float], end: tuple[float, float]) -> int:
    network = built.drive
    found = routes.route(network, snapping.snap(network, *start), snapping.snap(network, *end))
    return round(found.metres)


def seconds(built: RoadFile, start: tuple[float, float], end: tuple[float, float]) -> float:
    network = built.drive
    found = routes.route(network, snapping.snap(network, *start), snapping.snap(network, *end))
    return round(found.seconds, 1)
