"""The supervision board: counts by unit, for legal supervision and leaders, never by person."""

from collections import Counter
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import Coalesce

from quanju.domains.supervision.models import RuleHit
from quanju.domains.supervision.queries.hits import coverage
from quanju.domains.supervision.queries.units import Unit, units
from quanju.domains.supervision.types.board import Board, UnitRow
from quanju.domains.supervision.types.checks import CHECKS


def board(*, at: datetime) -> Board:
    """What is open at each unit now: three questions, however many units."""
    stations, departments = units()
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


def _open_hits() -> dict[int, Counter[str]]:
    """Open hits by unit and check; a station answers for all its parts."""
    rows = RuleHit.objects.filter(status="open").annotate(unit=Coalesce("station", "office"))
    found: dict[int, Counter[str]] = {}
    for unit, check, count in rows.values_list("unit", "check_code").annotate(n=Count("pk")):
        found.setdefault(unit, Counter())[check] = count
    return found


def _row(unit: Unit, hits: dict[int, Counter[str]]) -> UnitRow:
    here = hits.get(unit.pk, Counter())
    return UnitRow(code=unit.code, name=unit.name, hits={check: here[check] for check in CHECKS})
