"""The clock of duty."""

from contextlib import suppress
from datetime import datetime

from quanju.domains.duty.actions.staging import mark_missed
from quanju.domains.duty.queries.shifts import overdue_shifts
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.people.types import SERVICE


def watch_staging(at: datetime) -> None:
    """Twice a minute: staging shifts that nobody checked in to within the limit (PAT-11)."""
    for shift in overdue_shifts(at):
        # Another process, or the crew itself, may have been quicker.
        with suppress(NotInThisState):
            mark_missed(shift=shift, by=SERVICE, at=at)
