"""The demo's clock: one step of the player a second."""

import os
from datetime import datetime
from functools import cache

from django.conf import settings

from quanju.demo.player import Player, sign_everybody_on
from quanju.demo.script import calls_from
from quanju.demo.stage import FOLDER
from quanju.domains.kernel.types import Refused
from quanju.domains.patrol.queries import units as units_queries

SLOWEST, FASTEST = 1.0, 60.0


def speed() -> float:
    """How many times faster than life, from QUANJU_DEMO_SPEED (1 to 60)."""
    try:
        wanted = float(os.environ.get("QUANJU_DEMO_SPEED", "1"))
    except ValueError:
        wanted = SLOWEST
    return min(max(wanted, SLOWEST), FASTEST)


@cache
def _player(started_at: datetime) -> Player:
    calls = calls_from(settings.HOME / FOLDER, started_at, speed=speed())
    player = Player(calls=calls, speed=speed())
    units = units_queries.units_on_duty()
    if not units:
        sign_everybody_on(player.cast, units_queries.all_units(), started_at)
    return player


_started: list[datetime] = []


def play(at: datetime) -> None:
    """One step; nothing while no branch is loaded."""
    if not _started:
        _started.append(at)
    try:
        _player(_started[0]).step(at)
    except Refused:
        _started.clear()
