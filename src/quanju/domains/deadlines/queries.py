"""Questions to deadlines."""

from datetime import datetime
from functools import cache

from quanju.domains.deadlines.rules import STATUTORY_CLOCKS, WORKING_DAYS, ClockTable, DayTable
from quanju.domains.deadlines.types import ClockBook
from quanju.domains.rulebook.reading import read_shipped
from quanju.domains.rulebook.types import Rules
from quanju.engine.clocks import WorkingCalendar


@cache
def shipped_tables() -> tuple[ClockBook, WorkingCalendar]:
    """The clocks and the working days that come with the room; no database is asked."""
    return read_shipped(STATUTORY_CLOCKS).book, read_shipped(WORKING_DAYS).calendar


def clocks_in_force(*, at: datetime) -> Rules[ClockTable]:
    """The branch's table of clocks in force at that moment."""
    from quanju.domains.rulebook.queries import in_force

    return in_force(STATUTORY_CLOCKS, at=at)


def calendar_in_force(*, at: datetime) -> Rules[DayTable]:
    """The branch's table of working days in force at that moment."""
    from quanju.domains.rulebook.queries import in_force

    return in_force(WORKING_DAYS, at=at)
