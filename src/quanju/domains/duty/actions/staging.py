"""Verbs of a staging shift: check in, leave for a call, return, hand over, check out, missed."""

from datetime import datetime, timedelta

from quanju.domains.duty import events
from quanju.domains.duty.actions.planning import around, held_shift, note_move
from quanju.domains.duty.models import PlannedShift, ShiftMember
from quanju.domains.duty.permissions import may_plan, may_stand
from quanju.domains.duty.queries import shifts, tables
from quanju.domains.duty.types import ShiftView
from quanju.domains.duty.workflow import POINT_VERBS, SHIFT
from quanju.domains.geo.queries.checks import read_fix, world_around
from quanju.domains.geo.shapes import metres_between
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol.queries import tables as tables_queries
from quanju.domains.patrol.queries import units, zones
from quanju.domains.patrol.types.standing import PositionReport
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import Actor


class NoStagingPoint(Refused):
    """Duty in a zone has no point to check in at."""

    code = "NO_STAGING_POINT"
    text = Text(
        "这是巡区勤务，没有屯警点可签到；随班组上勤即可",
        "This is duty in a zone, without a point to check in at; its crew signs on instead",
    )


class NoPosition(Refused):
    """There is no position to check in by."""

    code = "NO_POSITION"
    text = Text(
        "没有位置，不能签到。请打开定位，或请指挥室代为确认",
        "There is no position to check in by. Switch positioning on, or ask the command room",
    )


class PositionTooOld(Refused):
    """The position says where the crew was, not where it is."""

    code = "POSITION_TOO_OLD"
    text = Text(
        "位置是 {age} 秒前的，最多 {limit} 秒，不能据此签到。请刷新定位，或请指挥室代为确认",
        "The position is {age} s old, at most {limit} s: not usable. Refresh it, or ask the "
        "command room",
    )


class PositionAhead(Refused):
    """The device's clock is ahead of ours."""

    code = "POSITION_AHEAD"
    text = Text(
        "位置时间比现在早到 {age} 秒，请校准设备时钟",
        "The position lies {age} s in the future: set the device's clock",
    )


class TooFarFromPoint(Refused):
    """The crew does not stand at the point."""

    code = "TOO_FAR_FROM_POINT"
    text = Text(
        "距 {point} 号屯警点 {metres} 米，签到须在 {limit} 米以内",
        "{metres} m from staging point {point}; one checks in within {limit} m",
    )


class TooEarly(Refused):
    """The shift begins later."""

    code = "TOO_EARLY"
    text = Text(
        "班次开始前 {limit} 分钟内才能签到",
        "One checks in at most {limit} minutes before the shift",
    )


class TooFewMembers(Refused):
    """A staging shift has at least two people (specification 3.9)."""

    code = "TOO_FEW_MEMBERS"
    text = Text(
        "屯警至少 {least} 人，班次上只有 {count} 人",
        "Staging takes at least {least} people; the shift has {count}",
    )


class NoSuccessor(Refused):
    """Who takes over stands at the point first."""

    code = "NO_SUCCESSOR"
    text = Text(
        "接班班次 {shift} 须在同一屯警点并已签到",
        "Shift {shift} must be at the same point and have checked in to take over",
    )


class NotLateYet(Refused):
    """A shift is missed only after the limit."""

    code = "NOT_LATE_YET"
    text = Text(
        "班次开始满 {limit} 分钟后才能记未到位", "A shift is missed {limit} minutes after it begins"
    )


def check_in(
    *,
    shift: int,
    position: PositionReport | None = None,
    on_word: bool = False,
    by: Actor,
    at: datetime,
) -> ShiftView:
    """Take the point: by the position of the phone, else of the unit; or `on_word` of a planner.

    Refuses a position that is missing, stale, ahead or too far, a crew too small, and coming too
    early. After the limit the shift is flagged as late.
    """
    with write():
        row = _held(shift, "check_in", by)
        state = SHIFT.after(row.status, "check_in")
        rule = tables.duty_rule(at)
        if row.duty_from - at > timedelta(minutes=rule.early_min):
            raise TooEarly(limit=f"{rule.early_min:g}")
        _check_crew(row, at)
        metres = _metres(row, position, on_word, by, at)
        row.checked_in_at = row.checked_in_at or at
        row.is_late = row.is_late or at - row.duty_from > timedelta(minutes=rule.late_min)
        if on_word:
            row.checked_in_on_word_of_id = by.person_id
        _move(row, state, by, at, late=row.is_late, metres=metres, on_word=on_word)
    return shifts.shift(shift, by=by, at=at)


def leave_for_call(
    *, shift: int, covered_by: int | None = None, by: Actor, at: datetime
) -> ShiftView:
    """Leave the point for a call, naming the crew that covers it, if there is one (PAT-11)."""
    with write():
        row = _held(shift, "leave_for_call", by)
        state = SHIFT.after(row.status, "leave_for_call")
        row.left_at, row.covered_by_id = at, _cover(covered_by, row)
        _move(row, state, by, at, covered=row.covered_by_id is not None)
        if row.covered_by_id is None:
            _tell_cover(events.POINT_UNCOVERED, row, by, at)
    return shifts.shift(shift, by=by, at=at)


def return_to_point(
    *,
    shift: int,
    position: PositionReport | None = None,
    on_word: bool = False,
    by: Actor,
    at: datetime,
) -> ShiftView:
    """Come back from a call; the position is asked as at check-in."""
    with write():
        row = _held(shift, "return_to_point", by)
        state = SHIFT.after(row.status, "return_to_point")
        metres = _metres(row, position, on_word, by, at)
        was_bare = row.covered_by is None
        row.left_at, row.covered_by = None, None
        _move(row, state, by, at, metres=metres, on_word=on_word)
        if was_bare:
            _tell_cover(events.POINT_COVERED, row, by, at)
    return shifts.shift(shift, by=by, at=at)


def hand_over(*, shift: int, to: int, by: Actor, at: datetime) -> ShiftView:
    """Give the point to the next crew, which has checked in there."""
    with write():
        row = _held(shift, "hand_over", by)
        state = SHIFT.after(row.status, "hand_over")
        successor = held_shift(to)
        if (
            successor.pk == row.pk
            or successor.staging_point != row.staging_point
            or successor.status != "checked_in"
            or PlannedShift.objects.filter(handed_to=successor).exists()
        ):
            raise NoSuccessor(shift=to)
        row.handed_to, row.covered_by = successor, None
        _stand_down(row, at)
        _move(row, state, by, at, to=successor.pk)
    return shifts.shift(shift, by=by, at=at)


def check_out(*, shift: int, by: Actor, at: datetime) -> ShiftView:
    """Go off the point; its people are free from now on."""
    with write():
        row = _held(shift, "check_out", by)
        state = SHIFT.after(row.status, "check_out")
        row.covered_by = None
        _stand_down(row, at)
        _move(row, state, by, at)
    return shifts.shift(shift, by=by, at=at)


def mark_missed(*, shift: int, by: Actor, at: datetime) -> ShiftView:
    """Say that nobody came; the clock does so after the limit, a planner may too."""
    with write():
        row = held_shift(shift)
        if by.subject != "service:quanju":
            may_plan(by, station_id=station_of(row.organisation)).or_refuse()
        if row.staging_point is None:
            raise NoStagingPoint()
        state = SHIFT.after(row.status, "mark_missed")
        limit = tables.duty_rule(at).late_min
        if at - row.duty_from <= timedelta(minutes=limit):
            raise NotLateYet(limit=f"{limit:g}")
        before, row.status, row.is_late = row.status, state, True
        row.revision += 1
        row.save(update_fields=["status", "is_late", "revision"])
        record(
            events.SHIFT_MISSED,
            subject=row.subject,
            by=by,
            at=at,
            facts={"before": before, "after": state},
            related=around(row),
        )
    return shifts.shift(shift, by=by, at=at)


def _held(shift: int, verb: str, by: Actor) -> PlannedShift:
    row = held_shift(shift)
    members = ShiftMember.objects.filter(shift=row, is_standing=True)
    may_stand(
        by,
        members=frozenset(members.values_list("person_id", flat=True)),
        station_id=station_of(row.organisation),
    ).or_refuse()
    if verb in POINT_VERBS and row.staging_point is None:
        raise NoStagingPoint()
    return row


def _move(row: PlannedShift, state: str, by: Actor, at: datetime, **facts: object) -> None:
    before, row.status = row.status, state
    row.revision += 1
    row.save()
    note_move(row, before, by, at, **facts)


def _stand_down(row: PlannedShift, at: datetime) -> None:
    """The shift ends now; hours not stood are not counted, and its people are free."""
    row.ended_at = row.ended_at or at
    if row.duty_from < at < row.duty_until:
        ShiftMember.objects.filter(shift=row, is_standing=True).update(duty_until=at)


def _check_crew(row: PlannedShift, at: datetime) -> None:
    least = tables_queries.crew_sizes(at).least[row.force_type]
    count = ShiftMember.objects.filter(shift=row, is_standing=True).count()
    if row.unit_id is not None:
        count = max(count, len(units.crews_of([row.unit_id])[row.unit_id]))
    if count < least:
        raise TooFewMembers(least=least, count=count)


def _metres(
    row: PlannedShift, position: PositionReport | None, on_word: bool, by: Actor, at: datetime
) -> int | None:
    """Metres from the point, or None where a planner's word stands for a position."""
    if on_word:
        _vouched(row, by)
        return None
    return _metres_to_point(row, position, at)


def _vouched(row: PlannedShift, by: Actor) -> None:
    """A planner's word stands for a position; nobody vouches for a shift of their own crew."""
    may_plan(by, station_id=station_of(row.organisation)).or_refuse()


def _metres_to_point(row: PlannedShift, report: PositionReport | None, at: datetime) -> int:
    rule = tables.duty_rule(at)
    lon, lat, measured_at = _position(row, report, at)
    age = (at - measured_at).total_seconds()
    if age > rule.position_max_s:
        raise PositionTooOld(age=round(age), limit=f"{rule.position_max_s:g}")
    if -age > tables_queries.position_ages(at).future_s:
        raise PositionAhead(age=round(-age))
    point = next((p for p in zones.staging_points(at) if p.number == row.staging_point), None)
    if point is None:
        raise NotFound(subject=f"staging_point:{row.staging_point}")
    metres = metres_between((lon, lat), (point.lon, point.lat))
    if metres > rule.check_in_m:
        raise TooFarFromPoint(
            point=row.staging_point, metres=round(metres), limit=f"{rule.check_in_m:g}"
        )
    return round(metres)


def _position(
    row: PlannedShift, report: PositionReport | None, at: datetime
) -> tuple[float, float, datetime]:
    if report is not None:
        return *read_fix(report.lon, report.lat, report.datum, world_around(at)), report.measured_at
    found = units.position_of(row.unit_id) if row.unit_id is not None else None
    if found is None:
        raise NoPosition()
    return found.lon, found.lat, found.at


def _cover(unit: int | None, row: PlannedShift) -> int | None:
    if unit is None:
        return None
    on_duty = {one.pk for one in units.units_on_duty()}
    if unit not in on_duty or unit == row.unit_id:
        raise NotFound(subject=f"unit {unit}")
    return unit


def _tell_cover(event: Event, row: PlannedShift, by: Actor, at: datetime) -> None:
    record(
        event,
        subject=f"staging_point:{row.staging_point}",
        by=by,
        at=at,
        related=[row.subject, *around(row)],
    )
