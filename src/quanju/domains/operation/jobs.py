"""Operation's clock."""

from datetime import datetime

from quanju.domains.operation import actions


def beat(at: datetime) -> None:
    """Every few seconds: whoever runs the jobs says so."""
    actions.beat(at=at)
