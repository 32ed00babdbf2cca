"""Rounds: hot places, crews and travel times become routes that are not the same every night.

`HotPlace`, `Crew`, `RoundProblem` → `propose_rounds` → `RoundPlan`.
See docs/rooms/engine-rounds.md.
"""

from quanju.engine.rounds.errors import (
    NegativeMinutes,
    NoCrews,
    PlacesDoNotFit,
    PlaceUnreachable,
    RoundInputError,
    ShiftTooShort,
    WindowClosed,
)
from quanju.engine.rounds.left_out import LeftOut
from quanju.engine.rounds.plan import RoundPlan, Variant, propose_rounds
from quanju.engine.rounds.problem import Crew, HotPlace, RoundProblem
from quanju.engine.rounds.timetable import CrewRound, Stop

__all__ = [
    "Crew",
    "CrewRound",
    "HotPlace",
    "LeftOut",
    "NegativeMinutes",
    "NoCrews",
    "PlaceUnreachable",
    "PlacesDoNotFit",
    "RoundInputError",
    "RoundPlan",
    "RoundProblem",
    "ShiftTooShort",
    "Stop",
    "Variant",
    "WindowClosed",
    "propose_rounds",
]
