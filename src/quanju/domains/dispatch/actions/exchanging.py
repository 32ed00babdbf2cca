"""Another unit goes in the place of one that is on its way: one act, nobody is left without."""

from datetime import datetime

from quanju.domains.dispatch.actions.leaving import withdraw_unit
from quanju.domains.dispatch.actions.orders import send_order
from quanju.domains.dispatch.models import Assignment
from quanju.domains.dispatch.types import Recommendation
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import Actor


def exchange_unit(
    *,
    incident: str,
    unit: int,
    other: int,
    recommendation: Recommendation,
    receipt_content: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> Assignment:
    """Send `other`, then take `unit` off; the job of `other`.

    Refuses what an order and what a withdrawal refuse, above all a unit that is there by now;
    then neither happens.
    """
    with write():
        order = send_order(
            incident=incident,
            units=[other],
            recommendation=recommendation,
            receipt_content=receipt_content,
            override_reason=reason,
            by=by,
            at=at,
        )
        left = withdraw_unit(incident=incident, unit=unit, reason="re_sent", by=by, at=at)
        job = order.assignments.get(unit=other)
        if left.is_primary and not job.is_primary:
            job.is_primary = True
            job.save(update_fields=["is_primary"])
    return job
