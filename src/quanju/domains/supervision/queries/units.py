"""The units of the board: 11 stations and N departments of this branch, as data (SUP-09)."""

from dataclasses import dataclass

from quanju.domains.cases.queries.offices import offices
from quanju.domains.cases.types.cases import Office
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.queries.organisations import names_by_key, organisations_by_code
from quanju.domains.reception.queries.sites import sites
from quanju.domains.reception.types.hall import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A station, a case department, or the centre."""

    pk: int
    code: str
    name: Text
    station_id: int | None


def units() -> tuple[list[Unit], list[Unit]]:
    """Stations, and what has no station: case departments and the centre; each by code."""
    parts: list[Office | Site] = [*offices(), *sites()]
    codes = {pk: code for code, pk in organisations_by_code().items()}
    of_stations = sorted({one.station_id for one in parts if one.station_id}, key=codes.__getitem__)
    names = names_by_key(of_stations)
    beside = {
        one.pk: Unit(pk=one.pk, code=one.code, name=one.name, station_id=None)
        for one in parts
        if not one.station_id
    }
    return (
        [Unit(pk=pk, code=codes[pk], name=names[pk], station_id=pk) for pk in of_stations],
        sorted(beside.values(), key=lambda one: one.code),
    )


def unit_named(code: str) -> Unit:
    """One of them by its code; `NotFound`."""
    stations, departments = units()
    found = next((one for one in (*stations, *departments) if one.code == code), None)
    if found is None:
        raise NotFound(subject=f"unit:{code[:40]}")
    return found


def unit_names() -> dict[str, Text]:
    """What they are called, by code: a condition of the lists, a choice of a form."""
    stations, departments = units()
    return {one.code: one.name for one in (*stations, *departments)}
