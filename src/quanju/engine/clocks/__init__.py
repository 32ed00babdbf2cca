"""Clocks: when a time limit runs out, and why on that day.

`Rule`, `WorkingCalendar`, acts (`Extended`, `Suspended`, `Found`) -> `work_out` -> `Deadline`;
`why` tells its steps. Nothing is counted down: every question is worked out anew.
See docs/rooms/engine-clocks.md.
"""

from quanju.engine.clocks.acts import Act, Extended, Found, Moment, Suspended
from quanju.engine.clocks.calendar import Holiday, WorkingCalendar, Year
from quanju.engine.clocks.deadline import Deadline, span_of, work_out
from quanju.engine.clocks.errors import ClockError
from quanju.engine.clocks.lengths import Length, Unit, Words
from quanju.engine.clocks.rule import (
    Approver,
    Circumstance,
    Exclusion,
    Extension,
    Roll,
    Rule,
    Sense,
    Source,
    Start,
    check_versions,
    rule_for,
)
from quanju.engine.clocks.why import CHECK_LOCALLY, Step, why

__all__ = [
    "CHECK_LOCALLY",
    "Act",
    "Approver",
    "Circumstance",
    "ClockError",
    "Deadline",
    "Exclusion",
    "Extended",
    "Extension",
    "Found",
    "Holiday",
    "Length",
    "Moment",
    "Roll",
    "Rule",
    "Sense",
    "Source",
    "Start",
    "Step",
    "Suspended",
    "Unit",
    "Words",
    "WorkingCalendar",
    "Year",
    "check_versions",
    "rule_for",
    "span_of",
    "why",
    "work_out",
]
