"""Tables of patrol: zones, points, units, crews, positions, presence, calls for help."""

from quanju.domains.patrol.models.help import HelpCall, HelpSeen
from quanju.domains.patrol.models.presence import ActivityStretch, LitStretch, PresenceSample
from quanju.domains.patrol.models.standing import (
    CrewMember,
    PatrolZone,
    PositionSample,
    PresenceQuarter,
    RosterEntry,
    StagingPoint,
    Unit,
    UnitPosition,
    UnitShift,
    ZoneGap,
)

__all__ = [
    "ActivityStretch",
    "CrewMember",
    "HelpCall",
    "HelpSeen",
    "LitStretch",
    "PatrolZone",
    "PositionSample",
    "PresenceQuarter",
    "PresenceSample",
    "RosterEntry",
    "StagingPoint",
    "Unit",
    "UnitPosition",
    "UnitShift",
    "ZoneGap",
]
