"""Verbs of patrol."""

from quanju.domains.patrol.actions.cover import record_cover, thin_positions
from quanju.domains.patrol.actions.duty import (
    CrewTooLarge,
    CrewTooSmall,
    NotInAPost,
    OnAnotherCrew,
    StillOnAJob,
    VolunteerAmongPolice,
    ZoneWouldBeEmpty,
    change_crew,
    set_activity,
    sign_off,
    sign_on,
)
from quanju.domains.patrol.actions.emergency import end_emergency, panic
from quanju.domains.patrol.actions.holding import hold_units
from quanju.domains.patrol.actions.loading import (
    StagingPointNotUsable,
    UnitNotUsable,
    ZoneNotUsable,
    load_staging_points,
    load_units,
    load_zones,
)
from quanju.domains.patrol.actions.positions import (
    NotOnDuty,
    PositionFromTheFuture,
    PositionTooCoarse,
    TooManyPositions,
    report_position,
    report_positions,
)
from quanju.domains.patrol.actions.traces import SpanTooLong, read_trace

__all__ = [
    "CrewTooLarge",
    "CrewTooSmall",
    "NotInAPost",
    "NotOnDuty",
    "OnAnotherCrew",
    "PositionFromTheFuture",
    "PositionTooCoarse",
    "SpanTooLong",
    "StagingPointNotUsable",
    "StillOnAJob",
    "TooManyPositions",
    "UnitNotUsable",
    "VolunteerAmongPolice",
    "ZoneNotUsable",
    "ZoneWouldBeEmpty",
    "change_crew",
    "end_emergency",
    "hold_units",
    "load_staging_points",
    "load_units",
    "load_zones",
    "panic",
    "read_trace",
    "record_cover",
    "report_position",
    "report_positions",
    "set_activity",
    "sign_off",
    "sign_on",
    "thin_positions",
]
