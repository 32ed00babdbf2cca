"""Coordination by the clock: stays of guests end."""

from datetime import datetime

from quanju.domains.coordination.actions.members import expire_members


def end_stays(at: datetime) -> int:
    """End the memberships whose moment has come."""
    return expire_members(at)
