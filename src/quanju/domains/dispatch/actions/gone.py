"""A desk whose session ended by itself: nobody sits there, so nothing may wait there."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import raise_alert
from quanju.domains.dispatch.actions.desks import end_desk, in_hand, lapse_transfers, named, put_at
from quanju.domains.dispatch.actions.held import note
from quanju.domains.dispatch.models import Desk
from quanju.domains.dispatch.notices import tell_of_desk
from quanju.domains.dispatch.permissions import may_run_shift, may_sit_at_desk
from quanju.domains.dispatch.quiet import DESK_SIGNS
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.people.queries.actors import roles_held
from quanju.domains.people.queries.sessions import is_signed_in_as
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook.queries import in_force


def free_desk(*, person: int, at: datetime) -> int | None:
    """Free the desk of somebody whose last session as a dispatcher ended; how many moved.

    Its open incidents go to whom the table says, and every desk is told at once. Nothing happens
    (None) while they are signed in elsewhere as one, or sit at no desk: so it is safe again.
    """
    with write():
        rows = in_hand(person=person)
        manned = Desk.objects.manned().select_for_update(of=("self",)).order_by("pk")
        left = manned.filter(person=person).first()
        if left is None or is_signed_in_as(person, may_sit_at_desk.roles, at=at):
            return None
        heir = _heir(left, at)
        for row in rows:
            lapse_transfers(row, at)
            put_at(row, heir)
            to = heir.number if heir else None
            moved = events.INCIDENT_REASSIGNED
            note(moved, row, SERVICE, at, urgent=True, desk=to, before=left.number)
        end_desk(left, at)
        facts = {"desk": left.number, "incidents": len(rows), "to": str(named(heir).en)}
        record(events.DESK_GONE, subject=left.subject, by=SERVICE, at=at, urgent=True, facts=facts)
        if rows:
            raise_alert("desk_left", left.subject, None, SERVICE, at)
            tell_of_desk(left, len(rows), SERVICE, at)
    return len(rows)


def _heir(left: Desk, at: datetime) -> Desk | None:
    """Whose desk it goes to by the table; none is the common desk, which every desk sees."""
    if in_force(DESK_SIGNS, at=at).content.left_goes_to != "supervisor":
        return None
    others = Desk.objects.manned().select_for_update(of=("self",)).exclude(pk=left.pk)
    manned = list(others.order_by("pk"))
    held = roles_held([one.person_id for one in manned], at=at)
    return next((one for one in manned if held[one.person_id] & may_run_shift.roles), None)
