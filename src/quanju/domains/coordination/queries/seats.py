"""Who fills a seat now: on duty before not, the office that was asked before the next best."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from quanju.domains.coordination.rules import SeatRow
from quanju.domains.people.queries.organisations import below, organisation
from quanju.domains.people.queries.recipients import Holder, holders_listed
from quanju.domains.people.types import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A seat and who is called to it; nobody where no office has anybody."""

    seat: SeatRow
    holder: Holder | None
    is_next_best: bool = False

    @property
    def is_duty(self) -> bool:
        return self.holder is not None and self.holder.is_on_duty


def fill_seats(
    seats: Iterable[SeatRow],
    *,
    responsible: int,
    taken: Collection[int] = (),
    by: Actor,
    at: datetime,
) -> list[Filled]:
    """One person a seat, nobody in two; `taken` sit already. Two questions however many seats."""
    asked = list(seats)
    offices = {role for seat in asked for role in (*seat.offices, *seat.instead)}
    everybody = holders_listed(roles=offices, at=at)
    unit = below(organisation(responsible))
    seated = {*taken, by.person_id or 0}
    filled = []
    for seat in asked:
        if seat.at == "self":
            filled.append(Filled(seat=seat, holder=_himself(by)))
            continue
        found = _best(seat, [one for one in everybody if _fits(one, seat, unit, seated)])
        if found.holder is not None:
            seated.add(found.holder.person_id)
        filled.append(found)
    return filled


def _fits(one: Holder, seat: SeatRow, unit: Collection[int], seated: Collection[int]) -> bool:
    return one.person_id not in seated and (seat.at == "branch" or one.organisation_id in unit)


def _best(seat: SeatRow, people: list[Holder]) -> Filled:
    """On duty in an office of the seat, in the order they are named; then on duty in one instead;
    then whoever holds an office of the seat and is told by notice; then one instead."""
    for is_on_duty in (True, False):
        for offices, is_next_best in ((seat.offices, False), (seat.instead, True)):
            for role in offices:
                for one in people:
                    if one.role == role and one.is_on_duty is is_on_duty:
                        return Filled(seat=seat, holder=one, is_next_best=is_next_best)
    return Filled(seat=seat, holder=None)


def _himself(by: Actor) -> Holder:
    return Holder(
        person_id=by.person_id or 0,
        role=by.role,
        title=by.title or by.post,
        organisation_id=by.organisation_id or 0,
        is_on_duty=True,
    )
