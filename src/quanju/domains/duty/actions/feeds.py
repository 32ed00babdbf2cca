"""Verbs of calendar links: make one, revoke it. Its secret is shown once and kept as a hash."""

import secrets
from datetime import datetime

from quanju.domains.duty import events
from quanju.domains.duty.actions.secondments import AlreadyEnded
from quanju.domains.duty.models import CalendarFeed
from quanju.domains.duty.permissions import may_read_own_shifts, may_read_plan
from quanju.domains.duty.queries.feeds import secret_hash
from quanju.domains.duty.types import FEED_CONTENTS
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.types import Actor


def add_feed(*, content: str, by: Actor, at: datetime) -> tuple[int, str]:
    """Make a link that a calendar reads by; returns its number and its secret."""
    if content not in FEED_CONTENTS:
        raise NotFound(subject=f"feed {content[:20]!r}")
    (may_read_own_shifts(by) if content == "own" else may_read_plan(by)).or_refuse()
    secret = secrets.token_urlsafe(32)
    with write():
        row = CalendarFeed.objects.create(
            person_id=by.person_id or 0,
            content=content,
            secret_hash=secret_hash(secret),
            added_at=at,
        )
        facts = {"content": content}
        record(
            events.FEED_ADDED, subject=row.subject, by=by, at=at, facts=facts, purpose="administer"
        )
    return row.pk, secret


def revoke_feed(*, feed: int, by: Actor, at: datetime) -> None:
    """Make one's own link useless from now on; others' links are not there."""
    with write():
        rows = CalendarFeed.objects.filter(person=by.person_id or 0)
        row = held(rows, f"calendar_feed:{feed}", pk=feed)
        if row.revoked_at is not None:
            raise AlreadyEnded()
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        record(events.FEED_REVOKED, subject=row.subject, by=by, at=at, purpose="administer")
