"""Ports: what a room asks the rooms above it, which it does not know.

Upward news goes through the journal; a port is for what must be known before a verb goes on, or
must happen in the same write. The lower room declares it in its `ports.py` and says what an answer
is; each room above plugs in one answer under its own name when it is ready (`apps.py`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Port(Generic[Answer]):
    """A question with an answer from each room that has plugged in, in the order they did."""

    def __init__(self, question: str) -> None:
        self.question = question
        self._answers: dict[str, Answer] = {}

    def plug(self, room: str, answer: Answer) -> None:
        """One answer a room: plugged in again it takes the place of the first."""
        self._answers[room] = answer

    def of(self, room: str) -> Answer | None:
        """What this one plugged in; None if it has not."""
        return self._answers.get(room)

    def __iter__(self) -> Iterator[Answer]:
        return iter(tuple(self._answers.values()))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody plugged in, until it ends: a test of the lower room answers itself."""
        before, self._answers = self._answers, {}
        try:
            yield
        finally:
            self._answers = before
