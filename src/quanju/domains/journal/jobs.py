"""The journal's clock: a seal twice a day."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from quanju.domains.journal import queries
from quanju.domains.journal.actions import SERVICE, seal
from quanju.domains.journal.rules import is_seal_due


def seal_what_is_due(at: datetime) -> None:
    """Seal at the first run of each local half day; nothing if it is sealed already."""
    last = queries.latest_seal()
    zone = ZoneInfo(settings.TIME_ZONE)
    if is_seal_due(last.sealed_at if last else None, queries.oldest_unsealed_at(), at, zone):
        seal(by=SERVICE, at=at)
