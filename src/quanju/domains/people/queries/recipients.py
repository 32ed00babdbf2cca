"""Whom to tell: who holds a role or a post now, and in which language they read."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from quanju.domains.people.models import Appointment, Duty, Person


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
    pairs = set(held.values_list("person_id", "post_id"))
    duties = Duty.objects.filter(ended_at__isnull=True, post_id__in={post for _, post in pairs})
    on_duty = pairs & set(duties.values_list("person_id", "post_id"))
    return sorted({person for person, _ in on_duty or pairs})


def languages_of(people: Collection[int]) -> dict[int, str]:
    """The language that each of these people chose; empty where nobody did."""
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "language"))
