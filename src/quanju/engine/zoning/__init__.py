"""How the district is cut into patrol zones. See docs/rooms/engine-zoning.md."""

from quanju.engine.zoning.draw import draw_zones
from quanju.engine.zoning.errors import (
    BadCells,
    CellsApart,
    GroupsDoNotFit,
    TooFewCells,
    ZoneApart,
    ZoningError,
)
from quanju.engine.zoning.problem import ZoningPlan, ZoningProblem, describe

__all__ = [
    "BadCells",
    "CellsApart",
    "GroupsDoNotFit",
    "TooFewCells",
    "ZoneApart",
    "ZoningError",
    "ZoningPlan",
    "ZoningProblem",
    "describe",
    "draw_zones",
]
