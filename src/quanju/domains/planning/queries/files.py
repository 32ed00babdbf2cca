"""A file of zones or points, as a planner brings it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quanju.domains.kernel.types import Text
from quanju.domains.planning.layers import OF_OUR_LAYERS, POINT_FACTS, SHAPES, ZONE_FACTS
from quanju.domains.planning.types import PlanNotReadable
from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.geojson import features_of
from quanju.engine.files.text import text_of


def read_file(name: str, content: bytes, layer: str) -> list[Mapping[str, Any]]:
    """The features of a file of `zones` or `points`; `PlanNotReadable` names what is wrong.

    Refuses, by name, a property that nothing reads.
    """
    facts = {"zones": ZONE_FACTS, "points": POINT_FACTS}[layer]
    try:
        found = features_of(
            Path(name), text_of(Path(name), content), SHAPES[facts], (*facts, *OF_OUR_LAYERS)
        )
    except FileNotUsable as error:
        raise PlanNotReadable(why=Text(error.zh, error.en)) from error
    return [one.content for one in found]
