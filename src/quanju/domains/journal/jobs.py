"""The journal's clock: one seal a day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from quanju.domains.journal import queries
from quanju.domains.journal.actions import seal
from quanju.domains.journal.types import Author

SERVICE = Author(subject="service:quanju")


def seal_the_day(at: datetime) -> None:
    """Seal once a local day, at its first run; nothing if today is sealed already."""
    zone = ZoneInfo(settings.TIME_ZONE)
    last = queries.latest_seal()
    today = at.astimezone(zone).date()
    if last and last.sealed_at.astimezone(zone).date() >= today:
        return
    if last is None and not _is_a_day_old(at):
        return
    seal(by=SERVICE, at=at)


def _is_a_day_old(at: datetime) -> bool:
    first = queries.entries_after(0, limit=1)
    return bool(first) and at - first[0].at >= timedelta(days=1)
