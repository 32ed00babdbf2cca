"""Whom to tell: who holds a role or a post now, and in which language they read."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from quanju.domains.kernel.types import Text
from quanju.domains.people.models import Appointment, Duty, Person
from quanju.domains.people.queries.actors import actor_in
from quanju.domains.people.types import Actor


def holders_of(
    *,
    roles: Collection[str] = (),
    posts: Collection[int] = (),
    station_id: int | None = None,
    at: datetime,
) -> list[int]:
    """People who hold one of these roles or posts; of them who is on duty in it, if anybody is.

    `station_id` keeps to posts of that station and of its parts.
    """
    if not roles and not posts:
        return []
    wanted = Q(post__role__in=roles) | Q(post_id__in=posts)
    if station_id is not None:
        wanted &= (
            Q(post__organisation_id=station_id)
            | Q(post__organisation__parent_id=station_id)
            | Q(post__organisation__parent__parent_id=station_id)
        )
    held = Appointment.objects.in_force(at).filter(wanted)
    return _on_duty_first(held.values_list("person_id", "post_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who holds an office now, and whether they are on duty in it."""

    person_id: int
    role: str
    title: Text | str
    organisation_id: int
    is_on_duty: bool


def holders_listed(*, roles: Collection[str], at: datetime) -> list[Holder]:
    """Everybody who holds one of these roles now and has an open account, by the account."""
    held = Appointment.objects.in_force(at).filter(post__role__in=roles, person__is_active=True)
    duties = set(Duty.objects.filter(ended_at__isnull=True).values_list("person_id", "post_id"))
    return [
        Holder(
            person_id=row.person_id,
            role=row.post.role,
            title=row.post.title,
            organisation_id=row.post.organisation_id,
            is_on_duty=(row.person_id, row.post_id) in duties,
        )
        for row in held.select_related("post").order_by("person_id", "pk")
    ]


def actors_in(roles: Collection[str], *, at: datetime) -> list[Actor]:
    """Everybody who holds one of these roles, each in the post that gives it."""
    held = Appointment.objects.in_force(at).filter(post__role__in=roles)
    rows = held.select_related("person", "post__organisation__parent")
    return [actor_in(row) for row in rows.order_by("pk")]


def on_duty_among(actors: Iterable[Actor]) -> list[int]:
    """The people among them who are on duty in that very post, if anybody is; else all."""
    return _on_duty_first((one.person_id or 0, one.post_id or 0) for one in actors)


def languages_of(people: Collection[int]) -> dict[int, str]:
    """The language that each of these people chose, empty where they did not; closed accounts of
    theirs are left out."""
    open_ones = Person.objects.filter(pk__in=people, is_active=True)
    return dict(open_ones.values_list("pk", "language"))


def _on_duty_first(held: Iterable[tuple[int, int]]) -> list[int]:
    pairs = set(held)
    duties = Duty.objects.filter(ended_at__isnull=True, post_id__in={post for _, post in pairs})
    on_duty = pairs & set(duties.values_list("person_id", "post_id"))
    return sorted({person for person, _ in on_duty or pairs})
