"""Patrol's clock."""

from contextlib import suppress
from datetime import datetime

from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.patrol.actions import (
    mark_missed,
    record_cover,
    record_presence,
    thin_positions,
)
from quanju.domains.patrol.queries import overdue_shifts
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


def watch_staging(at: datetime) -> None:
    """Twice a minute: staging shifts that nobody checked in to within the limit (PAT-11)."""
    for shift in overdue_shifts(at):
        # Another process, or the crew itself, may have been quicker.
        with suppress(NotInThisState):
            mark_missed(shift=shift, by=SERVICE, at=at)
