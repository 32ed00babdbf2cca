"""Making the index of what was said anew: upkeep of the service, no act of duty."""

from quanju.domains.coordination.finding.lines import rebuild


def rebuild_index() -> int:
    """All lines anew, in the order of time; how many. Nothing of the record is touched."""
    return rebuild()
