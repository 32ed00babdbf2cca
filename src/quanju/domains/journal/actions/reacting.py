"""Handing what is recorded to the rooms that react to it: in order, at least once."""

from datetime import datetime

from django.db.models import Q

from quanju.domains.journal.actions.entries import CHAIN, record
from quanju.domains.journal.events import REACTION_RETRIED
from quanju.domains.journal.models import ChainHead, Cursor, Entry
from quanju.domains.journal.rules import REACTION_TRIES_AFTER
from quanju.domains.journal.subscribers import Subscriber, subscribers
from quanju.domains.journal.types import Author
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.tries import next_try_at
from quanju.domains.kernel.types import Refused


def begin_reactions(*, at: datetime) -> int:
    """Give every reaction that is new its place: behind the newest entry, or before the first."""
    known = set(Cursor.objects.values_list("name", flat=True))
    new = [one for one in subscribers() if one.name not in known]
    if not new:
        return 0
    with write():
        head = ChainHead.objects.filter(chain=CHAIN).first()
        number = head.number if head else 0
        for one in new:
            begins = {"number": 0 if one.from_the_beginning else number, "moved_at": at}
            Cursor.objects.get_or_create(name=one.name, defaults=begins)
    return len(new)


def due_reactions(*, at: datetime) -> list[Subscriber]:
    """Those for whom something is recorded and who do not rest after a try that failed.

    Two queries, however many reactions there are: the worker asks every second.
    """
    cursors = {row.name: row for row in Cursor.objects.all()}
    awake, waits = [], Q()
    for one in subscribers():
        row = cursors.get(one.name)
        if row is not None and not (row.next_try_at and row.next_try_at > at):
            awake.append((one, row.number))
            waits |= Q(event=one.event.name, number__gt=row.number)
    if not awake:
        return []
    found = Entry.objects.filter(waits, chain=CHAIN).order_by()
    events = set(found.values_list("event", flat=True).distinct())
    return [one for one, _ in awake if one.event.name in events]


def react_to_next(one: Subscriber, *, at: datetime) -> bool:
    """Let a room react to the next entry it has not seen; False if there is none, or it is held.

    The cursor's lock orders the workers; it moves in the transaction of what was done, or not.
    """
    with write():
        rows = Cursor.objects.select_for_update(skip_locked=True).filter(name=one.name)
        row = rows.first()
        if row is None or (row.next_try_at and row.next_try_at > at):
            return False
        entry = _next(one, row.number)
        if entry is None:
            return False
        one.react(entry.view(), at)
        row.number, row.moved_at = entry.number, at
        row.tries, row.tried_at, row.next_try_at = 0, at, None
        row.fault, row.fault_at = "", None
        row.save()
    return True


def note_fault(one: Subscriber, error: Exception, *, at: datetime) -> None:
    """A reaction has failed and nothing of it was done: it rests, and nobody else waits for it.

    Only the refusal's code, or the error's name, is kept: a sentence may hold words of a matter.
    """
    fault = error.code if isinstance(error, Refused) else type(error).__name__
    with write():
        row = Cursor.objects.select_for_update().get(name=one.name)
        entry = _next(one, row.number)
        row.tries, row.tried_at = row.tries + 1, at
        row.next_try_at = next_try_at(row.tries, at, REACTION_TRIES_AFTER)
        row.fault, row.fault_at = fault[:80], entry.number if entry else None
        row.save()


def retry_reaction(*, name: str, by: Author, at: datetime) -> None:
    """Try a reaction that rests at the worker's next turn. Whoever calls has asked the right."""
    with write():
        row = held(Cursor, f"reaction:{name}", name=name)
        if row.next_try_at is None or row.next_try_at <= at:
            return
        row.next_try_at = at
        row.save(update_fields=["next_try_at"])
        record(
            REACTION_RETRIED,
            subject=f"reaction:{name}",
            by=by,
            at=at,
            purpose="administer",
            facts={"tries": row.tries, "entry": row.fault_at},
        )


def _next(one: Subscriber, after: int) -> Entry | None:
    rows = Entry.objects.filter(chain=CHAIN, event=one.event.name)
    return rows.after(after).first()
