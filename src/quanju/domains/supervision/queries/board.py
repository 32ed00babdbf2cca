"""The supervision board: counts by unit, for legal supervision and leaders, never by person."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Count
from django.db.models.functions import Coalesce

from quanju.domains.kernel.days import local_day
from quanju.domains.supervision.models import Finding, RuleHit
from quanju.domains.supervision.queries.findings import views
from quanju.domains.supervision.queries.hits import coverage
from quanju.domains.supervision.queries.measures import measures
from quanju.domains.supervision.queries.units import Unit, units
from quanju.domains.supervision.types.board import Board, LevelRow, NextDue, UnitRow
from quanju.domains.supervision.types.checks import CHECKS, LEVELS
from quanju.domains.supervision.types.findings import FindingView
from quanju.domains.supervision.workflow import FINDING_OPEN

FIRST = 5
_TICK = timedelta(seconds=1)


def board(*, at: datetime) -> Board:
    """What is open at each unit now: a few questions, however many units."""
    stations, departments = units()
    hits, found = _open_hits(), _open_findings()
    by_unit: dict[int, list[FindingView]] = {}
    for one in found:
        by_unit.setdefault(one.station_id or one.office_id, []).append(one)
    covered = coverage(until=at)
    total: Counter[str] = Counter()
    for by_check in hits.values():
        total.update(by_check)
    return Board(
        levels=tuple(_level(number, found, at) for number in LEVELS),
        stations=tuple(_row(one, by_unit, hits, at) for one in stations),
        departments=tuple(_row(one, by_unit, hits, at) for one in departments),
        coverage=covered,
        hits={code: total[code] for code in CHECKS},
        first=tuple(sorted(_clocked(found), key=_due)[:FIRST]),
        measures=measures(covered, at=at),
    )


def _open_findings() -> list[FindingView]:
    return views(Finding.objects.filter(status__in=FINDING_OPEN).order_by("pk"))


def _open_hits() -> dict[int, Counter[str]]:
    """Open hits by unit and check; a station answers for all its parts."""
    rows = RuleHit.objects.filter(status="open").annotate(unit=Coalesce("station", "office"))
    found: dict[int, Counter[str]] = {}
    for unit, check, count in rows.values_list("unit", "check_code").annotate(n=Count("pk")):
        found.setdefault(unit, Counter())[check] = count
    return found


def _row(
    unit: Unit,
    found: Mapping[int, Sequence[FindingView]],
    hits: Mapping[int, Counter[str]],
    at: datetime,
) -> UnitRow:
    here, flagged = found.get(unit.pk, ()), hits.get(unit.pk, Counter())
    levels = Counter(one.level for one in here)
    return UnitRow(
        code=unit.code,
        name=unit.name,
        findings={number: levels[number] for number in LEVELS},
        next_due=_next_due(here, at),
        hits={check: flagged[check] for check in CHECKS},
    )


def _clocked(found: Iterable[FindingView]) -> list[FindingView]:
    return [one for one in found if one.due_at is not None and one.since_at is not None]


def _due(one: FindingView) -> datetime:
    assert one.due_at is not None
    return one.due_at


def _next_due(here: Iterable[FindingView], at: datetime) -> NextDue | None:
    first = min(_clocked(here), key=_due, default=None)
    if first is None or first.due_at is None or first.since_at is None:
        return None
    return NextDue(
        since_at=first.since_at,
        due_at=first.due_at,
        toward=first.toward,
        is_late=first.due_at <= at,
        is_today=_is_today(first.due_at, at),
    )


def _is_today(due_at: datetime, at: datetime) -> bool:
    """Ends with this day: what is due at midnight is due today."""
    return due_at > at and local_day(due_at.replace(microsecond=0) - _TICK) == local_day(at)


def _level(number: int, found: Iterable[FindingView], at: datetime) -> LevelRow:
    here = [one for one in found if one.level == number]
    dues = [one.due_at for one in here if one.due_at is not None]
    return LevelRow(
        number=number,
        open=len(here),
        late=sum(due_at <= at for due_at in dues),
        today=sum(_is_today(due_at, at) for due_at in dues),
    )
