"""Questions about planned duty: the week, a shift, one's own, the points, what is extra."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from quanju.domains.duty import schedule
from quanju.domains.duty.models import PlannedShift, ShiftMember
from quanju.domains.duty.permissions import may_read_names
from quanju.domains.duty.ports import walks
from quanju.domains.duty.queries.tables import duty_rule
from quanju.domains.duty.types import MemberView, PointDuty, ShiftView, WeekBoard
from quanju.domains.kernel.days import stretches
from quanju.domains.kernel.newest import after_row
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.patrol.queries.units import units_at_points
from quanju.domains.patrol.queries.zones import staging_points, zone_at, zone_names
from quanju.domains.patrol.types.standing import StagingPointView
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import Actor

_AROUND = ("organisation__parent__parent", "unit", "covered_by", "occasion")
STANDS = ("planned", "confirmed", "missed", "checked_in", "away_on_call")


def week(
    *, first: date, days: int, hours: int, zone: ZoneInfo, force: str = "", at: datetime
) -> WeekBoard:
    """Zones × stretches of so many hours; only one force if asked. Two queries, however long."""
    columns = stretches(first, days, zone, hours=hours)
    rows = PlannedShift.objects.standing().within(columns[0][0], columns[-1][1])
    if force:
        rows = rows.filter(force_type=force)
    there: dict[int, list[schedule.Presence]] = {}
    values = rows.values_list(
        "zone", "force_type", "headcount", "duty_from", "duty_until", "ended_at"
    )
    for number, force_type, people, begins, ends, ended in values:
        until = min(ends, ended) if ended else ends
        presence = schedule.Presence(number, force_type, people, begins, until)
        there.setdefault(number, []).append(presence)
    return WeekBoard(
        columns,
        tuple(
            (
                number,
                name,
                tuple(schedule.cell(number, span, there.get(number, ())) for span in columns),
            )
            for number, name in sorted(zone_names(at).items())
        ),
    )


def shifts_in(
    *,
    since: datetime,
    until: datetime,
    zone: int | None = None,
    force: str = "",
    extra_only: bool = False,
    by: Actor,
    at: datetime,
) -> list[ShiftView]:
    """The shifts that touch a span, by time, with names for those who may read them."""
    rows = PlannedShift.objects.within(since, until).exclude(status="cancelled")
    if zone is not None:
        rows = rows.filter(zone=zone)
    if force:
        rows = rows.filter(force_type=force)
    if extra_only:
        rows = rows.filter(occasion__isnull=False)
    return views(rows.order_by("duty_from", "force_type", "pk"), by=by, at=at)


def shifts_listed(
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    force: str = "",
    status: str = "",
    zone: int | None = None,
    before: int | None = None,
    most: int,
    by: Actor,
    at: datetime,
) -> list[ShiftView]:
    """Shifts, the latest beginning first; `before` is the last one of the page before."""
    asked = {
        "duty_until__gt": since,
        "duty_from__lt": until,
        "force_type": force,
        "status": status,
        "zone": zone,
    }
    rows = PlannedShift.objects.filter(
        **{name: value for name, value in asked.items() if value not in (None, "")}
    )
    last = PlannedShift.objects.filter(pk=before).first() if before else None
    if last is not None:
        rows = rows.filter(after_row("duty_from", last.duty_from, last.pk))
    return views(rows.order_by("-duty_from", "-pk")[:most], by=by, at=at)


def shift(pk: int, *, by: Actor, at: datetime) -> ShiftView:
    """One shift; `NotFound` when there is none."""
    found = views(PlannedShift.objects.filter(pk=pk), by=by, at=at)
    if not found:
        raise NotFound(subject=f"planned_shift:{pk}")
    return found[0]


def own_shifts(*, since: datetime, by: Actor, at: datetime) -> list[ShiftView]:
    """One's own shifts that end after `since`; no names of others."""
    rows = PlannedShift.objects.of(by).filter(duty_until__gt=since).order_by("duty_from", "pk")
    return views(rows, by=by, at=at, only=by.person_id)


def own_shift(pk: int, *, by: Actor, at: datetime) -> ShiftView:
    """One of one's own shifts; `NotFound` for every other."""
    found = views(PlannedShift.objects.of(by).filter(pk=pk), by=by, at=at, only=by.person_id)
    if not found:
        raise NotFound(subject=f"planned_shift:{pk}")
    return found[0]


def duty_until(actor: Actor, *, at: datetime) -> datetime | None:
    """When the shift that the actor stands now ends; None outside of one."""
    mine = ShiftMember.objects.filter(
        person=actor.person_id, is_standing=True, duty_from__lte=at, duty_until__gt=at
    )
    return mine.order_by("duty_until").values_list("duty_until", flat=True).first()


def open_volunteer_shifts(*, by: Actor, at: datetime) -> list[ShiftView]:
    """Volunteer shifts to come with an officer and a free place, that one is not on yet."""
    rows = (
        PlannedShift.objects.filter(
            force_type="volunteer", status__in=("planned", "confirmed"), duty_from__gt=at
        )
        .exclude(members__person=by.person_id, members__is_standing=True)
        .order_by("duty_from", "pk")
    )
    found = views(rows, by=by, at=at, only=by.person_id)
    return [one for one in found if 0 < len(one.member_ids) < one.headcount]


def views(
    rows: QuerySet[PlannedShift], *, by: Actor, at: datetime, only: int | None = None
) -> list[ShiftView]:
    """Rows as others see them; names only for those who may, or only those of `only`."""
    listed = list(rows.select_related(*_AROUND))
    members = _members([row.pk for row in listed])
    points = {point.number: point.name for point in staging_points(at)}
    sees_names = only is None and bool(may_read_names(by))
    return [
        _view(row, members.get(row.pk, []), points, sees_names=sees_names, only=only)
        for row in listed
    ]


def _members(shifts: Sequence[int]) -> dict[int, list[ShiftMember]]:
    found: dict[int, list[ShiftMember]] = {}
    rows = ShiftMember.objects.filter(shift__in=shifts, is_standing=True)
    for row in rows.select_related("person").order_by("is_volunteer", "pk"):
        found.setdefault(row.shift_id, []).append(row)
    return found


def _view(
    row: PlannedShift,
    members: Sequence[ShiftMember],
    points: dict[int, Text],
    *,
    sees_names: bool,
    only: int | None,
) -> ShiftView:
    named = [m for m in members if sees_names or m.person_id == only]
    return ShiftView(
        pk=row.pk,
        force_type=row.force_type,
        organisation=row.organisation.name,
        station_id=station_of(row.organisation),
        zone=row.zone,
        staging_point=row.staging_point,
        point_name=points.get(row.staging_point) if row.staging_point is not None else None,
        unit=row.unit_id,
        call_sign=row.unit.call_sign if row.unit else "",
        headcount=row.headcount,
        duty_from=row.duty_from,
        duty_until=row.duty_until,
        occasion=row.occasion_id,
        occasion_name=row.occasion.name if row.occasion else None,
        status=row.status,
        status_label=row.status_label,
        checked_in_at=row.checked_in_at,
        is_late=row.is_late,
        left_at=row.left_at,
        covered_by=row.covered_by.call_sign if row.covered_by else "",
        handed_to=row.handed_to_id,
        ended_at=row.ended_at,
        why_not=row.why_not,
        revision=row.revision,
        member_ids=frozenset(m.person_id for m in members),
        members=tuple(member_view(m) for m in named),
    )


def member_view(row: ShiftMember) -> MemberView:
    return MemberView(
        person_id=row.person_id,
        name=row.person.display_name,
        badge_no=row.person.badge_no,
        is_volunteer=row.is_volunteer,
        paired_with=row.paired_with_id,
        secondment=row.secondment_id,
        taken_away_because=row.taken_away_because,
        served_min=row.served_min,
        observation=row.observation,
        thanked_at=row.thanked_at,
    )


def point_duties(*, by: Actor, at: datetime) -> list[PointDuty]:
    """Every staging point: the shift due now, who stands there, who covers it, who comes next."""
    rows = PlannedShift.objects.within(at - timedelta(hours=12), at + timedelta(hours=12))
    rows = rows.filter(staging_point__isnull=False, status__in=STANDS)
    due: dict[int, list[ShiftView]] = {}
    for view in views(rows.order_by("duty_from", "pk"), by=by, at=at):
        due.setdefault(view.staging_point or 0, []).append(view)
    there = units_at_points(at)
    walking = {unit for told in walks for unit in told.units_walking()}
    return [
        _point_duty(
            point,
            due.get(point.number, []),
            [u.call_sign for u in there[point.number]],
            walking,
            at,
        )
        for point in staging_points(at)
    ]


def _point_duty(
    point: StagingPointView,
    due: Sequence[ShiftView],
    there: Collection[str],
    walking: Collection[int],
    at: datetime,
) -> PointDuty:
    # Who stands there counts for longer than the plan says: until they hand over or check out.
    present = [s for s in due if s.status in ("checked_in", "away_on_call")]
    planned = [s for s in due if s.duty_from <= at < s.duty_until and s not in present]
    now = (present + planned)[0] if present or planned else None
    following = next((s for s in due if s is not now and s.duty_from > at), None)
    standing = [s for s in present if s.status == "checked_in" and s.unit not in walking]
    others = sorted(set(there) - {s.call_sign for s in present if s.status == "away_on_call"})
    covering = (
        standing[0].call_sign or str(standing[0].force)
        if standing
        else (now.covered_by if now and now.covered_by else ", ".join(others))
    )
    return PointDuty(
        number=point.number,
        name=point.name,
        kind=point.kind_label,
        zone=zone_at(point.lon, point.lat, at),
        shift=now,
        following=following,
        state=now.status if now else "unplanned",
        covering=covering,
        is_on_round=now is not None and now.status == "checked_in" and now.unit in walking,
    )


def unit_shifts(
    begins: datetime, ends: datetime
) -> dict[str, list[tuple[datetime, datetime, int | None]]]:
    """The planned shifts of each unit that begin within a span: from, until, staging point. Call
    signs and hours only."""
    found: dict[str, list[tuple[datetime, datetime, int | None]]] = {}
    rows = PlannedShift.objects.standing().filter(
        unit__isnull=False, duty_from__gte=begins, duty_from__lt=ends
    )
    values = rows.order_by("duty_from", "pk").values_list(
        "unit__call_sign", "duty_from", "duty_until", "staging_point"
    )
    for call_sign, duty_from, duty_until, point in values:
        found.setdefault(call_sign, []).append((duty_from, duty_until, point))
    return found


def overdue_shifts(at: datetime) -> list[int]:
    """Staging shifts that nobody checked in to within the limit."""
    late = at - timedelta(minutes=duty_rule(at).late_min)
    rows = PlannedShift.objects.filter(
        staging_point__isnull=False, status__in=("planned", "confirmed"), duty_from__lt=late
    )
    return list(rows.order_by("duty_from", "pk").values_list("pk", flat=True))
