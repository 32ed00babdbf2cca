"""Taking over ended groups of the past in bulk: one journal entry for all of them."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from quanju.domains.coordination import events
from quanju.domains.coordination.finding.lines import rebuild
from quanju.domains.coordination.models import (
    Group,
    GroupCounter,
    Item,
    Member,
    Message,
    Review,
    Signature,
)
from quanju.domains.coordination.permissions import may_take_over_groups
from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.coordination.rules import GROUPS
from quanju.domains.journal.actions.entries import record, register_rows
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.numbers import of_day
from quanju.domains.kernel.rows import ProtectedModel
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

AT_ONCE = 2000


class GroupsAreThere(Refused):
    """The past is taken over into an empty table only."""

    code = "GROUPS_ARE_THERE"
    text = Text("已有协同群，不能再装入历史", "There are groups already; the past cannot be loaded")


@dataclass(frozen=True, slots=True)
class PastMember:
    """Who sat where, and how long after the call they were there."""

    person_id: int
    seat: str
    role: str
    post: str
    joined_after: timedelta


@dataclass(frozen=True, slots=True)
class PastItem:
    """What was asked, of whom (by their place among the members), and what came of it."""

    title: str
    asked_by: int
    owner: int
    asked_after: timedelta
    due_after: timedelta
    done_after: timedelta
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastGroup:
    """A group that has ended; the first member opened it, the one of the `owner` role owned it."""

    kind: str
    title: str
    facts: dict[str, str]
    incident: str
    responsible_id: int
    members: tuple[PastMember, ...]
    said: tuple[tuple[int, timedelta, str], ...]
    items: tuple[PastItem, ...]
    answers: dict[str, bool]
    mechanisms: dict[str, str]
    outcome: str
    result: str
    rating: int
    begun_at: datetime
    closed_at: datetime
    archived_at: datetime | None

    def person(self, role: str) -> int:
        """Who sat in a role."""
        return next(one.person_id for one in self.members if one.role == role)


def load_past_groups(rows: Sequence[PastGroup], *, by: Actor, at: datetime) -> int:
    """Store ended groups with all that belongs to them; refuses a table that is not empty.

    No package is made of them by itself: whoever wants one has it made.
    """
    may_take_over_groups(by).or_refuse()
    ordered = sorted(rows, key=lambda row: row.begun_at)
    with write():
        if Group.objects.exists():
            raise GroupsAreThere()
        groups = _stored(Group, _groups(ordered, at))
        pairs = list(zip(ordered, groups, strict=True))
        _stored(Member, (one for row, group in pairs for one in _members(row, group)))
        _stored(Message, (one for row, group in pairs for one in _messages(row, group)))
        _stored(Item, (one for row, group in pairs for one in _items(row, group)))
        _stored(Review, (_review(row, group) for row, group in pairs))
        _stored(Signature, (one for row, group in pairs for one in _signatures(row, group)))
        rebuild()
        record(
            events.GROUPS_TAKEN_OVER,
            subject="groups:history",
            by=by,
            at=at,
            purpose="administer",
            facts={
                "groups": len(rows),
                "sha256": hashlib.sha256("\n".join(map(repr, ordered)).encode()).hexdigest(),
            },
        )
    return len(rows)


def _stored(model: type[ProtectedModel], rows: Iterator[Any]) -> list[Any]:
    made: list[Any] = []
    while batch := list(islice(rows, AT_ONCE)):
        made += model._default_manager.bulk_create(batch)
        register_rows()
    return made


def _groups(rows: Sequence[PastGroup], at: datetime) -> Iterator[Group]:
    rules, reference = group_rules(at), in_force(GROUPS, at=at).reference
    running: dict[Any, int] = {}
    for row in rows:
        day = local_day(row.begun_at)
        running[day] = running.get(day, 0) + 1
        kind = rules.types[row.kind]
        checked = row.begun_at + timedelta(hours=rules.check_h) / 3 if kind.is_urgent else None
        yield Group(
            number=of_day(day, running[day]),
            kind=row.kind,
            title=row.title,
            classification="internal",
            status="archived" if row.archived_at else "closed",
            is_urgent=kind.is_urgent,
            facts=row.facts,
            preset=rules.in_force,
            rules=reference,
            responsible_id=row.responsible_id,
            owner_id=row.person("owner"),
            opener_id=row.members[0].person_id,
            incident=row.incident,
            begun_at=row.begun_at,
            opened_at=row.begun_at,
            check_due_at=row.begun_at + timedelta(hours=rules.check_h) if checked else None,
            checked_at=checked,
            checked_by_id=row.person("observer") if checked else None,
            last_at=row.closed_at,
            outcome=row.outcome,
            result=row.result,
            rating=row.rating,
            proposed_at=row.closed_at,
            closed_at=row.closed_at,
            archived_at=row.archived_at,
            messages_last=len(row.said),
            items_last=len(row.items),
        )
    GroupCounter.objects.bulk_create(
        GroupCounter(day=day, last=last) for day, last in running.items()
    )


def _members(row: PastGroup, group: Group) -> Iterator[Member]:
    for one in row.members:
        yield Member(
            group=group,
            person_id=one.person_id,
            seat=one.seat,
            role=one.role,
            status="joined",
            post=one.post,
            invited_at=row.begun_at,
            joined_at=row.begun_at + one.joined_after,
            served_to=len(row.said),
            read_to=len(row.said),
        )


def _messages(row: PastGroup, group: Group) -> Iterator[Message]:
    for place, (author, after, text) in enumerate(row.said, 1):
        yield Message(
            group=group,
            place=place,
            author_id=row.members[author].person_id,
            kind="text",
            text=text,
            sent_at=row.begun_at + after,
        )


def _items(row: PastGroup, group: Group) -> Iterator[Item]:
    for place, one in enumerate(row.items, 1):
        done = row.begun_at + one.done_after
        yield Item(
            group=group,
            place=place,
            title=one.title,
            asked_by_id=row.members[one.asked_by].person_id,
            owner_id=row.members[one.owner].person_id,
            status="confirmed",
            asked_at=row.begun_at + one.asked_after,
            due_at=row.begun_at + one.due_after,
            accepted_at=row.begun_at + one.asked_after,
            done_at=done,
            ended_at=done,
            result=one.result,
        )


def _review(row: PastGroup, group: Group) -> Review:
    return Review(
        group=group,
        owner_id=row.person("owner"),
        reviewer_id=row.person("observer"),
        reviewed_at=row.closed_at,
        is_accepted=True,
        answers=row.answers,
        mechanisms=row.mechanisms,
    )


def _signatures(row: PastGroup, group: Group) -> Iterator[Signature]:
    opener = group.checked_by_id or group.opener_id
    signed: list[tuple[str, int, datetime | None]] = [
        ("opening", opener, group.checked_at or row.begun_at),
        ("running", row.person("owner"), row.closed_at),
        ("closing", row.person("observer"), row.closed_at),
        ("archive", row.person("observer"), row.archived_at),
    ]
    for stage, person, at in signed:
        if at is not None:
            yield Signature(group=group, stage=stage, signed_by_id=person, signed_at=at)
