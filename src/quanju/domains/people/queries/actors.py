"""Who acts: the actor that an appointment makes of a person."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from quanju.domains.kernel.types import NotFound
from quanju.domains.people.models import Appointment, Person, Post, SignIn
from quanju.domains.people.queries.organisations import below, station_of
from quanju.domains.people.types import Actor


def appointments_of(person: Person, *, at: datetime) -> list[Appointment]:
    """The posts a person holds now, the oldest first."""
    return list(
        Appointment.objects.in_force(at)
        .filter(person=person)
        .select_related("post__organisation__parent")
        .order_by("valid_from", "pk")
    )


def actor_in(appointment: Appointment, *, session: str = "") -> Actor:
    """The actor that this appointment makes of its person."""
    return replace(_actor(appointment.person, appointment.post), session=session)


def actor_in_session(row: SignIn) -> Actor:
    """The person of a session, in its post if one is chosen; whether it is held is not asked."""
    found = _actor(row.person, row.post)
    return replace(found, session=row.ref, device=row.device, network_zone=row.address)


def _actor(person: Person, post: Post | None) -> Actor:
    alone = Actor(subject=person.subject, person_id=person.pk, name=person.display_name)
    if post is None:
        return alone
    organisation = post.organisation
    return replace(
        alone,
        role=post.role,
        post=post.code,
        post_id=post.pk,
        organisation=organisation.code,
        organisation_id=organisation.pk,
        organisation_ids=below(organisation),
        organisation_kind=organisation.kind,
        station_id=station_of(organisation),
        title=post.title,
    )


def actor_of(person: Person, *, at: datetime, post: str = "", session: str = "") -> Actor:
    """The person in the post asked for, else in the first one held; a stranger holds none."""
    held = appointments_of(person, at=at)
    for appointment in held:
        if not post or appointment.post.code == post:
            return actor_in(appointment, session=session)
    return replace(_actor(person, None), session=session)


def actor_numbered(person: int, *, at: datetime) -> Actor:
    """The person of that number in the post they hold first; `NotFound` when there is none."""
    row = Person.objects.filter(pk=person).first()
    if row is None:
        raise NotFound(subject=f"person:{person}")
    return actor_of(row, at=at)


_PERSON = re.compile("person:[0-9]{1,18}")


def people_by_username() -> dict[str, int]:
    """Identifier of every account, by its name; for loading rosters."""
    return dict(Person.objects.values_list("username", "pk"))


def names_of(subjects: Iterable[str]) -> dict[str, str]:
    """The names of the people among these subjects (`person:31`): one query."""
    asked = {int(one[7:]) for one in subjects if _PERSON.fullmatch(one)}
    found = Person.objects.filter(pk__in=asked).values_list("pk", "display_name")
    return {f"person:{pk}": name for pk, name in found}


def roles_held(person_ids: Iterable[int], *, at: datetime) -> dict[int, frozenset[str]]:
    """The roles each of these people holds at `at`; somebody without a post is left out."""
    held: dict[int, set[str]] = {}
    rows = Appointment.objects.in_force(at).filter(person_id__in=list(person_ids))
    for person, role in rows.values_list("person_id", "post__role"):
        held.setdefault(person, set()).add(role)
    return {person: frozenset(roles) for person, roles in held.items()}
