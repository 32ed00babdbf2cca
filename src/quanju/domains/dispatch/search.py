"""Incidents and calls by their numbers, offices by the duty phone book.

Titles, notes and callers are searched by nobody.
"""

import re
from datetime import datetime, timedelta

from quanju.domains.dispatch.models import Call, Incident
from quanju.domains.dispatch.permissions import may_read_incidents, may_see_caller
from quanju.domains.dispatch.phone_book import PHONE_BOOK
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.found import Found
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

_NUMBER = re.compile(r"(?:(\d{4})?(\d{4})-?)?(\d{1,4})", re.ASCII)
DAYS_BACK = 14
"""A running number alone is looked for on so many days: what somebody has just heard or read."""


def find(words: str, *, by: Actor, at: datetime, most: int) -> list[Found]:
    """Of what this reader may see: 20261123-0429, 1123-0429, 0429."""
    found = phones_found(words, by=by, at=at)[:most]
    numbers = numbers_meant(words, at)
    if not numbers:
        return found
    if may_read_incidents(by):
        rows = Incident.objects.visible_to(by, at).filter(number__in=numbers)
        fields = rows.order_by("-number").values_list("number", "address", "lon", "lat")
        found += [
            Found(
                kind="number",
                subject=f"incident:{number}",
                title=Text(f"警情 {number[4:]}", f"Incident {number[4:]}"),
                detail=address,
                lon=lon,
                lat=lat,
            )
            for number, address, lon, lat in fields[:most]
        ]
    if may_see_caller(by):
        calls = Call.objects.filter(number__in=numbers).order_by("-number")
        found += [
            Found(
                kind="number",
                subject=f"call:{number}",
                title=Text(f"来电 {number[4:]}", f"Call {number[4:]}"),
            )
            for number in calls.values_list("number", flat=True)[:most]
        ]
    return found


def phones_found(words: str, *, by: Actor, at: datetime) -> list[Found]:
    """Lines of the duty phone book by name or number; an office or a service, never a person."""
    asked = "".join(words.lower().split())
    if not asked or not may_read_incidents(by):
        return []
    found = []
    for line in in_force(PHONE_BOOK, at=at).content.in_order:
        names = "".join(f"{line.name.zh}|{line.name.en}".lower().split())
        dialled = ["".join(number.split()) for number in line.numbers]
        if asked in names or any(number.startswith(asked) for number in dialled):
            detail = " / ".join(filter(None, (*line.numbers, str(line.remark))))
            phone = f"phone:{line.code}"
            found.append(Found(kind="phone", subject=phone, title=line.name, detail=detail))
    return found


def numbers_meant(words: str, at: datetime) -> list[str]:
    """The whole numbers that these digits may stand for; none for anything else."""
    match = _NUMBER.fullmatch(words.strip())
    if match is None:
        return []
    year, day, running = match.groups()
    tail = running.zfill(4)
    today = local_day(at)
    if day:
        years = [year] if year else [str(today.year), str(today.year - 1)]
        return [f"{one}{day}-{tail}" for one in years]
    return [f"{today - timedelta(days=back):%Y%m%d}-{tail}" for back in range(DAYS_BACK)]
