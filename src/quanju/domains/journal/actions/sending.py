"""Sending seals out of the machine: claimed, sent, and the outcome recorded."""

from collections.abc import Callable
from datetime import datetime

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.events import SEAL_LEFT, SEAL_NOT_SENT
from quanju.domains.journal.models import SealWay
from quanju.domains.journal.outside import folder, mail, paper, webhook
from quanju.domains.journal.outside.letters import Letter, Way
from quanju.domains.journal.rules import TRIES_AFTER
from quanju.domains.journal.seals import letter_after, ways
from quanju.domains.journal.types import Author, Event
from quanju.domains.kernel.outside import NotTaken
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.tries import next_try_at

SENDERS: dict[str, Callable[[Letter, Way], None]] = {
    "file": folder.send,
    "mailto": mail.send,
    "http": webhook.send,
    "https": webhook.send,
    "printer": paper.send,
}


def send_seals(*, by: Author, at: datetime, is_now: bool = False) -> int:
    """Send every way what has not left by it; the number of ways that took something.

    A way that failed rests (`rules.TRIES_AFTER`) unless `is_now`. Seals chain, so a way that is
    new gets all of them once.
    """
    return sum(_sent(way, by, at, is_now) for way in ways())


def _sent(way: Way, by: Author, at: datetime, is_now: bool) -> bool:
    letter = _claimed(way, at, is_now)
    if letter is None:
        return False
    try:
        _send(letter, way)
    except NotTaken as failed:
        _failed(way, letter, failed, by, at)
        return False
    _left(way, letter, by, at)
    return True


def _send(letter: Letter, way: Way) -> None:
    if way.kind not in SENDERS:
        known = " ".join(SENDERS)
        raise NotTaken(
            f"不认识的方式：{way.kind}（可用 {known}）",
            f"unknown way {way.kind!r}; known are {known}",
        )
    SENDERS[way.kind](letter, way)


def _claimed(way: Way, at: datetime, is_now: bool) -> Letter | None:
    """What is to be sent, if it is time; another worker finds the way resting meanwhile."""
    with write():
        SealWay.objects.get_or_create(way=way.shown)
        row = SealWay.objects.select_for_update().get(way=way.shown)
        letter = letter_after(row.sent_until)
        is_resting = row.next_try_at is not None and row.next_try_at > at and not is_now
        if letter is None or is_resting:
            return None
        row.tries, row.tried_at = row.tries + 1, at
        row.next_try_at = next_try_at(row.tries, at, TRIES_AFTER)
        row.save(update_fields=["tries", "tried_at", "next_try_at"])
        return letter


def _failed(way: Way, letter: Letter, why: NotTaken, by: Author, at: datetime) -> None:
    with write():
        row = SealWay.objects.select_for_update().get(way=way.shown)
        row.why_zh, row.why_en = why.text.zh[:300], why.text.en[:300]
        row.save(update_fields=["why_zh", "why_en"])
        _record(SEAL_NOT_SENT, way, letter, by, at, tries=row.tries)


def _left(way: Way, letter: Letter, by: Author, at: datetime) -> None:
    with write():
        row = SealWay.objects.select_for_update().get(way=way.shown)
        row.sent_until = max(row.sent_until, letter.seals[-1]["number"])
        row.left_at, row.tries, row.next_try_at = at, 0, None
        row.why_zh = row.why_en = ""
        row.save()
        _record(SEAL_LEFT, way, letter, by, at)


def _record(event: Event, way: Way, letter: Letter, by: Author, at: datetime, **more: int) -> None:
    numbers = [seal["number"] for seal in letter.seals]
    record(
        event,
        subject=f"seal:{max(numbers)}",
        by=by,
        at=at,
        purpose="audit",
        recipient=way.host[:120],
        facts={"way": way.kind, "first": min(numbers), "last": max(numbers), **more},
    )
