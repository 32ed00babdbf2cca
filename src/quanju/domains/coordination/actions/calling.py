"""Calling people into a group: the row, the notice, the entry; in the write of the verb."""

from collections.abc import Iterable
from datetime import datetime

from quanju.domains.coordination import events
from quanju.domains.coordination.actions.holding import note_group
from quanju.domains.coordination.models import Group, Member
from quanju.domains.coordination.notices import CALLED_IN
from quanju.domains.coordination.queries.seats import Filled
from quanju.domains.coordination.rules import TypeRow
from quanju.domains.kernel.types import Text
from quanju.domains.notices.actions.telling import tell
from quanju.domains.notices.types import To
from quanju.domains.people.types import Actor

DRILL_OF = Text("演练・{kind}", "drill, {kind}")


def seat_people(
    row: Group, kind: TypeRow, filled: Iterable[Filled], by: Actor, at: datetime, *, why: str = ""
) -> list[Member]:
    """Call whoever fills these seats; the opener is there already."""
    called = []
    for one in filled:
        if one.holder is None:
            continue
        is_self = one.holder.person_id == by.person_id
        member = Member(
            group=row,
            person_id=one.holder.person_id,
            seat=one.seat.code,
            role=one.seat.role,
            status="joined" if is_self else "invited",
            is_duty=one.is_duty,
            is_next_best=one.is_next_best,
            post=str(one.holder.title)[:120],
            why=why,
            invited_at=at,
            joined_at=at if is_self else None,
        )
        member.save(force_insert=True)
        called.append(member)
        if not is_self:
            tell_called(row, kind, member, by, at)
    return called


def tell_called(row: Group, kind: TypeRow, member: Member, by: Actor, at: datetime) -> None:
    """Tell somebody that a group calls them, until when they are to answer."""
    tell(
        CALLED_IN,
        to=To(people=[member.person_id]),
        about=row.subject,
        cause=member.subject,
        values={
            "number": row.number,
            "kind": DRILL_OF.filled(kind=kind.name) if row.is_drill else kind.name,
            "seat": member.seat,
            "minutes": f"{kind.answer_min:g}",
        },
        by=by,
        at=at,
    )


def note_called(row: Group, members: Iterable[Member], by: Actor, at: datetime) -> None:
    """One entry a member: whom it names hears of it at once."""
    for one in members:
        if one.status == "invited":
            note_group(
                events.MEMBER_INVITED,
                row,
                by,
                at,
                related=[f"person:{one.person_id}"],
                seat=one.seat,
                role=one.role,
                is_duty=one.is_duty,
                is_next_best=one.is_next_best,
            )
