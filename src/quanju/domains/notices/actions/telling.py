"""Telling people: the notice and what is to leave the house, in the write of the verb."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Author
from quanju.domains.kernel.days import branch_zone
from quanju.domains.kernel.transaction import current
from quanju.domains.kernel.types import Text
from quanju.domains.notices.events import PEOPLE_TOLD
from quanju.domains.notices.models import Delivery, Notice
from quanju.domains.notices.rules import TEXTS, WAYS_OUT, KindWays, NoticeText, Ways, first_moment
from quanju.domains.notices.types import OUTSIDE_WAYS, NoticeKind, To
from quanju.domains.notices.ways import target_of
from quanju.domains.people.queries.recipients import holders_of, languages_of
from quanju.domains.rulebook.queries import in_force


def tell(
    kind: NoticeKind,
    *,
    to: To,
    about: str,
    cause: str,
    values: Mapping[str, object],
    by: Author,
    at: datetime,
) -> int:
    """Tell these people, inside the write of the verb; how many were not told before.

    Nobody is told of what they did themselves, nor twice of one `cause`. A kind that the tables in
    force do not know yet is told as the room's own tables say.
    """
    current()
    if set(values) != set(kind.values):
        raise ValueError(f"{kind.name} is told with {kind.values}, not {tuple(values)}")
    people = _new_people(kind, to, cause, by, at)
    if not people:
        return 0
    text = _text(kind, at)
    title, body, message = (t.filled(**values) for t in (text.title, text.body, text.message))
    rows = Notice.objects.bulk_create(
        Notice(
            person_id=person,
            kind=kind.name,
            about=about,
            cause=cause,
            title_zh=title.zh,
            title_en=title.en,
            body_zh=body.zh,
            body_en=body.en,
            told_at=at,
        )
        for person in sorted(people)
    )
    ways = _queue(kind, rows, message, people, at)
    record(
        PEOPLE_TOLD,
        subject=about,
        by=by,
        at=at,
        related=[f"person:{person}" for person in sorted(people)],
        facts={"kind": kind.name, "people": len(rows), "ways": ways},
    )
    return len(rows)


def tell_outside(
    kind: NoticeKind,
    *,
    ways: Collection[str],
    language: str,
    about: str,
    cause: str,
    values: Mapping[str, object],
    by: Author,
    at: datetime,
) -> bool:
    """Tell who has no account, by the ways that they chose for this matter; once of a cause.

    Where to is asked of the matter when the line leaves (`ports.addresses`) and stored nowhere
    here. False where none of the ways is set, or they were told of this cause before.
    """
    current()
    if set(values) != set(kind.values):
        raise ValueError(f"{kind.name} is told with {kind.values}, not {tuple(values)}")
    chosen = [way for way in OUTSIDE_WAYS if way in ways and target_of(way)]
    before = Notice.objects.outside().filter(kind=kind.name, cause=cause)
    if not chosen or before.exists():
        return False
    text = _text(kind, at)
    title, body, message = (t.filled(**values) for t in (text.title, text.body, text.message))
    row = Notice.objects.create(
        kind=kind.name,
        about=about,
        cause=cause,
        title_zh=title.zh,
        title_en=title.en,
        body_zh=body.zh,
        body_en=body.en,
        told_at=at,
    )
    rule: Ways = in_force(WAYS_OUT, at=at).content
    how = ways_of(kind.name, rule)
    begins = first_moment(rule, at, branch_zone(), at_night=bool(how and how.at_night))
    words = message.in_language(language)
    _lines(row, chosen, words, begins)
    record(
        PEOPLE_TOLD,
        subject=about,
        by=by,
        at=at,
        facts={"kind": kind.name, "people": 1, "ways": chosen},
    )
    return True


def _lines(row: Notice, ways: Collection[str], words: str, begins: datetime) -> None:
    Delivery.objects.bulk_create(
        Delivery(notice=row, way=way, key=uuid.uuid4(), words=words, next_try_at=begins)
        for way in ways
    )


def _new_people(kind: NoticeKind, to: To, cause: str, by: Author, at: datetime) -> dict[int, str]:
    """Those to be told with the language each reads."""
    holders = holders_of(roles=to.roles, posts=to.posts, station_id=to.station_id, at=at)
    wanted = {*to.people, *holders}
    told = Notice.objects.filter(kind=kind.name, cause=cause, person__in=wanted)
    wanted -= set(told.values_list("person", flat=True))
    return languages_of({person for person in wanted if f"person:{person}" != by.subject})


def _text(kind: NoticeKind, at: datetime) -> NoticeText:
    return (
        in_force(TEXTS, at=at).content.of(kind.name)
        or in_force(TEXTS, at=None).content.of(kind.name)
        or _label(kind)
    )


def ways_of(kind: str, rule: Ways) -> KindWays | None:
    """How a kind leaves: by the table in force, else by the room's own."""
    return rule.of(kind) or in_force(WAYS_OUT, at=None).content.of(kind)


def _label(kind: NoticeKind) -> NoticeText:
    return NoticeText.model_construct(
        kind=kind.name, title=kind.label, body=kind.label, message=kind.label
    )


def _queue(
    kind: NoticeKind, rows: list[Notice], message: Text, languages: Mapping[int, str], at: datetime
) -> list[str]:
    """A line of the outbox for each way that the branch has set and the table names."""
    rule: Ways = in_force(WAYS_OUT, at=at).content
    how = ways_of(kind.name, rule)
    ways = [way for way in how.ways if target_of(way)] if how else []
    if not how or not ways:
        return []
    begins = first_moment(rule, at, branch_zone(), at_night=how.at_night)
    Delivery.objects.bulk_create(
        Delivery(
            notice=row,
            way=way,
            key=uuid.uuid4(),
            words=message.in_language(languages[row.person_id]),
            next_try_at=begins,
        )
        for row in rows
        if row.person_id is not None
        for way in ways
    )
    return ways
