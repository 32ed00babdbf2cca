"""Wall screens: each shows numbers by a key of its own, since nobody is signed in at a wall."""

import secrets
from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.models import WallScreen
from quanju.domains.dispatch.permissions import may_run_shift
from quanju.domains.dispatch.telephone import key_hash
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor


class ScreenWithdrawn(Refused):
    """Its key was taken back before."""

    code = "SCREEN_WITHDRAWN"
    text = Text("这块大屏的地址已经收回", "The address of this screen was withdrawn already")


def open_screen(*, name: str, by: Actor, at: datetime) -> tuple[WallScreen, str]:
    """Let a screen show the numbers of the room; returns it and its key, which nobody keeps."""
    may_run_shift(by).or_refuse()
    told = words.line(name, Text("放在哪里", "where it hangs"), longest=60, field="name")
    key = secrets.token_urlsafe(24)
    with write():
        row = WallScreen.objects.create(name=told, key_hash=key_hash(key), opened_at=at)
        record(events.SCREEN_OPENED, subject=by.subject, by=by, at=at, purpose="administer")
    return row, key


def withdraw_screen(*, screen: int, by: Actor, at: datetime) -> WallScreen:
    """Its address shows nothing from now on."""
    may_run_shift(by).or_refuse()
    with write():
        row = held(WallScreen, f"screen:{screen}", pk=screen)
        if row.withdrawn_at is not None:
            raise ScreenWithdrawn
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        record(events.SCREEN_WITHDRAWN, subject=by.subject, by=by, at=at, purpose="administer")
    return row
