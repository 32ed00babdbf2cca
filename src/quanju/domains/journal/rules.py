"""Pure decisions of the journal: when the next seal is due, how long what failed rests."""

from datetime import datetime, timedelta, tzinfo

HALF_A_DAY = timedelta(hours=12)


def is_seal_due(
    last: datetime | None, oldest_unsealed: datetime | None, at: datetime, zone: tzinfo
) -> bool:
    """Twice a local day, at noon and midnight: nothing may stay unsealed for a day.

    With one seal a day, whoever checks at midnight would find the entry of yesterday's seal a
    day old. A journal that begins is sealed once its first entry is half a day old.
    """
    if oldest_unsealed is None:
        return False
    if last is None:
        return at - oldest_unsealed >= HALF_A_DAY
    return _half_day(at, zone) > _half_day(last, zone)


def _half_day(moment: datetime, zone: tzinfo) -> tuple[str, bool]:
    local = moment.astimezone(zone)
    return local.date().isoformat(), local.hour >= HALF_A_DAY.total_seconds() / 3600


TRIES_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
)
"""How long a way rests after a try that failed; the last holds for all that follow."""

OVERDUE_AFTER = timedelta(days=1)
"""So long after the last seal left, the auditor's page warns."""


REACTION_TRIES_AFTER = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)
"""How long a reaction rests: what made it fail is mostly a moment's, and much waits behind it."""
