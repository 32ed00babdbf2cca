"""The offices that handle cases, and whom they may choose as case officer."""

from datetime import datetime

from quanju.domains.cases.types.cases import Office
from quanju.domains.kernel.roles import CASES
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.queries.candidates import Candidate, candidates
from quanju.domains.people.queries.organisations import organisations_with, station_of


def offices() -> list[Office]:
    """Whichever offices have a post of a case officer, by their code."""
    return [
        Office(pk=row.pk, code=row.code, name=row.name, station_id=station_of(row))
        for row in organisations_with(CASES)
    ]


def office(code: str) -> Office:
    """One by its code; `NotFound`."""
    found = next((one for one in offices() if one.code == code), None)
    if found is None:
        raise NotFound(subject=f"office:{code[:40]}")
    return found


def own_office(station: int | None) -> Office | None:
    """Where a station's own reports go on, if it has case officers."""
    if station is None:
        return None
    return next((one for one in offices() if one.station_id == station), None)


def officers_of(office: int | None, *, at: datetime) -> list[Candidate]:
    """People on the list of that office who may be its case officers."""
    if office is None:
        return []
    return candidates(organisations=(office,), roles=CASES, at=at)
