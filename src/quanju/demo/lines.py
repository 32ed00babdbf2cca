"""The telephone of the invented branch: the key of its exchange, and the player's desk at it."""

import random
from datetime import datetime, timedelta
from pathlib import Path

from quanju.demo.cast import Cast
from quanju.domains.dispatch.actions import bridges
from quanju.domains.dispatch.actions.lost_calls import call_back
from quanju.domains.dispatch.actions.take_call import settle_call
from quanju.domains.dispatch.queries import lines, lost_calls
from quanju.domains.dispatch.types.calls import CallView, LostCallView
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.transaction import write

NAME = "演示交换机"
KEY_FILE = "exchange.key"
CALLED_BACK_AFTER_S = (60, 200)
ANSWERED_AFTER_S = (6, 16)
"""So long a line rings before the player's desk takes it: time for a person to be quicker."""


def exchange_key(home: Path) -> str:
    """The key that the exchange keeps, as a real one would; another one where it has none."""
    kept = home / KEY_FILE
    if kept.exists() and lines.bridge_of(kept.read_text()):
        return kept.read_text()
    at, by = now(), Cast().of_role("system_admin", now())[0]
    for one in lines.bridges(by):
        if one.name == NAME and one.withdrawn_at is None:
            bridges.withdraw_bridge(bridge=one.pk, by=by, at=at)
    _, key = bridges.add_bridge(name=NAME, by=by, at=at)
    kept.touch(mode=0o600)
    kept.write_text(key)
    return key


def due_lines(cast: Cast, at: datetime) -> list[CallView]:
    """Lines that rang for as long as the player lets them; the same call rings the same span."""
    ringing = lines.lines_ringing(cast.desk(at))
    spans = [random.Random(one.number).uniform(*ANSWERED_AFTER_S) for one in ringing]
    waits = [timedelta(seconds=span) for span in spans]
    return [one for one, wait in zip(ringing, waits, strict=True) if at - one.ringing_at >= wait]


def due_to_call_back(cast: Cast, at: datetime) -> list[LostCallView]:
    """Lost callers whom no person has called back for a while; some are called late, as in life."""
    waiting = lost_calls.calls_to_make(cast.desk(at), at=at)
    return [one for one in waiting if at - one.since_at >= _patience(one.pk)]


def _patience(lost: int) -> timedelta:
    return timedelta(seconds=random.Random(f"lost {lost}").uniform(*CALLED_BACK_AFTER_S))


def call_back_and_settle(lost: LostCallView, cast: Cast, at: datetime) -> None:
    """The player's desk rings: most dialled by mistake, some do not answer."""
    ending = random.Random(f"ending {lost.pk}").choice(("nothing_needed", "nothing_needed", "lost"))
    with write():
        call = call_back(lost_call=lost.pk, by=cast.desk(at), at=at)
        settle_call(ending=ending, call=call.number, by=cast.desk(at), at=at)
