"""Questions to deadlines."""

from datetime import datetime
from functools import cache

from quanju.domains.deadlines.rules import (
    STATUTORY_CLOCKS,
    WORKING_DAYS,
    parse_calendar,
    parse_clocks,
    shipped,
)
from quanju.domains.deadlines.types import ClockBook
from quanju.domains.rulebook.types import Rules
from quanju.engine.clocks import WorkingCalendar


@cache
def shipped_tables() -> tuple[ClockBook, WorkingCalendar]:
    """The clocks and the working days that come with the room; no database is asked."""
    return parse_clocks(shipped(STATUTORY_CLOCKS)), parse_calendar(shipped(WORKING_DAYS))


def clocks_in_force(*, at: datetime) -> Rules[ClockBook]:
    """The branch's table of clocks in force at that moment."""
    from quanju.domains.rulebook.queries import in_force

    return in_force(STATUTORY_CLOCKS, at=at)


def calendar_in_force(*, at: datetime) -> Rules[WorkingCalendar]:
    """The branch's table of working days in force at that moment."""
    from quanju.domains.rulebook.queries import in_force

    return in_force(WORKING_DAYS, at=at)
