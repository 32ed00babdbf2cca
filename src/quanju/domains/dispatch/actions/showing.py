"""The crew's phone reports by itself that it has an order on its screen; nobody pressed."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import related_to
from quanju.domains.dispatch.actions.jobs import held_job
from quanju.domains.dispatch.models import Assignment
from quanju.domains.dispatch.permissions import NOT_ON_THIS_JOB, may_act_on_order
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.patrol.queries.units import crews_of
from quanju.domains.people.types import Actor


def show_order(*, job: int, unit: int, by: Actor, at: datetime) -> Assignment:
    """A phone of the crew shows the order for the first time. It acknowledges nothing.

    Safe to report again: the first moment stays. Refuses everybody but the crew itself.
    """
    with write():
        held, row, found = held_job(unit, "", job)
        crew = crews_of([unit])[unit]
        may_act_on_order(by, crew, held.station_id).or_refuse()
        if by.person_id not in crew:
            NOT_ON_THIS_JOB.or_refuse()
        if found.shown_at is None:
            found.shown_at = at
            found.save(update_fields=["shown_at"])
            # About the order, not about the incident or the unit: the phone that reports must not
            # draw its page anew for it, perhaps under a finger that holds the red button.
            record(
                events.ORDER_SHOWN,
                subject=found.order.subject,
                by=by,
                at=at,
                related=related_to(row),
                facts={"unit": held.call_sign, "incident": row.number},
            )
    return found
