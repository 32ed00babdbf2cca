"""The clock of approvals."""

from datetime import datetime

from quanju.domains.approvals.actions import expire_due


def expire_proposals(at: datetime) -> int:
    """What nobody decided in time."""
    return expire_due(at=at)
