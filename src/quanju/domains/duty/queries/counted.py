"""The records that the measures V-3 to V-7 count, one by one."""

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef

from quanju.domains.duty.models import PlannedShift, ShiftMember
from quanju.domains.duty.types import Found
from quanju.domains.duty.workflow import GONE, SHIFT
from quanju.domains.kernel.days import branch_zone, local_day, repeated_moment
from quanju.domains.kernel.roles import COMMUNITY
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries.cover import gap_minutes
from quanju.domains.patrol.queries.zones import zone_names
from quanju.domains.patrol.types.measures import Counted
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.domains.people.queries.actors import roles_held

HOUR_S, MINUTE_S = 3600.0, 60.0


def staging_shifts(since: datetime, until: datetime, at: datetime) -> Found:
    """V-3: staging shifts; minutes on post or on a call, of minutes planned.

    Who checked in and never out is missing, once the shift is over: nobody knows how long.
    """
    rows = PlannedShift.objects.within(since, until).exclude(status="cancelled")
    rows = rows.filter(staging_point__isnull=False).order_by("-duty_from", "staging_point", "pk")
    found, missing = [], Counter[int | None]()
    for pk, zone, point, force, status, begins, ends, came, left in rows.values_list(
        "pk",
        "zone",
        "staging_point",
        "force_type",
        "status",
        "duty_from",
        "duty_until",
        "checked_in_at",
        "ended_at",
    ):
        if came is not None and left is None and ends <= at:
            missing[zone] += 1
            continue
        a, b = max(begins, since), min(ends, until)
        stood = 0.0
        if came is not None:
            stood = (min(left or at, b) - max(came, a)).total_seconds() / MINUTE_S
        found.append(
            Counted(
                begins=begins,
                ends=ends,
                zone=zone,
                point=point,
                what=_both(FORCE_TYPES[force], SHIFT.state_labels[status]),
                part=max(0.0, stood),
                whole=(b - a).total_seconds() / MINUTE_S,
                subject=f"planned_shift:{pk}",
            )
        )
    return Found(found, missing)


def zone_days(since: datetime, until: datetime, at: datetime) -> Found:
    """V-5: each zone on each local day, and its minutes without an available unit.

    A day on which no unit was on duty by its own word was not recorded: its zones are missing.
    """
    zone = branch_zone()
    names = zone_names(at)
    found, missing = [], Counter[int | None]()
    day, spans = local_day(since), []
    while (begins := repeated_moment(day, _MIDNIGHT, zone)) < until:
        day += timedelta(days=1)
        spans.append((begins, min(repeated_moment(day, _MIDNIGHT, zone), until)))
    for (begins, ends), gaps in zip(spans, gap_minutes(spans), strict=True):
        if gaps is None:
            missing.update(list(names))
            continue
        found += [
            Counted(
                begins=begins,
                ends=ends,
                zone=number,
                what=name,
                part=gaps.get(number, 0.0),
                whole=1.0,
            )
            for number, name in names.items()
        ]
    return Found(found[::-1], missing)


_MIDNIGHT = datetime.min.time()


def volunteer_shifts(since: datetime, until: datetime, at: datetime) -> Found:
    """V-6: shifts of volunteers that are over, with the hours logged; else they are missing."""
    return _volunteers(since, until, at, is_about_hours=True)


def paired_shifts(since: datetime, until: datetime, at: datetime) -> Found:
    """V-6: the same shifts, and whether the officer named beside the volunteer stood them too."""
    return _volunteers(since, until, at, is_about_hours=False)


def _volunteers(since: datetime, until: datetime, at: datetime, *, is_about_hours: bool) -> Found:
    beside = ShiftMember.objects.filter(
        shift=OuterRef("shift"), person=OuterRef("paired_with"), is_standing=True
    )
    rows = (
        ShiftMember.objects.filter(
            is_volunteer=True, is_standing=True, duty_until__gt=since, duty_until__lte=until
        )
        .exclude(shift__status__in=GONE)
        .annotate(is_paired=Exists(beside))
        .order_by("-duty_from", "pk")
    )
    found, missing = [], Counter[int | None]()
    for shift, zone, begins, ends, served, is_paired in rows.values_list(
        "shift", "shift__zone", "duty_from", "duty_until", "served_min", "is_paired"
    ):
        if is_about_hours and served is None:
            missing[zone] += 1
            continue
        found.append(
            Counted(
                begins=begins,
                ends=ends,
                zone=zone,
                what=Text("有民警结对", "beside an officer")
                if is_paired
                else Text("无民警同班", "no officer on the shift"),
                part=(served or 0) / 60 if is_about_hours else float(is_paired),
                whole=1.0,
                subject=f"planned_shift:{shift}",
            )
        )
    return Found(found, missing)


def community_hours(since: datetime, until: datetime, at: datetime) -> Found:
    """V-7: planned duty of community officers in hours, and how much in their own community.

    One row for each officer's shift, without the officer: nobody is named, nobody is ranked.
    """
    rows = (
        ShiftMember.objects.filter(
            is_standing=True, is_volunteer=False, duty_from__lt=until, duty_until__gt=since
        )
        .exclude(shift__status__in=GONE)
        .order_by("-duty_from", "shift", "pk")
    )
    values = list(
        rows.values_list(
            "person", "duty_from", "duty_until", "shift", "shift__zone", "shift__force_type"
        )
    )
    people = {row[0] for row in values}
    held = (roles_held(people, at=since), roles_held(people, at=until))
    officers = {p for roles in held for p, r in roles.items() if r & COMMUNITY}
    found = []
    for person, begins, ends, shift, zone, force in values:
        if person not in officers:
            continue
        hours = (min(ends, until) - max(begins, since)).total_seconds() / HOUR_S
        is_own = force in ("community_team", "volunteer")
        place = Text("本社区", "own community") if is_own else Text("抽调", "taken away")
        found.append(
            Counted(
                begins=begins,
                ends=ends,
                zone=zone,
                what=_both(FORCE_TYPES[force], place),
                part=hours if is_own else 0.0,
                whole=hours,
                subject=f"planned_shift:{shift}",
            )
        )
    return Found(found, Counter())


def team_hours(since: datetime, until: datetime) -> dict[tuple[int, str], float]:
    """Planned person-hours by station and team, for the balance between the two (TWO-08)."""
    hours: dict[tuple[int, str], float] = {}
    rows = PlannedShift.objects.within(since, until).exclude(status__in=GONE)
    rows = rows.filter(force_type__in=("community_team", "case_team"))
    station = F("organisation__parent")
    for place, force, people, begins, ends in rows.values_list(
        station, "force_type", "headcount", "duty_from", "duty_until"
    ):
        span = (min(ends, until) - max(begins, since)).total_seconds() / HOUR_S
        hours[place, force] = hours.get((place, force), 0.0) + people * span
    return hours


def _both(first: Text, second: Text) -> Text:
    return Text(f"{first.zh} · {second.zh}", f"{first.en} · {second.en}")
