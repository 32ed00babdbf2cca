"""What patrol asks rooms above it: who is busy, what was planned at a point, who stood there."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from quanju.domains.kernel.ports import Port
from quanju.domains.kernel.spans import Stay
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import Span

BusyCheck = Callable[[Collection[int]], Mapping[int, Text]]
"""Which of these units are on a job, each with the sentence that says so."""

busy: Port[BusyCheck] = Port("What keeps a unit busy? Asked before patrol lets it go.")

JobSpans = Callable[[int, datetime, datetime], list[Span]]
"""When a unit was on calls within a span."""

job_spans: Port[JobSpans] = Port("When did a unit answer calls? Patrol counts its minutes.")


class Posts(Protocol):
    """What a room that plans duty at staging points tells of them, for V-1."""

    def first_planned(self) -> datetime | None:
        """When the first duty at a point begins."""

    def planned_spans(
        self, since: datetime, until: datetime
    ) -> Iterable[tuple[int, datetime, datetime]]:
        """Point, beginning and end of the duty planned there that touches a span."""

    def staffed_shifts(
        self, since: datetime, until: datetime, at: datetime
    ) -> list[tuple[int, int | None, list[Stay]]]:
        """Point, unit and stays of the police who stood there."""


posts: Port[Posts] = Port("What was planned at the points, and who stood there?")


class FollowHome(Protocol):
    """Moves with a unit, in the same write, what is planned at its home; how much that was."""

    def __call__(self, *, unit: int, left: int, zone: int, point: int | None, at: datetime) -> int:
        """`left` is the point that was its home, `zone` and `point` are the new one."""


follow_home: Port[FollowHome] = Port("What moves along when a unit gets another home?")
