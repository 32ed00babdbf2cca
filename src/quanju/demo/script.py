"""The calls of the player's day: drawn from the branch folder as the year behind it is."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from quanju.demo.history.draw import draw_calls
from quanju.demo.history.facts import read_facts
from quanju.demo.history.types import HistoryCall
from quanju.demo.past import CALLS_A_DAY, SEED
from quanju.domains.dispatch.queries.places import Doubt

Place = tuple[float, float]
AT_ONCE = timedelta(hours=1)
PLAYED = {"closed", "cancelled"}
"""Calls that an incident is made of; the others ask the desk for words only."""


@dataclass(frozen=True, slots=True)
class ScriptedCall:
    """A call as the demo's calls generator draws it."""

    at: datetime
    type_code: str
    title: str
    text: str
    address: str
    place: Place


ROUGH_EACH, ROUGH_M = 9, 250.0
"""One caller in so many knows only roughly where it is."""


def told_roughly(call: ScriptedCall) -> Doubt | None:
    """What is not known of the place; the same call is always told alike."""
    if zlib.crc32(f"{call.at.isoformat()} {call.address}".encode()) % ROUGH_EACH:
        return None
    return Doubt(kind="around", radius_m=ROUGH_M)


def calls_from(folder: Path, started_at: datetime, *, speed: float = 1.0) -> Iterator[ScriptedCall]:
    """Endless calls from a moment on, `speed` times denser; the hours keep their shape."""
    facts = read_facts(folder)
    at = started_at
    while True:
        for call in draw_calls(facts, at, at + AT_ONCE, CALLS_A_DAY * speed, SEED):
            if call.fate in PLAYED:
                yield _scripted(call)
        at += AT_ONCE


def _scripted(call: HistoryCall) -> ScriptedCall:
    return ScriptedCall(
        at=call.received_at,
        type_code=call.type_code,
        title=call.title[0],
        text=call.text[0],
        address=call.address[0],
        place=(call.lon, call.lat),
    )
