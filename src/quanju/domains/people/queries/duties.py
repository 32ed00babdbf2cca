"""Questions about duty."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.kernel.types import Text
from quanju.domains.people.models import Duty


@dataclass(frozen=True)
class DutyView:
    """A span of duty in a post; without an end while it lasts."""

    person_id: int
    post: Text
    organisation: Text
    started_at: datetime
    ended_at: datetime | None


def duties_of(person: int, *, limit: int = 100) -> list[DutyView]:
    """The latest duties of a person, newest first."""
    rows = Duty.objects.filter(person_id=person).select_related("post__organisation")
    return [_view(row) for row in rows.order_by("-started_at")[:limit]]


def on_duty(*, organisation_ids: frozenset[int] | None = None) -> list[DutyView]:
    """Who is on duty now, in these organisations or in all."""
    rows = Duty.objects.filter(ended_at__isnull=True).select_related("post__organisation")
    if organisation_ids is not None:
        rows = rows.filter(post__organisation_id__in=organisation_ids)
    return [_view(row) for row in rows.order_by("started_at")]


def _view(row: Duty) -> DutyView:
    return DutyView(
        person_id=row.person_id,
        post=row.post.title,
        organisation=row.post.organisation.name,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
