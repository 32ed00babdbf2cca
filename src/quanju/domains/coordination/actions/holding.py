"""Holding a group still, who is in it, and what is written down about it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from quanju.domains.coordination.models import Group, Member, Signature
from quanju.domains.coordination.permissions import may_take_part
from quanju.domains.coordination.types import LEADS, SPEAKERS
from quanju.domains.coordination.workflow import MEMBER, PRESENT, RUNNING
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.held import held
from quanju.domains.kernel.types import NotFound, Refused, Text, Verdict
from quanju.domains.people.types import Actor

ONLY_LEADS = Verdict.no(
    "DENY_RELATION",
    Text(
        "只有负责人、主办和值班指挥可以这样做", "Only its owner, leads and duty command may do so"
    ),
)
ONLY_OWNER = Verdict.no(
    "DENY_RELATION", Text("只有负责人可以这样做", "Only the owner of the group may do so")
)
ONLY_READS = Verdict.no(
    "DENY_RELATION",
    Text("监督和存档席位只看、只审", "Seats of supervision and archive read and review"),
)


class GroupHasEnded(Refused):
    """Nobody is called into what has ended."""

    code = "GROUP_HAS_ENDED"
    text = Text("这个群已经结束", "This group has ended")


class IsInAlready(Refused):
    """A person is in a group once."""

    code = "IS_IN_ALREADY"
    text = Text("此人已在群里", "This person is in the group already")
    field = "person"


def check_running(row: Group) -> None:
    """What has ended is changed no more."""
    if row.status not in RUNNING:
        raise GroupHasEnded()


def check_not_in(row: Group, person: int, at: datetime) -> None:
    """Refuses who is in; a guest whose stay is over and not ended yet is ended now."""
    for one in Member.objects.filter(group=row, person=person, status__in=PRESENT):
        if one.until is None or one.until > at:
            raise IsInAlready()
        moved(one, "expire", at)


def held_group(number: str, by: Actor, at: datetime) -> tuple[Group, Member]:
    """The group, locked, and this person's place in it; hidden from who is no member (any more)."""
    may_take_part(by).or_refuse()
    row = held(Group.objects.visible_to(by, at), f"group:{number}", number=number)
    mine = Member.objects.present(at).filter(group=row, person=by.person_id).first()
    if mine is None:  # taken out while this waited for the lock
        raise NotFound(subject=f"group:{number[:20]}")
    return row, mine


def moved(member: Member, verb: str, at: datetime) -> None:
    """Move a member on by the table."""
    member.status = MEMBER.after(member.status, verb)
    if verb == "join":
        member.joined_at = at
    else:
        member.ended_at = at
    member.save(update_fields=["status", "joined_at", "ended_at"])


def sign(row: Group, stage: str, by: Actor, at: datetime) -> None:
    """Sign a stage of 436; one that comes again is signed again."""
    Signature.objects.create(group=row, stage=stage, signed_by_id=by.person_id or 0, signed_at=at)


def check_leads(mine: Member) -> None:
    (Verdict.yes() if mine.role in LEADS else ONLY_LEADS).or_refuse()


def check_owns(row: Group, mine: Member) -> None:
    (Verdict.yes() if row.owner_id == mine.person_id else ONLY_OWNER).or_refuse()


def check_speaks(mine: Member) -> None:
    (Verdict.yes() if mine.role in SPEAKERS else ONLY_READS).or_refuse()


def note_group(
    event: Event,
    row: Group,
    by: Actor,
    at: datetime,
    *,
    related: Iterable[str] = (),
    justification: str = "",
    **facts: Any,
) -> None:
    """Record an entry about the group."""
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        purpose="coordinate",
        related=related,
        justification=justification,
        facts={"status": row.status, **facts},
    )
