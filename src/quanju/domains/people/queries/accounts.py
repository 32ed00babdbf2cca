"""Questions about accounts: one's own, and the list for those who keep them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from quanju.domains.approvals.queries import is_waiting
from quanju.domains.kernel.roles import STATION
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.models import Appointment, Duty, Organisation, Person
from quanju.domains.people.queries.appointments import AppointmentView, appointments_for, view_of
from quanju.domains.people.queries.organisations import below
from quanju.domains.people.queries.second_factors import has_second_factor
from quanju.domains.people.types import RESET_ACT, Actor


@dataclass(frozen=True)
class Account:
    """An account as its owner and administrators see it."""

    person_id: int
    username: str
    display_name: str
    badge_no: str
    language: str
    theme: str
    is_active: bool
    has_password: bool
    one_time_until: datetime | None
    has_second_factor: bool
    last_login_at: datetime | None
    duty_post: Text | None
    duty_since: datetime | None
    is_reset_asked: bool

    @property
    def subject(self) -> str:
        return f"person:{self.person_id}"


@dataclass(frozen=True)
class AccountRow:
    """A line of the list of accounts."""

    person_id: int
    username: str
    display_name: str
    badge_no: str
    is_active: bool
    posts: Sequence[AppointmentView]


def account(person: int) -> Account:
    """One account; `NotFound` when there is none."""
    row = Person.objects.filter(pk=person).first()
    if row is None:
        raise NotFound(subject=f"person:{person}")
    duty = Duty.objects.filter(person=row, ended_at__isnull=True).select_related("post").first()
    return Account(
        person_id=row.pk,
        username=row.username,
        display_name=row.display_name,
        badge_no=row.badge_no,
        language=row.language,
        theme=row.theme,
        is_active=row.is_active,
        has_password=row.has_usable_password(),
        one_time_until=row.one_time_until,
        has_second_factor=has_second_factor(row.pk),
        last_login_at=row.last_login,
        duty_post=duty.post.title if duty else None,
        duty_since=duty.started_at if duty else None,
        is_reset_asked=is_waiting(row.subject, RESET_ACT),
    )


def stations_of(person: int, *, at: datetime) -> set[int | None]:
    """The stations whose posts a person holds now or will hold."""
    return {one.station_id for one in appointments_for(person, at=at) if one.is_open(at)}


def accounts(
    *, text: str = "", state: str = "", after: str = "", most: int = 50, by: Actor, at: datetime
) -> list[AccountRow]:
    """Accounts by account name, badge number or post; never by a person's name.

    In the order of their names, `after` is the last one of the page before. A station's command
    room sees who holds a post of its station.
    """
    rows = _found(_visible_to(by, at), text.strip(), state, at)
    people = list(rows.filter(username__gt=after).order_by("username")[:most])
    held = _posts_of(people, at)
    return [
        AccountRow(
            person_id=one.pk,
            username=one.username,
            display_name=one.display_name,
            badge_no=one.badge_no,
            is_active=one.is_active,
            posts=held.get(one.pk, []),
        )
        for one in people
    ]


def _visible_to(by: Actor, at: datetime) -> QuerySet[Person]:
    rows = Person.objects.all()
    if by.role not in STATION:
        return rows
    station = Organisation.objects.filter(pk=by.station_id or 0).first()
    inside = below(station) if station else frozenset()
    held = Appointment.objects.in_force(at).filter(
        person=OuterRef("pk"), post__organisation_id__in=inside
    )
    return rows.filter(Exists(held))


def _found(rows: QuerySet[Person], text: str, state: str, at: datetime) -> QuerySet[Person]:
    if state == "active":
        rows = rows.filter(is_active=True)
    elif state == "inactive":
        rows = rows.filter(is_active=False)
    elif state == "without_post":
        held = Appointment.objects.in_force(at).filter(person=OuterRef("pk"))
        rows = rows.filter(~Exists(held), is_active=True)
    if not text:
        return rows
    by_post = Appointment.objects.in_force(at).filter(
        Q(post__code__iexact=text)
        | Q(post__title_zh__icontains=text)
        | Q(post__title_en__icontains=text)
        | Q(post__role=text),
        person=OuterRef("pk"),
    )
    return rows.filter(Q(username__istartswith=text) | Q(badge_no__iexact=text) | Exists(by_post))


def _posts_of(people: Sequence[Person], at: datetime) -> dict[int, list[AppointmentView]]:
    held: dict[int, list[AppointmentView]] = {}
    rows = (
        Appointment.objects.in_force(at)
        .filter(person__in=people)
        .select_related("person", "post__organisation__parent")
        .order_by("valid_from", "pk")
    )
    for row in rows:
        held.setdefault(row.person_id, []).append(view_of(row))
    return held
