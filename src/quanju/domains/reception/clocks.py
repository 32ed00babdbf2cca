"""The clocks of a visit: which limit it runs toward now. They have no rows; the visit's moments
are what starts and ends them, and the hall's own table says how long."""

from datetime import datetime, timedelta

from quanju.domains.reception.models import Visit
from quanju.domains.reception.rules import HALL, HallRule
from quanju.domains.rulebook.queries import in_force

Due = tuple[str, datetime, datetime]
"""The limit's name, since when it runs, when it runs out."""


def hall_rule(at: datetime) -> HallRule:
    """The table of the hall in force."""
    return in_force(HALL, at=at).content


def running(row: Visit, rule: HallRule) -> list[Due]:
    """The limits that run on a visit now, the first due first; from when the visitor said they
    would be (back) here, if they did."""
    found: list[tuple[str, datetime]] = []
    if row.status == "booked":  # nobody is here yet
        return []
    if row.status == "arrived":
        found.append(("sort", row.arrived_at))
    if row.owner_id is None:
        found.append(("owner", row.arrived_at))
    if row.status == "waiting" and row.waiting_since:
        found.append(("wait", row.waiting_since))
    begun = [(name, max(since, row.back_at or since)) for name, since in found]
    due = [(name, since, since + rule.limit(name)) for name, since in begun]
    return sorted(due, key=lambda one: one[2])


def sample(rule: HallRule) -> timedelta:
    """How far back the expected wait looks."""
    return timedelta(minutes=rule.sample_min)
