"""Verbs of markets and events: add an occasion, plan its extra shifts, end it (PAT-15)."""

from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import IntegrityError

from quanju.domains.duty import events
from quanju.domains.duty.actions.planning import MOST_PEOPLE, put_shift
from quanju.domains.duty.actions.secondments import AlreadyEnded
from quanju.domains.duty.actions.shift_refusals import TooManyPeople
from quanju.domains.duty.actions.staffing import Wish
from quanju.domains.duty.models import Occasion, PlannedShift
from quanju.domains.duty.permissions import may_plan
from quanju.domains.duty.queries import staffing
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol.queries import zones
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.domains.people.types import Actor

LONGEST_NAME = 60
NAME = Text("名称", "the name")


class NameMissing(Refused):
    """An occasion has a name."""

    code = "NAME_MISSING"
    text = Text("请写名称（最多 {most} 字）", "Give a name of at most {most} characters")
    status = 422
    field = "name_zh"


class NoWeekday(Refused):
    """None of the days of the occasion lies between its first and last day."""

    code = "NO_WEEKDAY"
    text = Text(
        "在起止日期之间没有所选的星期", "None of the weekdays lies between the first and last day"
    )
    status = 422
    field = "weekdays"


class EndsBeforeItStarts(Refused):
    """The last day is before the first."""

    code = "ENDS_BEFORE_IT_STARTS"
    text = Text("结束日期早于开始日期", "The last day is before the first")
    status = 422
    field = "ends_on"


class NoHours(Refused):
    """It begins when it ends."""

    code = "NO_HOURS"
    text = Text(
        "开始和结束是同一时刻；结束早于开始则算到第二天",
        "It begins and ends at the same time; an earlier end means the next day",
    )
    status = 422
    field = "ends"


class PlannedMeanwhile(Refused):
    """Somebody planned the same extra shifts in the same instant."""

    code = "PLANNED_MEANWHILE"
    text = Text("刚刚有人排了同样的加勤", "Somebody has just planned the same extra shifts")


def add_occasion(
    *,
    name: Text,
    staging_point: int,
    force_type: str,
    headcount: int,
    weekdays: Collection[int],
    starts_on: date,
    ends_on: date,
    begins: time,
    ends: time,
    zone: ZoneInfo,
    by: Actor,
    at: datetime,
) -> int:
    """Put a market or event into the calendar; days are 0 for Monday to 6 for Sunday."""
    may_plan(by, station_id=None).or_refuse()
    name_zh = words.line(name.zh, NAME, longest=LONGEST_NAME, needed=False, field="name")
    name_en = words.line(name.en, NAME, longest=80, needed=False, field="name")
    if not name_zh:
        raise NameMissing(most=LONGEST_NAME)
    if force_type not in FORCE_TYPES:
        raise NotFound(subject=f"force {force_type[:20]!r}")
    if not 1 <= headcount <= MOST_PEOPLE:
        raise TooManyPeople(count=headcount, most=MOST_PEOPLE)
    if ends_on < starts_on:
        raise EndsBeforeItStarts()
    if begins == ends:
        raise NoHours()
    mask = sum(1 << day for day in {d for d in weekdays if 0 <= d <= 6})
    patrol_zone = zones.points_by_zone(at).get(staging_point)
    if patrol_zone is None:
        raise NotFound(subject=f"staging_point:{staging_point}")
    with write():
        row = Occasion(
            name_zh=name_zh,
            name_en=name_en,
            staging_point=staging_point,
            zone=patrol_zone,
            force_type=force_type,
            headcount=headcount,
            weekdays=mask,
            starts_on=starts_on,
            ends_on=ends_on,
            begins=begins,
            ends=ends,
            added_by_id=by.person_id or 0,
        )
        if not staffing.occurrences_of(row, since=starts_on, until=None, zone=zone):
            raise NoWeekday()
        row.save()
        facts = {"force": force_type, "headcount": headcount, "weekdays": mask}
        related = [f"staging_point:{staging_point}"]
        record(
            events.OCCASION_ADDED, subject=row.subject, by=by, at=at, facts=facts, related=related
        )
    return row.pk


def plan_occasion(
    *,
    occasion: int,
    organisation: int,
    since: date,
    until: date,
    zone: ZoneInfo,
    by: Actor,
    at: datetime,
) -> list[int]:
    """Plan the extra shifts of an occasion that begin on these days and are not planned yet."""
    row = _occasion(occasion)
    made = []
    try:
        with write():
            if Occasion.objects.select_for_update().get(pk=occasion).ended_at is not None:
                raise AlreadyEnded()
            known = set(
                PlannedShift.objects.filter(occasion=row)
                .exclude(status="cancelled")
                .values_list("duty_from", flat=True)
            )
            for begins, ends in staffing.occurrences_of(row, since=since, until=until, zone=zone):
                if begins in known or ends <= at:
                    continue
                shift = put_shift(
                    force_type=row.force_type,
                    organisation=organisation,
                    zone=row.zone,
                    staging_point=row.staging_point,
                    unit=None,
                    wish=Wish((), {}, {}),
                    headcount=row.headcount,
                    duty_from=begins,
                    duty_until=ends,
                    occasion=row.pk,
                    by=by,
                    at=at,
                )
                made.append(shift.pk)
    except IntegrityError as error:
        raise PlannedMeanwhile() from error
    return made


def end_occasion(*, occasion: int, by: Actor, at: datetime) -> None:
    """Take it out of the calendar from now on; shifts planned already stay."""
    may_plan(by, station_id=None).or_refuse()
    with write():
        row = held(Occasion, f"occasion:{occasion}", pk=occasion)
        if row.ended_at is not None:
            raise AlreadyEnded()
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        record(events.OCCASION_ENDED, subject=row.subject, by=by, at=at)


def _occasion(occasion: int) -> Occasion:
    row = Occasion.objects.filter(pk=occasion).first()
    if row is None:
        raise NotFound(subject=f"occasion:{occasion}")
    return row
