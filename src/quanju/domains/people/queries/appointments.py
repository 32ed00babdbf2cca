"""Questions about appointments: who holds what, who proposed it and who granted it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from quanju.domains.approvals.queries import last_of
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.models import Appointment
from quanju.domains.people.queries.actors import names_of
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import APPOINT_ACT
from quanju.domains.people.workflow import APPOINTMENT


@dataclass(frozen=True)
class AppointmentView:
    """An appointment with the names around it."""

    pk: int
    person_id: int
    person_name: str
    username: str
    post_id: int
    post_code: str
    title: Text
    role: str
    organisation: Text
    station_id: int | None
    requires_second_factor: bool
    valid_from: datetime
    valid_until: datetime | None
    status: str
    proposer: str
    decider: str

    @property
    def subject(self) -> str:
        return f"appointment:{self.pk}"

    @property
    def role_name(self) -> Text:
        return ROLES[self.role]

    @property
    def state(self) -> Text:
        return APPOINTMENT.state_labels[self.status]

    def is_in_force(self, at: datetime) -> bool:
        return self.status == "approved" and self.valid_from <= at and not self.has_ended(at)

    def has_ended(self, at: datetime) -> bool:
        return self.valid_until is not None and self.valid_until <= at

    def is_open(self, at: datetime) -> bool:
        return self.status in ("approved", "proposed") and not self.has_ended(at)


_AROUND = ("person", "post__organisation__parent")


def view_of(row: Appointment, proposer: str = "", decider: str = "") -> AppointmentView:
    post = row.post
    return AppointmentView(
        pk=row.pk,
        person_id=row.person_id,
        person_name=row.person.display_name,
        username=row.person.username,
        post_id=post.pk,
        post_code=post.code,
        title=post.title,
        role=post.role,
        organisation=post.organisation.name,
        station_id=station_of(post.organisation),
        requires_second_factor=post.requires_second_factor,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        status=row.status,
        proposer=proposer,
        decider=decider,
    )


def _views(rows: Iterable[Appointment]) -> list[AppointmentView]:
    """With who proposed and who granted each: two queries, however many there are."""
    rows = list(rows)
    asked = last_of((row.subject for row in rows), acts=[APPOINT_ACT])
    names = names_of(who for one in asked.values() for who in (one.proposed_by, one.decided_by))
    found = []
    for row in rows:
        one = asked.get(row.subject)
        who = (names.get(one.proposed_by, ""), names.get(one.decided_by, "")) if one else ("", "")
        found.append(view_of(row, *who))
    return found


def appointments_for(person: int, *, at: datetime) -> list[AppointmentView]:
    """Every appointment of a person, those that last first, then the newest."""
    rows = Appointment.objects.filter(person_id=person).select_related(*_AROUND)
    views = _views(rows.order_by("-valid_from", "-pk"))
    return sorted(views, key=lambda one: not one.is_open(at))


def appointments_in(post: int, *, at: datetime) -> list[AppointmentView]:
    """Who holds, will hold or held a post."""
    rows = Appointment.objects.filter(post_id=post).select_related(*_AROUND)
    views = _views(rows.order_by("-valid_from", "-pk")[:200])
    return sorted(views, key=lambda one: not one.is_open(at))


def appointment(pk: int) -> AppointmentView:
    """One appointment; `NotFound` when there is none."""
    row = Appointment.objects.select_related(*_AROUND).filter(pk=pk).first()
    if row is None:
        raise NotFound(subject=f"appointment:{pk}")
    return _views([row])[0]
