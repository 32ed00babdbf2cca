"""What keeps a round from being planned or gone on with: another round, a call."""

from datetime import datetime

from quanju.domains.duty.actions.staffing import hold_people
from quanju.domains.duty.queries import tables
from quanju.domains.geo.shapes import metres_between
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions.holding import hold_units
from quanju.domains.patrol.queries import cover, units
from quanju.domains.patrol.types.standing import PositionReport
from quanju.domains.rounds.models import Checkpoint, PatrolRound
from quanju.domains.rounds.workflow import LIVE_ROUNDS, UNDER_WAY


class OnAnotherRound(Refused):
    """A unit, or a person at the cameras, is planned for another round then."""

    code = "ON_ANOTHER_ROUND"
    text = Text(
        "{who}在这段时间已有巡逻（{begins}–{ends}）",
        "{who} has another round then ({begins} to {ends})",
    )
    field = "unit"


class AnotherRoundUnderWay(Refused):
    """One round is ended before the next begins."""

    code = "ANOTHER_ROUND_UNDER_WAY"
    text = Text(
        "还有一次巡逻没有结束，请先完成或提前结束",
        "Another round is still under way: complete it or cut it short first",
    )


class OnACall(Refused):
    """The round waits until the unit is free again."""

    code = "ON_A_CALL"
    text = Text("{why}，归队后再继续巡逻", "{why}: go on with the round when you are free again")


def hold_carrier(unit: int | None, person: int | None) -> None:
    """Lock who is to go, so that of two plans in the same instant one is refused."""
    if unit is not None:
        hold_units([unit])
    if person is not None:
        hold_people([person])


def check_free(unit: int | None, person: int | None, begins: datetime, ends: datetime) -> None:
    """No other round of the same unit or person in that span."""
    rows = PatrolRound.objects.filter(
        status__in=LIVE_ROUNDS, duty_from__lt=ends, duty_until__gt=begins
    )
    rows = rows.filter(unit=unit) if unit is not None else rows.filter(person=person)
    other = rows.select_related("unit").first()
    if other is not None:
        who = other.unit.call_sign if other.unit else ""
        raise OnAnotherRound(
            who=Text(who or "值守人员", who or "the person"),
            begins=f"{local_time(other.duty_from):%m-%d %H:%M}",
            ends=f"{local_time(other.duty_until):%H:%M}",
        )


def check_may_set_out(row: PatrolRound) -> None:
    """Not while another round is under way, not while the unit is on a call."""
    others = PatrolRound.objects.filter(status__in=UNDER_WAY).exclude(pk=row.pk)
    mine = others.filter(unit=row.unit_id) if row.unit_id else others.filter(person=row.person_id)
    if mine.exists():
        raise AnotherRoundUnderWay()
    if row.unit_id is not None and (busy := cover.busy_units([row.unit_id])):
        raise OnACall(why=busy[row.unit_id])


def metres_from(
    stop: Checkpoint, row: PatrolRound, position: PositionReport | None, at: datetime
) -> int | None:
    """How far the unit was from the place, by the phone's position or the unit's; None when there
    is none of that moment: then the crew's word stands for it."""
    if stop.lon is None or stop.lat is None or row.unit_id is None:
        return None
    limit = tables.duty_rule(at).position_max_s
    known = units.position_of(row.unit_id)
    found = [(position.lon, position.lat, position.measured_at)] if position else []
    found += [(known.lon, known.lat, known.at)] if known else []
    for lon, lat, measured in found:
        if abs((at - measured).total_seconds()) <= limit:
            return round(metres_between((lon, lat), (stop.lon, stop.lat)))
    return None
