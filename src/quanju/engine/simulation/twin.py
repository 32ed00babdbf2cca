"""The same simulation in plain Python: to read, and to hold the numba core against.

Written from the rules, not from the core: objects and `heapq` with stamps in place of arrays. For
the same town it gives the same log, line by line and to the last bit of every moment.
"""

import heapq
from bisect import insort
from dataclasses import dataclass, field
from math import inf, nan, sqrt
from typing import Any

from quanju.engine.simulation import state
from quanju.engine.simulation.state import Town

Line = tuple[float, str, int, int]


@dataclass
class Leg:
    """Where a unit is: it left between two nodes (`share` of the way) for a third."""

    start_a: int
    start_b: int
    share: float
    goal: int
    length: float = 0.0
    left_at: float = -inf
    there_at: float = -inf
    pace: float = 1.0

    def driven(self, now: float) -> float:
        """Share of the leg that is behind the unit at `now` seconds, 0 to 1."""
        if now >= self.there_at:
            return 1.0
        if now <= self.left_at:
            return 0.0
        return (now - self.left_at) / (self.there_at - self.left_at)


@dataclass
class Unit:
    """A unit with its day."""

    index: int
    home: int
    force: int
    crew: int
    moves_up: bool
    leg: Leg
    station: int
    state: str = "off"
    slot: tuple[int, int] | None = None
    stamp: int = 0
    is_off_due: bool = False
    break_due: float = 0.0
    busy_since: float = 0.0
    on_since: float = 0.0
    break_since: float = 0.0
    overtime_since: float = 0.0
    busy_s: float = 0.0
    on_s: float = 0.0
    break_s: float = 0.0
    overtime_s: float = 0.0
    jobs: int = 0


@dataclass
class Twin:
    """One run; `lines` is the log, `slots` (call, need) -> [unit, sent, arrived, cleared]."""

    town: Town
    units: list[Unit]
    lines: list[Line] = field(default_factory=list)
    slots: dict[tuple[int, int], list[Any]] = field(default_factory=dict)
    heap: list[tuple[float, int, int]] = field(default_factory=list)
    waiting: list[tuple[int, int, int]] = field(default_factory=list)
    events: int = 0
    has_other_set: bool = False

    # -- where and how far -------------------------------------------------------------------

    def between(self, a: float, b: float, share: float, length: float) -> float:
        """Seconds from a place `share` of the way along a leg of `length` seconds whose ends are
        `a` and `b` seconds away: the straight line in a triangle of driving times.
        """
        if share <= 0.0:
            return a
        if share >= 1.0:
            return b
        if inf in (a, b):
            return inf
        square = (
            (1.0 - share) * (a * a) + share * (b * b) - share * (1.0 - share) * (length * length)
        )
        return sqrt(square) if square > 0.0 else 0.0

    def seconds(self, unit: Unit, goal: int, now: float) -> float:
        """Seconds of driving from where the unit is at `now` to a node; inf where no road leads."""
        table, leg = self.town.toward, unit.leg
        if now >= leg.there_at:
            return float(table[goal, leg.goal])
        start = float(table[goal, leg.start_a])
        if leg.share > 0.0:
            start = self.between(start, float(table[goal, leg.start_b]), leg.share, leg.length)
        there = float(table[goal, leg.goal])
        return self.between(start, there, leg.driven(now), (leg.there_at - leg.left_at) / leg.pace)

    def halt(self, unit: Unit, now: float) -> None:
        """Stop the unit where it is at `now` seconds; its next leg begins there."""
        leg, share = unit.leg, unit.leg.driven(now)
        if share >= 1.0:
            leg.start_a, leg.share = leg.goal, 0.0
        elif share > 0.0:
            nearer = leg.start_b if leg.share >= 0.5 else leg.start_a
            leg.start_a, leg.start_b, leg.share = nearer, leg.goal, share
            leg.length = (leg.there_at - leg.left_at) / leg.pace

    def note(self, at: float, what: int, call: int = -1, unit: int = -1) -> None:
        """One line of the log, at seconds since the start; -1 is no call, no unit."""
        self.lines.append((at, state.LOG_NAMES[what], call, unit))

    def expect(self, unit: Unit, at: float) -> None:
        """The unit's next event comes at `at` seconds, never with inf; one expected before
        is void.
        """
        unit.stamp += 1
        if at < inf:
            heapq.heappush(self.heap, (at, unit.index, unit.stamp))

    def counted(self, since: float, until: float) -> float:
        """Seconds of a span that count: after the warm-up, before the horizon."""
        return max(0.0, min(until, self.town.horizon_s) - max(since, self.town.warmup_s))

    # -- who goes ----------------------------------------------------------------------------

    def may_go(self, unit: Unit, slot: tuple[int, int], priority: int | None) -> bool:
        """Whether the unit is free for a slot, or on its way to a call of less `priority` (None: it
        must be free), of a force that suits and a crew that is large enough.
        """
        call, need = slot
        if unit.state == "going" and priority is not None:
            assert unit.slot is not None
            if self.town.priority[unit.slot[0]] <= priority:
                return False
        elif unit.state != "idle":
            return False
        plan = self.town.plan[call]
        suits = self.town.rank[plan, need, unit.force] >= 0
        return bool(suits and unit.crew >= self.town.least[plan, need])

    def choose(self, slot: tuple[int, int], now: float, priority: int | None) -> Unit | None:
        """The unit for a slot at `now` seconds: of those no more than `preference_s` later than the
        nearest, the force that the plan names first; None when none can come.
        """
        ranks = self.town.rank[self.town.plan[slot[0]], slot[1]]
        goal = int(self.town.node[slot[0]])
        fits = [
            (secs, unit)
            for unit in self.units
            if self.may_go(unit, slot, priority) and (secs := self.seconds(unit, goal, now)) < inf
        ]
        if not fits:
            return None
        pace = float(self.town.pace[self.town.plan[slot[0]]])
        latest = min(secs for secs, _ in fits) + self.town.preference_s / pace
        near = [(ranks[unit.force], secs, unit.index) for secs, unit in fits if secs <= latest]
        return self.units[min(near)[2]]

    def send(self, unit: Unit, slot: tuple[int, int], now: float) -> None:
        """Send the unit to a slot at `now` seconds; it sets out after its turn-out time."""
        goal = int(self.town.node[slot[0]])
        pace = float(self.town.pace[self.town.plan[slot[0]]])
        secs = self.seconds(unit, goal, now) * pace
        self.halt(unit, now)
        if unit.state == "idle":
            unit.busy_since = now
        left_at = now + float(self.town.turnout[slot])
        unit.leg.goal, unit.leg.left_at, unit.leg.there_at = goal, left_at, left_at + secs
        unit.leg.pace = pace
        unit.state, unit.slot = "going", slot
        self.has_other_set = True
        self.slots[slot] = [unit.index, now, nan, nan]
        self.note(now, state.L_SENT, slot[0], unit.index)
        self.expect(unit, left_at + secs)

    def wait(self, slot: tuple[int, int]) -> None:
        """Put a slot into the line: by priority, then in the order of calls."""
        insort(self.waiting, (int(self.town.priority[slot[0]]), *slot))

    def dispatch(self, slot: tuple[int, int], now: float) -> None:
        """Give a slot a unit at `now` seconds, or let it wait; the call from which a unit was taken
        away is served again.
        """
        priority = int(self.town.priority[slot[0]]) if self.town.redispatch else None
        unit = self.choose(slot, now, priority)
        if unit is None:
            self.note(now, state.L_WAITS if self.town.has_line else state.L_LOST, slot[0])
            if self.town.has_line:
                self.wait(slot)
            return
        dropped = unit.slot if unit.state == "going" else None
        self.send(unit, slot, now)
        if dropped is None:
            return
        self.note(now, state.L_DIVERTED, dropped[0], unit.index)
        del self.slots[dropped]
        other = self.choose(dropped, now, None)
        if other is None:
            self.wait(dropped)
        else:
            self.send(other, dropped, now)

    # -- what units do -----------------------------------------------------------------------

    def drive_to(self, unit: Unit, node: int, now: float) -> None:
        """Let a free unit drive to a node from `now` seconds on; nothing if it is there or bound
        there.
        """
        if unit.leg.goal == node and unit.leg.there_at < inf:
            return
        secs = self.seconds(unit, node, now)
        if secs < inf:
            self.halt(unit, now)
            unit.leg.goal, unit.leg.left_at, unit.leg.there_at = node, now, now + secs
            unit.leg.pace = 1.0
            self.note(now, state.L_MOVES, -1, unit.index)

    def rest(self, unit: Unit, length: float, now: float) -> None:
        """The unit has a break of `length` seconds from `now` seconds on, where it is."""
        self.halt(unit, now)
        if unit.leg.share > 0.0:
            unit.leg.left_at = unit.leg.there_at = inf
        unit.state, unit.break_due, unit.break_since = "break", 0.0, now
        self.has_other_set = True
        self.note(now, state.L_BREAK, -1, unit.index)
        self.expect(unit, now + length)

    def has_posts(self) -> bool:
        """Whether the town names posts to stand ready at."""
        return len(self.town.posts) > 0

    def offer(self, unit: Unit, now: float) -> None:
        """A unit becomes free at `now` seconds: the first slot in the line that it can serve, else
        its break if one is due, else home.
        """
        unit.state, self.has_other_set = "idle", True
        for entry in self.waiting:
            slot = entry[1:]
            goal = int(self.town.node[slot[0]])
            if self.may_go(unit, slot, None) and self.seconds(unit, goal, now) < inf:
                self.waiting.remove(entry)
                self.send(unit, slot, now)
                return
        if unit.break_due > 0.0:
            self.rest(unit, unit.break_due, now)
            return
        self.expect(unit, inf)
        if not (unit.moves_up and self.has_posts()):
            self.drive_to(unit, unit.station, now)

    def go_off(self, unit: Unit, now: float) -> None:
        """The unit's duty ends at `now` seconds, with its minutes counted."""
        if unit.state == "break":
            unit.break_s += self.counted(unit.break_since, now)
        if unit.is_off_due:
            unit.overtime_s += self.counted(unit.overtime_since, now)
        unit.on_s += self.counted(unit.on_since, now)
        unit.state, unit.is_off_due, unit.break_due = "off", False, 0.0
        self.has_other_set = True
        self.note(now, state.L_OFF, -1, unit.index)
        self.expect(unit, inf)

    def unit_event(self, unit: Unit, now: float) -> None:
        """What a unit was expected to do comes about at `now` seconds: it arrives, has finished, or
        comes back from its break.
        """
        if unit.state == "break":
            unit.break_s += self.counted(unit.break_since, now)
            self.note(now, state.L_BACK, -1, unit.index)
            self.offer(unit, now)
            return
        assert unit.slot is not None
        call = unit.slot[0]
        if unit.state == "going":
            self.slots[unit.slot][2] = now
            unit.state = "scene"
            self.note(now, state.L_ARRIVED, call, unit.index)
            self.expect(unit, now + float(self.town.service[unit.slot]))
            return
        self.slots[unit.slot][3] = now
        node = int(self.town.node[call])
        unit.slot, unit.leg = None, Leg(node, node, 0.0, node)
        unit.busy_s += self.counted(unit.busy_since, now)
        unit.jobs += 1
        self.note(now, state.L_CLEARED, call, unit.index)
        if unit.is_off_due:
            self.go_off(unit, now)
        else:
            self.offer(unit, now)

    def timetable(self, entry: int, now: float) -> None:
        """An entry of the timetable comes due at `now` seconds: on duty, off, another station, a
        break. A unit at work finishes first.
        """
        unit, what = self.units[self.town.who[entry]], self.town.what[entry]
        node = int(self.town.where[entry])
        is_working = unit.state in ("going", "scene")
        if what == state.GOES_OFF:
            if is_working:
                unit.is_off_due, unit.overtime_since = True, now
            elif unit.state != "off":
                self.go_off(unit, now)
        elif what == state.COMES_ON:
            unit.station = node
            if unit.state == "off":
                unit.leg, unit.on_since = Leg(node, node, 0.0, node), now
                self.note(now, state.L_ON, -1, unit.index)
                self.offer(unit, now)
            elif unit.is_off_due:
                unit.is_off_due = False
                unit.overtime_s += self.counted(unit.overtime_since, now)
        elif what == state.MOVES:
            unit.station = node
            if unit.state == "idle" and not (unit.moves_up and self.has_posts()):
                self.drive_to(unit, node, now)
        elif unit.state == "idle":
            self.rest(unit, float(self.town.length[entry]), now)
        elif is_working:
            unit.break_due = float(self.town.length[entry])

    def move_up(self, now: float) -> None:
        """Spread the free units over the posts for so many at `now` seconds: each post in its order
        takes the nearest; who is left goes to its station.
        """
        free = [u for u in self.units if u.state == "idle" and u.moves_up]
        posts = [int(p) for p in self.town.posts[len(free)] if p >= 0]
        for post in posts[: len(free)]:
            times = [(self.seconds(u, post, now), u.index) for u in free]
            soonest, index = min(times)
            if soonest < inf:
                free.remove(self.units[index])
                self.drive_to(self.units[index], post, now)
        for unit in free:
            self.drive_to(unit, unit.station, now)

    # -- the loop ----------------------------------------------------------------------------

    def next_unit(self) -> tuple[float, int]:
        """Seconds and index of the unit whose event comes first; inf and -1 when none is
        expected.
        """
        while self.heap and self.heap[0][2] != self.units[self.heap[0][1]].stamp:
            heapq.heappop(self.heap)
        return self.heap[0][:2] if self.heap else (inf, -1)

    def run(self) -> "Twin":
        """Play the town to its end. At one moment units come before the timetable, and that before
        calls.
        """
        town, call, entry = self.town, 0, 0
        while True:
            unit_at, index = self.next_unit()
            entry_at = float(town.at[entry]) if entry < len(town.at) else inf
            call_at = float(town.ready[call]) if call < len(town.ready) else inf
            now = min(unit_at, entry_at, call_at)
            if now == inf:
                break
            self.events += 1
            if unit_at == now:
                heapq.heappop(self.heap)
                self.unit_event(self.units[index], now)
            elif entry_at == now:
                self.timetable(entry, now)
                entry += 1
            else:
                self.note(now, state.L_CALL, call)
                for need in range(int(town.needs[town.plan[call]])):
                    self.dispatch((call, need), now)
                call += 1
            if self.has_posts() and self.has_other_set:
                self.move_up(now)
                self.has_other_set = False
        for unit in self.units:
            if unit.state != "off":
                unit.on_s += self.counted(unit.on_since, town.horizon_s)
        return self


def run_twin(town: Town, crews: list[tuple[int, int, int, bool]]) -> Twin:
    """Run a town in plain Python; `crews` holds (home, force, size, moves_up) of each unit."""
    units = [
        Unit(number, home, force, size, moves, Leg(home, home, 0.0, home), home)
        for number, (home, force, size, moves) in enumerate(crews)
    ]
    return Twin(town, units).run()
