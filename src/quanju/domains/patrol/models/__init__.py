"""Tables of patrol: what stands (zones, points, units, positions) and what is planned (duty)."""

from quanju.domains.patrol.models.duty import (
    ActivityStretch,
    CalendarFeed,
    Occasion,
    PlannedShift,
    Secondment,
    ShiftMember,
    VolunteerProfile,
)
from quanju.domains.patrol.models.help import HelpCall
from quanju.domains.patrol.models.presence import LitStretch, PresenceSample
from quanju.domains.patrol.models.rounds import Checkpoint, PatrolRound
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
    "CalendarFeed",
    "Checkpoint",
    "CrewMember",
    "HelpCall",
    "LitStretch",
    "Occasion",
    "PatrolRound",
    "PatrolZone",
    "PlannedShift",
    "PositionSample",
    "PresenceQuarter",
    "PresenceSample",
    "RosterEntry",
    "Secondment",
    "ShiftMember",
    "StagingPoint",
    "Unit",
    "UnitPosition",
    "UnitShift",
    "VolunteerProfile",
    "ZoneGap",
]
