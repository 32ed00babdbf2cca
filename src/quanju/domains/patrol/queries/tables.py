"""Patrol's rule tables in force."""

from datetime import datetime

from quanju.domains.patrol.rules import (
    COVER,
    CREW_SIZES,
    POSITION_AGES,
    RING_MODEL,
    Cover,
    CrewSizes,
    PositionAges,
    RingModel,
)
from quanju.domains.rulebook.queries import in_force


def position_ages(at: datetime) -> PositionAges:
    return in_force(POSITION_AGES, at=at).content


def ring_model(at: datetime) -> RingModel:
    return in_force(RING_MODEL, at=at).content


def ring_limits_s(at: datetime) -> tuple[float, ...]:
    """The rings of the branch as seconds of driving, rising."""
    return tuple(60.0 * minutes for minutes in ring_model(at).minutes)


def cover_rule(at: datetime) -> Cover:
    return in_force(COVER, at=at).content


def crew_sizes(at: datetime) -> CrewSizes:
    return in_force(CREW_SIZES, at=at).content
