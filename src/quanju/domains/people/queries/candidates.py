"""Who may be chosen for a duty: staff in a post now, from a list; there is no other search."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from quanju.domains.kernel.roles import RESIDENTS
from quanju.domains.kernel.types import Text
from quanju.domains.people.models import Appointment
from quanju.domains.people.types import Actor

NEVER = RESIDENTS
"""Who is no staff is offered in no list."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be chosen, as a list names them."""

    pk: int
    name: str
    username: str
    badge_no: str
    organisation: Text | str = ""
    title: Text | str = ""

    @property
    def label(self) -> str:
        known = (self.name, self.badge_no, self.username, str(self.organisation), str(self.title))
        return " · ".join(one for one in known if one)


def candidates(
    *,
    station_id: int | None = None,
    organisations: Collection[int] = (),
    roles: Collection[str] = (),
    but_roles: Collection[str] = (),
    at: datetime,
) -> list[Candidate]:
    """People whose account is open and who hold a post now; each once, by the name of their post's
    organisation. A station counts with its parts; nothing named is the whole branch."""
    held = Appointment.objects.in_force(at).filter(person__is_active=True)
    if station_id is not None:
        held = held.filter(
            Q(post__organisation_id=station_id)
            | Q(post__organisation__parent_id=station_id)
            | Q(post__organisation__parent__parent_id=station_id)
        )
    elif organisations:
        held = held.filter(post__organisation_id__in=organisations)
    if roles:
        held = held.filter(post__role__in=roles)
    held = held.exclude(post__role__in=[*but_roles, *NEVER])
    held = held.select_related("person", "post__organisation")
    found: dict[int, Candidate] = {}
    for one in held.order_by("post__organisation__code", "person__username", "pk"):
        found.setdefault(one.person_id, _view(one))
    return list(found.values())


def _view(held: Appointment) -> Candidate:
    person = held.person
    return Candidate(
        pk=person.pk,
        name=person.display_name,
        username=person.username,
        badge_no=person.badge_no,
        organisation=held.post.organisation.name,
        title=held.post.title,
    )


def colleagues_of(actor: Actor, *, at: datetime) -> list[Candidate]:
    """Who serves in the same house: the station with its parts, or the actor's own office."""
    return candidates(station_id=actor.station_id, organisations=actor.organisation_ids, at=at)
