"""Confirming, excusing, cancelling a planned shift."""

from datetime import datetime

from quanju.domains.duty.actions.planning import held_shift, note_move, reason
from quanju.domains.duty.actions.staffing import unstaff
from quanju.domains.duty.notices import tell_of_shift
from quanju.domains.duty.permissions import may_plan
from quanju.domains.duty.queries import shifts
from quanju.domains.duty.types import ShiftView
from quanju.domains.duty.workflow import SHIFT
from quanju.domains.kernel.transaction import write
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import Actor


def confirm_shift(*, shift: int, by: Actor, at: datetime) -> ShiftView:
    """Say that the shift stands as planned."""
    return _decide(shift, "confirm", "", by, at)


def excuse_shift(*, shift: int, why: str, by: Actor, at: datetime) -> ShiftView:
    """Let a shift fall out with a reason; its people are free again."""
    return _decide(shift, "excuse", why, by, at)


def cancel_shift(*, shift: int, why: str, by: Actor, at: datetime) -> ShiftView:
    """Take a shift out of the plan with a reason; its people are free again."""
    return _decide(shift, "cancel", why, by, at)


def _decide(shift: int, verb: str, why: str, by: Actor, at: datetime) -> ShiftView:
    with write():
        row = held_shift(shift)
        may_plan(by, station_id=station_of(row.organisation)).or_refuse()
        before, row.status = row.status, SHIFT.after(row.status, verb)
        free: list[int] = []
        if verb != "confirm":
            row.why_not = reason(why)
            free = unstaff(row)
        row.revision += 1
        row.save(update_fields=["status", "why_not", "revision"])
        note_move(row, before, by, at)
        tell_of_shift(row, free, SHIFT.state_labels[row.status], by, at)
    return shifts.shift(shift, by=by, at=at)
