"""The branch's tables as pages and other rooms need them."""

from collections.abc import Mapping
from datetime import datetime

from quanju.domains.dispatch.cards import CARDS, Card
from quanju.domains.dispatch.rules import (
    DISPATCH_CLOCKS,
    DISPOSITIONS,
    INCIDENT_CLASSES,
    SAFETY_WORDS,
)
from quanju.domains.dispatch.types import IncidentType
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.rulebook.queries import in_force


def incident_types(at: datetime) -> list[IncidentType]:
    """Every type in the order of the table."""
    return list(in_force(INCIDENT_CLASSES, at=at).content.types.values())


def type_at(code: str, at: datetime) -> IncidentType:
    """A type of the table in force; `NotFound` where it has none of that code."""
    found = in_force(INCIDENT_CLASSES, at=at).content.named(code)
    if found is None:
        raise NotFound(subject=f"type {code[:30]}")
    return found


def arrival_offer(at: datetime) -> tuple[float, float]:
    """How near to its place, in metres, and for how many seconds, before a crew is asked whether it
    has arrived; nothing says it for the crew."""
    limits = in_force(DISPATCH_CLOCKS, at=at).content
    return limits.arrival_within_m, limits.arrival_after_s


def reasons(name: str, at: datetime) -> Mapping[str, Text]:
    """A closed list: disposition, release, refusal, cancel, hand_over, topic."""
    return in_force(DISPOSITIONS, at=at).content.of(name)


def tells_of_danger(text: str, at: datetime) -> bool:
    """Does one of the words stand in it that would raise a call's grade?"""
    heard = text.lower()
    rules = in_force(SAFETY_WORDS, at=at).content.rules
    return any(word in heard for rule in rules for word in rule.heard)


def card_of(type_code: str, at: datetime) -> Card | None:
    """The card that is asked of this type, if it or its class has one."""
    kind = in_force(INCIDENT_CLASSES, at=at).content.named(type_code)
    return in_force(CARDS, at=at).content.of(kind) if kind else None
