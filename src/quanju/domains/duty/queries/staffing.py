"""Questions about occasions, secondments, volunteers, activities, community duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from quanju.domains.duty import schedule
from quanju.domains.duty.models import Occasion, Secondment, ShiftMember, VolunteerProfile
from quanju.domains.duty.types import (
    OccasionView,
    SecondmentView,
    VolunteerView,
)
from quanju.domains.duty.workflow import GONE
from quanju.domains.kernel.roles import COMMUNITY, UNSWORN
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import Span
from quanju.domains.people.queries.actors import roles_held


def occasions(*, at: datetime) -> list[OccasionView]:
    """Markets and events, those in the calendar first."""
    rows = Occasion.objects.order_by("ended_at", "starts_on", "pk")
    views = [_occasion(row) for row in rows]
    return sorted(views, key=lambda one: one.ended_at is not None)


def occurrences_of(
    row: Occasion | OccasionView, *, since: date, until: date | None, zone: ZoneInfo
) -> list[Span]:
    """The spans of an occasion that begin on these days; all with `until` None."""
    mask = row.weekdays if isinstance(row, Occasion) else sum(1 << d for d in row.weekdays)
    return list(
        schedule.occurrences(
            weekdays=mask,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            begins=row.begins,
            ends=row.ends,
            since=since,
            until=until or row.ends_on + timedelta(days=1),
            zone=zone,
        )
    )


def _occasion(row: Occasion) -> OccasionView:
    return OccasionView(
        pk=row.pk,
        name=row.name,
        staging_point=row.staging_point,
        zone=row.zone,
        force_type=row.force_type,
        headcount=row.headcount,
        weekdays=tuple(day for day in range(7) if row.weekdays >> day & 1),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        begins=row.begins,
        ends=row.ends,
        ended_at=row.ended_at,
    )


def secondments(*, at: datetime) -> list[SecondmentView]:
    """Secondments that are not over, then the last ones that are."""
    rows = Secondment.objects.select_related("person", "home", "host")
    listed = list(rows.order_by("-duty_until", "pk")[:300])
    return [
        SecondmentView(
            pk=row.pk,
            person_id=row.person_id,
            name=row.person.display_name,
            home=row.home.name,
            host=row.host.name,
            duty_from=row.duty_from,
            duty_until=row.duty_until,
        )
        for row in listed
    ]


def seconded_hours(*, since: datetime, until: datetime) -> list[tuple[Text, int, float]]:
    """Hours of seconded people by their home, with how many people; the most hours first."""
    rows = (
        ShiftMember.objects.filter(
            secondment__isnull=False, is_standing=True, duty_from__lt=until, duty_until__gt=since
        )
        .exclude(shift__status__in=GONE)
        .select_related("secondment__home")
    )
    hours: dict[int, float] = {}
    people: dict[int, set[int]] = {}
    names: dict[int, Text] = {}
    for row in rows:
        if row.secondment is None:
            continue
        home = row.secondment.home
        names[home.pk] = home.name
        hours[home.pk] = hours.get(home.pk, 0.0) + _hours(row, since, until)
        people.setdefault(home.pk, set()).add(row.person_id)
    order = sorted(hours, key=lambda pk: (-hours[pk], pk))
    return [(names[pk], len(people[pk]), hours[pk]) for pk in order]


@dataclass(frozen=True)
class CommunityShare:
    """Duty hours of community officers, and how many of them in the own community (TWO-07)."""

    hours: float
    own_hours: float
    taken_away: int
    officers: int

    @property
    def share(self) -> float | None:
        return self.own_hours / self.hours if self.hours else None


def community_share(*, since: datetime, until: datetime) -> CommunityShare:
    """Over all community officers; nobody is ranked."""
    rows = list(
        ShiftMember.objects.filter(
            is_standing=True, is_volunteer=False, duty_from__lt=until, duty_until__gt=since
        )
        .exclude(shift__status__in=GONE)
        .select_related("shift")
    )
    roles = roles_held({row.person_id for row in rows}, at=since)
    late = roles_held({row.person_id for row in rows}, at=until)
    officers = {p for held in (roles, late) for p, r in held.items() if r & COMMUNITY}
    mine = [row for row in rows if row.person_id in officers]
    own = [row for row in mine if row.shift.force_type in ("community_team", "volunteer")]
    return CommunityShare(
        sum(_hours(row, since, until) for row in mine),
        sum(_hours(row, since, until) for row in own),
        len(mine) - len(own),
        len({row.person_id for row in mine}),
    )


def _hours(row: ShiftMember, since: datetime, until: datetime) -> float:
    span = min(row.duty_until, until) - max(row.duty_from, since)
    return max(0.0, span.total_seconds() / 3600)


def volunteers() -> list[VolunteerView]:
    """Registered volunteers with their shifts and minutes; no contacts."""
    served: dict[int, tuple[int, int]] = {}
    rows = ShiftMember.objects.filter(is_volunteer=True, is_standing=True)
    for person, minutes in rows.values_list("person", "served_min"):
        count, total = served.get(person, (0, 0))
        served[person] = (count + 1, total + (minutes or 0))
    profiles = VolunteerProfile.objects.select_related("person").order_by("registered_at", "pk")
    return [
        VolunteerView(
            person_id=row.person_id,
            name=row.person.display_name,
            registered_at=row.registered_at,
            briefed_at=row.briefed_at,
            shifts=served.get(row.person_id, (0, 0))[0],
            served_min=served.get(row.person_id, (0, 0))[1],
        )
        for row in profiles
    ]


def beside_officers(
    people: Sequence[int], *, shift: int | None = None, at: datetime
) -> dict[int, int]:
    """Which officer each volunteer among these people stands beside.

    The one of before where both stay on the shift; else in turn, the officers with the fewest
    volunteers first. Empty without an officer: the verb refuses volunteers alone.
    """
    roles = roles_held(people, at=at)
    volunteers = [pk for pk in people if pk in roles and roles[pk] <= UNSWORN]
    beside: dict[int, list[int]] = {pk: [] for pk in people if pk not in volunteers}
    if not beside or not volunteers:
        return {}
    standing = ShiftMember.objects.filter(shift=shift, is_standing=True, person__in=volunteers)
    before = dict(standing.values_list("person_id", "paired_with_id"))
    for pk in sorted(volunteers, key=lambda one: before.get(one) not in beside):
        officer = before.get(pk)
        if officer not in beside:
            officer = min(beside, key=lambda one: len(beside[one]))
        beside[officer].append(pk)
    return {pk: officer for officer, them in beside.items() for pk in them}
