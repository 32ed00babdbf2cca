"""Until when a desk is quiet, and when an order counts as not shown on the phone."""

from datetime import datetime, timedelta

from quanju.domains.dispatch.models import QuietDesk
from quanju.domains.dispatch.quiet import DESK_SIGNS
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force


def quiet_until(actor: Actor, *, at: datetime) -> datetime | None:
    """Until when this person has the sounds off; None: they sound."""
    rows = QuietDesk.objects.filter(person=actor.person_id, until_at__gt=at)
    return rows.values_list("until_at", flat=True).first()


def not_shown_after(at: datetime) -> timedelta:
    """So long an order may be on its way to the phone."""
    return timedelta(seconds=in_force(DESK_SIGNS, at=at).content.not_shown_s)
