"""The worker's turn with what rooms do upon others' news. One that fails holds no other up."""

import logging
from datetime import datetime

from quanju.domains.journal.actions.reacting import (
    begin_reactions,
    due_reactions,
    note_fault,
    react_to_next,
)
from quanju.domains.journal.subscribers import Subscriber

log = logging.getLogger("quanju.jobs")
AT_MOST = 200
"""Entries a reaction gets in a turn: one that is far behind keeps no other waiting."""


def react(at: datetime) -> int:
    """Hand every reaction what is recorded for it; how many entries were dealt with."""
    begin_reactions(at=at)
    return sum(_let_react(one, at) for one in due_reactions(at=at))


def _let_react(one: Subscriber, at: datetime) -> int:
    done = 0
    try:
        while done < AT_MOST and react_to_next(one, at=at):
            done += 1
    except Exception as error:
        log.exception("reaction %s failed; it will be tried again", one.name)
        note_fault(one, error, at=at)
    return done
