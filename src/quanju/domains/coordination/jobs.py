"""Coordination by the clock: stays of guests end, silent groups fall idle and are reviewed."""

from datetime import datetime

from quanju.domains.coordination.actions.closing import end_silence
from quanju.domains.coordination.actions.deleting import find_due
from quanju.domains.coordination.actions.members import expire_members
from quanju.domains.coordination.actions.sealing import seal_next
from quanju.domains.coordination.finding.lines import read_files


def end_stays(at: datetime) -> int:
    """End the memberships whose moment has come."""
    return expire_members(at)


def seal_archives(at: datetime) -> int:
    """Make the packages of what was archived, one a run: each takes a second or more."""
    return seal_next(at)


def find_due_groups(at: datetime) -> int:
    """Look which of the ended groups are past their term."""
    return find_due(at)


def end_silent_groups(at: datetime) -> int:
    """Ask owners of idle groups; open the review of those that stay silent."""
    return end_silence(at)


def read_brought_files(at: datetime) -> int:
    """Read the words of PDFs and documents for the search, a few a run."""
    return read_files(at)
