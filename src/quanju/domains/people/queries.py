"""Questions about organisations, posts and who acts."""

from collections.abc import Iterable
from datetime import datetime

from quanju.domains.kernel.types import NotFound
from quanju.domains.people.models import Appointment, Organisation, Person
from quanju.domains.people.types import Actor


def appointments_of(person: Person, *, at: datetime) -> list[Appointment]:
    """The posts a person holds now, the oldest first."""
    return list(
        Appointment.objects.in_force(at)
        .filter(person=person)
        .select_related("post__organisation__parent")
        .order_by("valid_from", "pk")
    )


def actor_in(appointment: Appointment, *, session: str = "", device: str = "") -> Actor:
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
    )


def actor_of(person: Person, *, at: datetime, post: str = "", session: str = "") -> Actor:
    """The person in the post asked for, else in the first one held; a stranger holds none."""
    held = appointments_of(person, at=at)
    for appointment in held:
        if not post or appointment.post.code == post:
            return actor_in(appointment, session=session)
    return Actor(subject=person.subject, person_id=person.pk, session=session)


def below(organisation: Organisation) -> frozenset[int]:
    """Identifiers of the organisation and of everything under it."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in Organisation.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found, todo = set(), [organisation.pk]
    while todo:
        pk = todo.pop()
        if pk not in found:
            found.add(pk)
            todo += children.get(pk, [])
    return frozenset(found)


def station_of(organisation: Organisation | None) -> int | None:
    """The station it is, or belongs to."""
    while organisation is not None:
        if organisation.kind == "station":
            return organisation.pk
        organisation = organisation.parent
    return None


def branch() -> Organisation:
    """The branch this database belongs to; `NotFound` before one is loaded."""
    found = Organisation.objects.filter(kind="branch").first()
    if found is None:
        raise NotFound(subject="branch")
    return found


def organisations_by_code() -> dict[str, int]:
    """Identifier of every organisation, by its code."""
    return dict(Organisation.objects.values_list("code", "pk"))


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
