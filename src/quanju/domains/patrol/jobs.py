"""Patrol's clock."""

from datetime import datetime

from quanju.domains.patrol.actions.cover import record_cover, thin_positions
from quanju.domains.patrol.actions.presence import record_presence
from quanju.domains.people.types import SERVICE


def thin_old_positions(at: datetime) -> None:
    """Hourly: positions past their 30 days become zone and quarter hour."""
    thin_positions(by=SERVICE, at=at)


def watch_presence(at: datetime) -> None:
    """Every minute: the quarter hours that are over, place by place (V-1)."""
    record_presence(at=at)


def watch_cover(at: datetime) -> None:
    """Twice a minute: zones without an available unit."""
    record_cover(by=SERVICE, at=at)
