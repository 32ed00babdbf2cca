"""Patrol's rule tables in force; before the branch has one, what came with the room."""

from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from quanju.domains.patrol.round_rules import ROUND_PLACES, RoundPlaces
from quanju.domains.patrol.rules import (
    COVER,
    CREW_SIZES,
    DUTY,
    JOINT_DUTY,
    POSITION_AGES,
    RING_MODEL,
    Cover,
    CrewSizes,
    DutyRule,
    JointDuty,
    PositionAges,
    RingModel,
    shipped,
)
from quanju.domains.rulebook.queries import NoRuleInForce, in_force
from quanju.domains.rulebook.types import RuleKind

Parsed = TypeVar("Parsed")


def position_ages(at: datetime) -> PositionAges:
    return _table(POSITION_AGES, at)


def ring_model(at: datetime) -> RingModel:
    return _table(RING_MODEL, at)


def cover_rule(at: datetime) -> Cover:
    return _table(COVER, at)


def crew_sizes(at: datetime) -> CrewSizes:
    return _table(CREW_SIZES, at)


def duty_rule(at: datetime) -> DutyRule:
    return _table(DUTY, at)


def joint_duty(at: datetime) -> JointDuty:
    """The pairs with the traffic police in force (JNT-03)."""
    return _table(JOINT_DUTY, at)


def round_places(at: datetime) -> RoundPlaces:
    """What places of rounds are worth, and when one is seen there."""
    return _table(ROUND_PLACES, at)


def _table(kind: RuleKind[Parsed], at: datetime) -> Parsed:
    try:
        return in_force(kind, at=at).content
    except NoRuleInForce:
        table: Parsed = _shipped(kind)
        return table


@lru_cache(maxsize=8)
def _shipped(kind: RuleKind[Parsed]) -> Parsed:
    return kind.parse(shipped(kind.name.removeprefix("patrol.")))
