"""Phones that may be woken: they ask to be, in a session, and are forgotten with it.

That a phone was woken is no entry: it says nothing of anybody, and the order has its own.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from quanju.domains.kernel.outside import NotTaken
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.notices.models import PushSubscription
from quanju.domains.notices.outside import web_push
from quanju.domains.notices.permissions import may_read_notices
from quanju.domains.people.queries.sessions import standing
from quanju.domains.people.types import Actor

LONGEST = 500
OF_NOW = timedelta(seconds=web_push.TTL_S)
"""What was to wake somebody longer ago wakes nobody: the desk has used the radio."""


class PushNotUsable(Refused):
    """Not used in this branch, or of a service that it does not name."""

    code = "PUSH_NOT_USABLE"
    text = Text(
        "本局没有启用这种唤醒，或不用这家浏览器的服务",
        "The branch does not use this, or not the service of this browser",
    )
    status = 422


def subscribe_push(*, endpoint: str, p256dh: str, auth: str, by: Actor, at: datetime) -> None:
    """Let this browser be woken while its session lasts; again is the same."""
    may_read_notices(by).or_refuse()
    url = urlsplit(endpoint)
    is_known = f"{url.scheme}://{url.netloc}" in settings.PUSH_TO
    is_whole = len(endpoint) <= LONGEST and len(auth) <= 40 and web_push.is_point(p256dh)
    if not (is_known and is_whole and by.session):
        raise PushNotUsable
    assert by.person_id is not None
    with write():
        PushSubscription.objects.filter(endpoint=endpoint).delete()
        PushSubscription.objects.create(
            person_id=by.person_id,
            session=by.session,
            endpoint=endpoint,
            p256dh=p256dh,
            auth=auth,
            made_at=at,
        )


def unsubscribe_push(*, by: Actor) -> None:
    """Wake no browser of this session any more."""
    may_read_notices(by).or_refuse()
    with write():
        PushSubscription.objects.filter(session=by.session).delete()


def wake(people: Collection[int], *, at: datetime) -> int:
    """Something waits for these people; the worker wakes their phones. How many are to be.

    In the write of the verb, so that nobody is woken for what was undone.
    """
    if not settings.PUSH_TO:
        return 0
    with write():
        return PushSubscription.objects.filter(person__in=people).update(wanted_at=at)


def push_next(*, at: datetime) -> bool:
    """Wake the phone that has waited longest; no if none waits.

    Claimed in one write and sent outside of any. What its service knows no longer is forgotten, and
    so is what a session that has ended asked for.
    """
    with write():
        rows = PushSubscription.objects.select_for_update(skip_locked=True)
        row = rows.exclude(wanted_at=None).order_by("wanted_at", "pk").first()
        if row is None:
            return False
        wanted_at, row.wanted_at = row.wanted_at, None
        if isinstance(standing(row.session, at=at), str):
            row.delete()
            return True
        row.save(update_fields=["wanted_at"])
    if wanted_at is None or at - wanted_at > OF_NOW:
        return True
    try:
        web_push.send(row.endpoint, row.p256dh, row.auth)
    except NotTaken as failed:
        if failed.is_final:
            with write():
                PushSubscription.objects.filter(pk=row.pk).delete()
    return True


def forget_ended_sessions(*, at: datetime) -> int:
    """Delete what belongs to sessions that have ended."""
    gone = [
        row.pk
        for row in PushSubscription.objects.all()
        if isinstance(standing(row.session, at=at), str)
    ]
    with write():
        return PushSubscription.objects.filter(pk__in=gone).delete()[0]
