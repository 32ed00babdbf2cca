"""Turning the sounds of the desk off until the shift ends, and on again."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.models import QuietDesk
from quanju.domains.dispatch.permissions import may_see_desk
from quanju.domains.dispatch.quiet import DESK_SIGNS, end_of_shift
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force


def quiet_desk(*, is_quiet: bool, by: Actor, at: datetime) -> QuietDesk:
    """Have one's own desk quiet until the shift ends, or let it sound again. Others hear theirs."""
    may_see_desk(by).or_refuse()
    until = end_of_shift(in_force(DESK_SIGNS, at=at).content, at) if is_quiet else at
    with write():
        row, _ = QuietDesk.objects.update_or_create(
            person_id=by.person_id, defaults={"since_at": at, "until_at": until}
        )
        event = events.DESK_QUIETENED if is_quiet else events.DESK_SOUNDS
        facts = {"until": until.isoformat()} if is_quiet else {}
        record(event, subject=by.subject, by=by, at=at, facts=facts)
    return row
