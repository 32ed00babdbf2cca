"""What this room asks of the rooms above it: about the matter that a file belongs to.

A room whose matters have files answers for them from its `apps.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from quanju.domains.kernel.ports import Port
from quanju.domains.kernel.types import NotFound, Text, Verdict
from quanju.domains.people.types import Actor


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter as its files see it: when it ended, and whether a case keeps what belongs to it."""

    label: Text
    ended_at: datetime | None
    is_kept_with_case: bool = False
    keep_days: int = 0
    """Its files are kept at least so long, whatever their kind says."""


class AnswersForFiles(Protocol):
    """Questions a room answers about its matters; `subject` is the journal's, `incident:…`."""

    def may_read(self, subject: str, actor: Actor, at: datetime) -> Verdict:
        """May this reader see the files of the matter? `NotFound` where it stays hidden."""

    def matter(self, subject: str) -> Matter | None:
        """The matter; None if there is none (any more)."""


# Plugged in under the word that its subjects begin with, `incident`.
files: Port[AnswersForFiles] = Port("who may read the files of a matter, and when did it end?")


def answers_for(subject: str) -> AnswersForFiles:
    """The room of this matter; `NotFound` where no room answers, and so nobody may read."""
    room = files.of(subject.partition(":")[0])
    if room is None:
        raise NotFound(subject=subject[:60])
    return room
