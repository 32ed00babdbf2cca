"""What runs by the clock: alarms before and at the due moment, and reckoning by changed rules."""

from datetime import datetime

from quanju.domains.deadlines.alarms import raise_some
from quanju.domains.deadlines.queries import tables_in_force
from quanju.domains.deadlines.recomputing import families_behind, reckon_family

AT_MOST = 10_000
"""Alarms a run: after a day without a worker the rest follows in the next run."""


def raise_due_alarms(at: datetime) -> int:
    """Raise every alarm that is due and was not raised yet, each once; safe in many processes."""
    raised = 0
    while raised < AT_MOST and (some := raise_some(at)):
        raised += some
    return raised


def reckon_changed_rules(at: datetime) -> int:
    """Reckon anew the clocks of every rule that was put in force since; returns how many moved."""
    tables = tables_in_force(at=at)
    return sum(reckon_family(family, tables, at) for family in families_behind(tables, at))
