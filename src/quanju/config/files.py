"""How many files and connections this process may hold open, and what that allows."""

import sys

RESERVE = 256
"""For the database, maps, pages on their way and what Python keeps open itself."""


def raise_file_limit() -> int:
    """Raise the limit of open files as far as the system lets us; returns what it is now."""
    if sys.platform == "win32":
        return 2**14
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        hard = 2**20
    if soft == resource.RLIM_INFINITY or soft >= hard:
        return hard if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (ValueError, OSError):  # a system that caps it below what it calls the hard limit
        return soft
    return hard


def streams_within(limit: int) -> int:
    """Open live pages that a process with this limit can hold beside everything else."""
    return max(16, limit - RESERVE)
