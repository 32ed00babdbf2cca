"""Who acts: the actor that an appointment makes of a person."""

from collections.abc import Iterable
from datetime import datetime

from quanju.domains.people.models import Appointment, Person
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


def actor_in(
    appointment: Appointment, *, session: str = "", device: str = "", network_zone: str = ""
) -> Actor:
    """The actor that this appointment makes of its person."""
    post = appointment.post
    organisation = post.organisation
    return Actor(
        subject=appointment.person.subject,
        person_id=appointment.person_id,
        role=post.role,
        post=post.code,
        post_id=post.pk,
        organisation=organisation.code,
        organisation_id=organisation.pk,
        organisation_ids=below(organisation),
        organisation_kind=organisation.kind,
        station_id=station_of(organisation),
        session=session,
        device=device,
        network_zone=network_zone,
        name=appointment.person.display_name,
        title=post.title,
    )


def actor_of(person: Person, *, at: datetime, post: str = "", session: str = "") -> Actor:
    """The person in the post asked for, else in the first one held; a stranger holds none."""
    held = appointments_of(person, at=at)
    for appointment in held:
        if not post or appointment.post.code == post:
            return actor_in(appointment, session=session)
    return Actor(
        subject=person.subject, person_id=person.pk, session=session, name=person.display_name
    )


def people_by_username() -> dict[str, int]:
    """Identifier of every account, by its name; for loading rosters."""
    return dict(Person.objects.values_list("username", "pk"))


def roles_held(person_ids: Iterable[int], *, at: datetime) -> dict[int, frozenset[str]]:
    """The roles each of these people holds at `at`; somebody without a post is left out."""
    held: dict[int, set[str]] = {}
    rows = Appointment.objects.in_force(at).filter(person_id__in=list(person_ids))
    for person, role in rows.values_list("person_id", "post__role"):
        held.setdefault(person, set()).add(role)
    return {person: frozenset(roles) for person, roles in held.items()}
