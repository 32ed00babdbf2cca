"""Things that nobody gets back: proposed by the case officer, decided by another person."""

from datetime import datetime

from quanju.domains.approvals.actions import propose
from quanju.domains.approvals.types import ProposalView
from quanju.domains.cases.actions.property import (
    AwaitsDisposal,
    NoSuchWay,
    check_there,
    hold_item,
    hold_property,
)
from quanju.domains.cases.acts import DISPOSE
from quanju.domains.cases.queries.property import holdings_of
from quanju.domains.cases.types.custody import DISPOSALS, PLACES, STORE
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor


def propose_disposal(
    *, case: str, item: int, to_place: str, reason: str, by: Actor, at: datetime
) -> ProposalView:
    """Put up that all of a thing that lies in the store is forfeited, or destroyed."""
    with write():
        row = hold_property(case, by)
        found = hold_item(row, item)
        if to_place not in DISPOSALS:
            raise NoSuchWay(old=PLACES[STORE], new=Text(to_place[:20], to_place[:20]))
        if found.awaits:
            raise AwaitsDisposal(name=found.name)
        check_there(found, STORE, 1)
        count = holdings_of(found)[STORE]
        found.awaits = to_place
        found.save(update_fields=["awaits"])
        said = Text(
            "{number} {name} {count} {unit}：{where}", "{number}, {name}, {count} {unit}: {where}"
        )
        return propose(
            DISPOSE,
            subject=row.subject,
            said=said.filled(
                number=row.number,
                name=found.name,
                count=count,
                unit=found.unit,
                where=DISPOSALS[to_place],
            ),
            content={"item": found.pk, "count": count, "to_place": to_place},
            facts={"count": count, "new": to_place},
            related=[f"report:{row.report_number}"],
            reason=reason,
            by=by,
            at=at,
        )
