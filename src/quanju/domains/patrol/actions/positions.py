"""Verbs of positions: report one, report a bundle. Positions are samples, not changes of records,
and are not journaled (docs/decisions); they stand in their own tables and fade by rule."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from quanju.domains.geo.queries.checks import read_fix, world_around
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, NotFound, Refused, Text
from quanju.domains.patrol.models import CrewMember, PositionSample, Unit, UnitPosition
from quanju.domains.patrol.permissions import may_report_position
from quanju.domains.patrol.queries import tables
from quanju.domains.patrol.rules import PositionAges
from quanju.domains.patrol.types.standing import PositionReport, ReportedPositions
from quanju.domains.people.types import Actor

MOST_AT_ONCE = 2_000


class PositionFromTheFuture(Refused):
    """The device's clock is ahead of ours."""

    code = "POSITION_FROM_THE_FUTURE"
    text = Text(
        "位置时间比现在早到 {seconds} 秒（最多容许 {limit} 秒），请校准设备时钟",
        "The position lies {seconds} s in the future (at most {limit} s): set the device's clock",
    )
    status = 422
    field = "measured_at"


class PositionTooCoarse(Refused):
    """Too inexact to send anybody by."""

    code = "POSITION_TOO_COARSE"
    text = Text(
        "位置误差 {accuracy} 米，超过 {limit} 米，不能使用",
        "The position is inexact by {accuracy} m, more than {limit} m: not usable",
    )
    status = 422
    field = "accuracy_m"


class NotOnDuty(Refused):
    """Positions of people off duty are not taken (PAT-17)."""

    code = "NOT_ON_DUTY"
    text = Text(
        "{call_sign} 未上勤，不收集位置", "{call_sign} is off duty: its position is not taken"
    )


class TooManyPositions(Refused):
    """A bundle too large for one statement."""

    code = "TOO_MANY_POSITIONS"
    text = Text("一次最多 {most} 条位置", "At most {most} positions at once")
    status = 422


@dataclass(frozen=True)
class _Carrier:
    """What is known of a unit before its position is taken."""

    call_sign: str
    is_on_duty: bool
    crew: frozenset[int]
    newest_at: datetime | None
    sampled_at: datetime | None


def report_position(
    *,
    unit: int,
    lon: float,
    lat: float,
    by: Actor,
    at: datetime,
    measured_at: datetime | None = None,
    accuracy_m: float | None = None,
    heading_deg: float | None = None,
    datum: str = "WGS-84",
) -> bool:
    """Take one position; False if a newer one is known already.

    Refuses others than the crew, a unit off duty, a moment in the future, no coordinates.
    """
    report = PositionReport(
        unit=unit,
        lon=lon,
        lat=lat,
        measured_at=measured_at or at,
        accuracy_m=accuracy_m,
        heading_deg=heading_deg,
        datum=datum,
    )
    with write():
        carriers = _carriers([unit])
        position = _checked(report, carriers, by, at, tables.position_ages(at), world_around(at))
        return _store([position], carriers, at) == 1


def report_positions(
    reports: Sequence[PositionReport], *, by: Actor, at: datetime
) -> ReportedPositions:
    """Take a bundle of positions in one statement; a bad row is told, and stops no other."""
    if len(reports) > MOST_AT_ONCE:
        raise TooManyPositions(most=MOST_AT_ONCE)
    good: list[UnitPosition] = []
    refused: list[tuple[int, str, Text]] = []
    ages, world = tables.position_ages(at), world_around(at)
    with write():
        carriers = _carriers({report.unit for report in reports})
        for number, report in enumerate(reports):
            try:
                good.append(_checked(report, carriers, by, at, ages, world))
            except Refused as refusal:
                refused.append((number, refusal.code, refusal.text))
        kept = _store(good, carriers, at)
    return ReportedPositions(kept, len(good) - kept, tuple(refused))


def _carriers(units: Iterable[int]) -> dict[int, _Carrier]:
    wanted = list(units)
    crews: dict[int, set[int]] = {}
    present = CrewMember.objects.present().filter(unit__in=wanted)
    for unit, person in present.values_list("unit_id", "person_id"):
        crews.setdefault(unit, set()).add(person)
    rows = Unit.objects.filter(pk__in=wanted).values_list(
        "pk", "call_sign", "status", "position__at", "position__sampled_at"
    )
    return {
        pk: _Carrier(sign, status != "off_duty", frozenset(crews.get(pk, ())), newest, sampled)
        for pk, sign, status, newest, sampled in rows
    }


def _checked(
    report: PositionReport,
    carriers: Mapping[int, _Carrier],
    by: Actor,
    at: datetime,
    ages: PositionAges,
    world: list[tuple[float, float, float, float]],
) -> UnitPosition:
    carrier = carriers.get(report.unit)
    if carrier is None:
        raise NotFound(subject=f"unit {report.unit}")
    verdict = may_report_position(by, crew=carrier.crew)
    if not verdict:
        raise Denied(verdict)
    if not carrier.is_on_duty:
        raise NotOnDuty(call_sign=carrier.call_sign)
    ahead = (report.measured_at - at).total_seconds()
    if ahead > ages.future_s:
        raise PositionFromTheFuture(seconds=math.ceil(ahead), limit=round(ages.future_s))
    lon, lat = read_fix(report.lon, report.lat, report.datum, world)
    return UnitPosition(
        unit_id=report.unit,
        lon=lon,
        lat=lat,
        accuracy_m=_accuracy(report.accuracy_m, ages),
        heading_deg=_heading(report.heading_deg),
        at=min(report.measured_at, at),
        received_at=at,
    )


def _accuracy(metres: float | None, ages: PositionAges) -> float | None:
    if metres is None or not math.isfinite(metres) or metres < 0:
        return None
    if metres > ages.coarsest_m:
        raise PositionTooCoarse(accuracy=round(metres), limit=round(ages.coarsest_m))
    return metres


def _heading(degrees: float | None) -> float | None:
    return None if degrees is None or not math.isfinite(degrees) else degrees % 360


def _store(
    positions: Sequence[UnitPosition], carriers: Mapping[int, _Carrier], at: datetime
) -> int:
    """Keep the newest of each unit and the samples; the number of units that moved."""
    newest: dict[int, UnitPosition] = {}
    samples = []
    gap = timedelta(seconds=tables.position_ages(at).sample_every_s)
    last = {unit: carrier.sampled_at for unit, carrier in carriers.items()}
    for position in sorted(positions, key=lambda p: p.at):
        unit = position.unit_id
        before = last[unit]
        if before is None or position.at - before >= gap:
            last[unit] = position.at
            samples.append(
                PositionSample(unit_id=unit, lon=position.lon, lat=position.lat, at=position.at)
            )
        known = carriers[unit].newest_at
        if known is None or position.at > known:
            newest[unit] = position
    for unit, position in newest.items():
        position.sampled_at = last[unit]
    PositionSample.objects.bulk_create(samples)
    # In one order, so that two bundles never wait for each other in a circle.
    return UnitPosition.objects.keep_newest([newest[unit] for unit in sorted(newest)])
