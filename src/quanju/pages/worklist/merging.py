"""One list from all rooms: grouped by how soon, danger to life first, then time."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from quanju.domains.deadlines.queries import put_off_by, worklist_limits
from quanju.domains.deadlines.types import PutOffView, WorklistLimits
from quanju.domains.duty.queries.shifts import duty_until
from quanju.domains.kernel.days import midnight
from quanju.domains.kernel.waiting import KINDS, Waiting
from quanju.domains.people.types import Actor
from quanju.pages.worklist.rooms import ROOMS, Room

GROUPS = ("now", "today", "later")


@dataclass(frozen=True, slots=True)
class Borders:
    """What divides the groups at this moment."""

    at: datetime
    at_once: timedelta
    today_until: datetime
    is_shift: bool
    """Today ends with the actor's own shift, not with the day."""

    def group_of(self, one: Waiting) -> str:
        """`now`: due within the limit, over, or asking for eyes alone; `today`; `later`."""
        if one.is_at_once or (one.due_at and one.due_at <= self.at + self.at_once):
            return "now"
        if one.due_at is None or one.due_at <= self.today_until:
            return "today"
        return "later"

    def crosses_at(self, one: Waiting) -> datetime | None:
        """When the matter will stand in another group, if time alone can bring that."""
        if one.due_at is None or self.group_of(one) == "now":
            return None
        return one.due_at - self.at_once


@dataclass(frozen=True, slots=True)
class Worklist:
    """All that waits, in its groups and order, with the counts of all of it."""

    borders: Borders
    limits: WorklistLimits
    groups: Mapping[str, tuple[Waiting, ...]]
    by_kind: Mapping[str, int]
    by_desk: Mapping[str, int]
    chosen: str
    crosses_at: datetime | None
    put_off: tuple[tuple[Waiting, PutOffView], ...] = ()
    """What the reader has laid aside and is in no count; the first to be back comes first."""

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())

    @property
    def shown_total(self) -> int:
        """How many stand under the chosen filter."""
        return sum(len(rows) for rows in self.groups.values())

    def named(self, key: str) -> Waiting | None:
        listed = (one for rows in self.groups.values() for one in rows if one.key == key)
        aside = (one for one, _ in self.put_off if one.key == key)
        return next(listed, None) or next(aside, None)

    def laid_aside(self, key: str) -> PutOffView | None:
        """How the matter of that key was put off, if it was."""
        return next((view for one, view in self.put_off if one.key == key), None)

    @property
    def first(self) -> Waiting | None:
        """The one at the top of the list."""
        return next((rows[0] for rows in self.groups.values() if rows), None)

    @property
    def next_due(self) -> Waiting | None:
        """The nearest limit to come, for a list that is empty today."""
        return next((one for one in self.groups["later"] if one.due_at), None)


def worklist_of(actor: Actor, *, at: datetime, kind: str = "") -> Worklist:
    """Ask every room once; the counts are of everything, the groups of the chosen kind.

    What the actor has put off stands aside and counts nowhere, unless it is at once by now.
    """
    limits = worklist_limits(at)
    borders = borders_of(actor, at, limits)
    until = at + timedelta(days=limits.ahead_days)
    told = [(room, one) for room in ROOMS for one in room.asks(actor, at=at, until=until)]
    found, aside = _parted(told, put_off_by(actor, at=at), borders)
    rows = [one for _, one in found if not kind or one.kind == kind]
    crossings = [*filter(None, map(borders.crosses_at, rows)), *(v.until_at for _, v in aside)]
    return Worklist(
        borders=borders,
        limits=limits,
        groups=merged(rows, borders),
        by_kind=dict(Counter(one.kind for _, one in found)),
        by_desk=dict(Counter(room.desk for room, _ in found if room.desk)),
        chosen=kind,
        crosses_at=min(crossings, default=None),
        put_off=tuple((one, view) for one, view in aside if not kind or one.kind == kind),
    )


Found = list[tuple[Room, Waiting]]


def _parted(
    told: Found, laid_aside: Mapping[str, PutOffView], borders: Borders
) -> tuple[Found, list[tuple[Waiting, PutOffView]]]:
    """What waits now, and what was put off: a matter that is at once by now is not aside."""
    if not laid_aside:
        return told, []
    found: Found = []
    aside = []
    for room, one in told:
        view = laid_aside.get(one.key)
        if view and not one.is_danger and borders.group_of(one) != "now":
            aside.append((one, view))
        else:
            found.append((room, one))
    return found, sorted(aside, key=lambda pair: (pair[1].until_at, pair[0].key))


def borders_of(actor: Actor, at: datetime, limits: WorklistLimits) -> Borders:
    """Today ends with the shift one stands, else with the branch's local day."""
    shift_ends = duty_until(actor, at=at)
    today = midnight(at)
    return Borders(
        at=at,
        at_once=timedelta(minutes=limits.at_once_min),
        today_until=shift_ends or today + timedelta(days=1),
        is_shift=shift_ends is not None,
    )


def merged(rows: Iterable[Waiting], borders: Borders) -> dict[str, tuple[Waiting, ...]]:
    """The groups in their order. At once, danger to life comes before time; else time alone."""
    groups: dict[str, list[Waiting]] = {name: [] for name in GROUPS}
    for one in rows:
        groups[borders.group_of(one)].append(one)
    far = datetime.max.replace(tzinfo=borders.at.tzinfo)
    groups["now"].sort(
        key=lambda one: (not one.is_danger, one.due_at or one.since, one.grade or 9, one.key)
    )
    for name in ("today", "later"):
        groups[name].sort(key=lambda one: (one.due_at or far, one.since, one.key))
    return {name: tuple(listed) for name, listed in groups.items()}


def kinds_here() -> tuple[tuple[int, str], ...]:
    """The kinds that some room of this house can bring, each with the number of its key."""
    brought = {kind for room in ROOMS for kind in room.kinds}
    return tuple((n, kind) for n, kind in enumerate(KINDS, 1) if kind in brought)
