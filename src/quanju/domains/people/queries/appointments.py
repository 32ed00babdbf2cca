"""Questions about appointments and what waits for a second person."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.models import Appointment, Person, SecondFactorReset
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import ROLES
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
    proposer_id: int | None
    proposer: str
    decider: str
    proposed_at: datetime | None
    decided_at: datetime | None

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


@dataclass(frozen=True)
class ResetView:
    """A request to take a second factor off, waiting for a second person."""

    pk: int
    person_id: int
    person_name: str
    username: str
    asker_id: int
    asker: str
    asked_at: datetime


_AROUND = ("person", "post__organisation__parent", "granted_by", "approved_by")


def view_of(row: Appointment) -> AppointmentView:
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
        proposer_id=row.granted_by_id,
        proposer=_name(row.granted_by),
        decider=_name(row.approved_by),
        proposed_at=row.proposed_at,
        decided_at=row.decided_at,
    )


def _name(person: Person | None) -> str:
    return person.display_name if person else ""


def appointments_for(person: int, *, at: datetime) -> list[AppointmentView]:
    """Every appointment of a person, those that last first, then the newest."""
    rows = Appointment.objects.filter(person_id=person).select_related(*_AROUND)
    views = [view_of(row) for row in rows.order_by("-valid_from", "-pk")]
    return sorted(views, key=lambda one: not one.is_open(at))


def appointments_in(post: int, *, at: datetime) -> list[AppointmentView]:
    """Who holds, will hold or held a post."""
    rows = Appointment.objects.filter(post_id=post).select_related(*_AROUND)
    views = [view_of(row) for row in rows.order_by("-valid_from", "-pk")[:200]]
    return sorted(views, key=lambda one: not one.is_open(at))


def appointment(pk: int) -> AppointmentView:
    """One appointment; `NotFound` when there is none."""
    row = Appointment.objects.select_related(*_AROUND).filter(pk=pk).first()
    if row is None:
        raise NotFound(subject=f"appointment:{pk}")
    return view_of(row)


def appointments_to_decide() -> list[AppointmentView]:
    """Proposals that wait for a second person, the oldest first."""
    rows = Appointment.objects.filter(status="proposed").select_related(*_AROUND)
    return [view_of(row) for row in rows.order_by("proposed_at", "pk")[:200]]


def resets_to_decide() -> list[ResetView]:
    """Requests to take a second factor off, the oldest first."""
    rows = SecondFactorReset.objects.filter(status="proposed").select_related("person", "asked_by")
    return [
        ResetView(
            pk=row.pk,
            person_id=row.person_id,
            person_name=row.person.display_name,
            username=row.person.username,
            asker_id=row.asked_by_id,
            asker=row.asked_by.display_name,
            asked_at=row.asked_at,
        )
        for row in rows.order_by("asked_at", "pk")
    ]
