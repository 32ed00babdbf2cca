"""Stations, teams and offices by name. Nobody is found by name, number or score (NB-07)."""

from datetime import datetime

from django.db.models import Q

from quanju.domains.kernel.found import Found
from quanju.domains.people.models import Organisation
from quanju.domains.people.permissions import may_read_accounts
from quanju.domains.people.types import ORGANISATION_KINDS, Actor


def find(words: str, *, by: Actor, at: datetime, most: int) -> list[Found]:
    """Organisations whose name holds the words, for who may open their page."""
    text = words.strip()
    if len(text) < 2 or not may_read_accounts(by):
        return []
    rows = Organisation.objects.filter(Q(name_zh__contains=text) | Q(name_en__icontains=text))
    return [
        Found(
            kind="place",
            subject=f"organisation:{row.pk}",
            title=row.name,
            detail=ORGANISATION_KINDS[row.kind],
            lon=row.lon,
            lat=row.lat,
        )
        for row in rows.order_by("code")[:most]
    ]
