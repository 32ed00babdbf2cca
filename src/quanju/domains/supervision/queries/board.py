"""The supervision board: counts by unit, for legal supervision and leaders, never by person."""

from collections import Counter
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import Coalesce

from quanju.domains.cases.queries.offices import offices
from quanju.domains.cases.types.cases import Office
from quanju.domains.kernel.types import Text
from quanju.domains.people.queries.organisations import names_by_key, organisations_by_code
from quanju.domains.reception.queries.sites import sites
from quanju.domains.reception.types.hall import Site
from quanju.domains.supervision.models import RuleHit
from quanju.domains.supervision.queries.hits import coverage
from quanju.domains.supervision.types.board import Board, UnitRow
from quanju.domains.supervision.types.checks import CHECKS

Unit = tuple[int, str, Text]


def board(*, at: datetime) -> Board:
    """What is open at each unit now: three questions, however many units."""
    stations, departments = _units()
    hits = _open_hits()
    total: Counter[str] = Counter()
    for by_check in hits.values():
        total.update(by_check)
    return Board(
        stations=tuple(_row(one, hits) for one in stations),
        departments=tuple(_row(one, hits) for one in departments),
        coverage=coverage(until=at),
        hits={code: total[code] for code in CHECKS},
    )


def _units() -> tuple[list[Unit], list[Unit]]:
    """Stations, and what has no station: case departments and the centre. Data of the branch."""
    parts: list[Office | Site] = [*offices(), *sites()]
    codes = {pk: code for code, pk in organisations_by_code().items()}
    of_stations = sorted({one.station_id for one in parts if one.station_id}, key=codes.__getitem__)
    names = names_by_key(of_stations)
    beside = {one.pk: (one.pk, one.code, one.name) for one in parts if not one.station_id}
    return (
        [(pk, codes[pk], names[pk]) for pk in of_stations],
        sorted(beside.values(), key=lambda one: one[1]),
    )


def _open_hits() -> dict[int, Counter[str]]:
    """Open hits by unit and check; a station answers for all its parts."""
    rows = RuleHit.objects.filter(status="open").annotate(unit=Coalesce("station", "office"))
    found: dict[int, Counter[str]] = {}
    for unit, check, count in rows.values_list("unit", "check_code").annotate(n=Count("pk")):
        found.setdefault(unit, Counter())[check] = count
    return found


def _row(unit: Unit, hits: dict[int, Counter[str]]) -> UnitRow:
    pk, code, name = unit
    here = hits.get(pk, Counter())
    return UnitRow(code=code, name=name, hits={check: here[check] for check in CHECKS})


def unit_names() -> dict[str, Text]:
    """What the units of the board are called, by code: a condition of the lists."""
    stations, departments = _units()
    return {code: name for _, code, name in [*stations, *departments]}
