"""What failed is tried again, after longer and longer rests."""

from collections.abc import Sequence
from datetime import datetime, timedelta


def next_try_at(failed: int, at: datetime, rests: Sequence[timedelta]) -> datetime:
    """When it is tried again after `failed` tries in a row; the last rest holds for all further."""
    return at + rests[min(failed, len(rests)) - 1]
