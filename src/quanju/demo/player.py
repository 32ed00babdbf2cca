"""The player of the demo's day: calls come in, units drive, acknowledge, arrive, feed back.

It uses the same verbs as people do, as the demo's own people, in sessions named `player`. It
leaves an incident alone as soon as anybody else has touched it.
"""

import logging
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from quanju.demo.cases import CaseDay
from quanju.demo.cast import SESSION, Cast
from quanju.demo.drives import Drive
from quanju.demo.duty import Watch
from quanju.demo.groups_player import GroupDay
from quanju.demo.hall_player import HallDay
from quanju.demo.history.telling import ENDINGS
from quanju.demo.lines import call_back_and_settle, due_lines, due_to_call_back
from quanju.demo.rounds_player import RoundWalk
from quanju.demo.script import ScriptedCall, told_roughly
from quanju.domains.dispatch.actions import steps
from quanju.domains.dispatch.actions.feedback import accept_feedback, give_feedback
from quanju.domains.dispatch.actions.lines import take_line
from quanju.domains.dispatch.actions.orders import send_order
from quanju.domains.dispatch.actions.steps import acknowledge_order
from quanju.domains.dispatch.actions.take_call import take_call
from quanju.domains.dispatch.queries import recommendation
from quanju.domains.dispatch.queries.board import job_of
from quanju.domains.dispatch.queries.incidents import feedbacks_of, open_incidents
from quanju.domains.dispatch.queries.recommendation import receipt_content
from quanju.domains.dispatch.types import AssignmentView, IncidentView
from quanju.domains.geo.queries.by_mode import route
from quanju.domains.geo.queries.roads import NoWay
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused
from quanju.domains.patrol.actions import crews, positions
from quanju.domains.patrol.queries import units as units_queries
from quanju.domains.patrol.types.standing import PositionReport, UnitView

log = logging.getLogger("quanju.demo")

Place = tuple[float, float]
OPENING_CALLS = 5
READS = ("journal.", "people.")


@dataclass
class Player:
    """Plays one step at a time; everything it needs to go on stands in the database."""

    calls: Iterator[ScriptedCall]
    speed: float = 1.0
    touched: set[str] = field(default_factory=set)
    drives: dict[int, Drive] = field(default_factory=dict)
    last_entry: int = 0
    waiting: ScriptedCall | None = None
    last_round_at: datetime | None = None
    has_begun: bool = False
    watch: Watch | None = None
    walk: RoundWalk | None = None
    hall: HallDay | None = None
    cases: CaseDay | None = None
    groups: GroupDay | None = None
    cast: Cast = field(default_factory=Cast)

    def step(self, at: datetime) -> None:
        """Do whatever is due at `at`."""
        self._notice_people()
        if not self.has_begun:
            self._begin(at)
        self._answer_lines(at)
        for lost in due_to_call_back(self.cast, at):
            self._quietly(call_back_and_settle, lost, self.cast, at)
        self._take_calls(at)
        for incident in open_incidents(self.cast.desk(at), at=at):
            if incident.subject not in self.touched:
                self._quietly(self._handle, incident, at)
        self.walk = self.walk or RoundWalk(self.cast, self.speed, self.drives, self.touched)
        self.walk.step(at)
        self._move_units(at)
        self.watch = self.watch or Watch(self.cast)
        self.watch.step(at)
        self.hall = self.hall or HallDay(self.cast, self.speed)
        self.hall.step(at)
        self.cases = self.cases or CaseDay(self.cast, self.speed)
        self.cases.step(at)
        self.groups = self.groups or GroupDay(self.cast, self.speed)
        self.groups.step(at)

    def _begin(self, at: datetime) -> None:
        """The next calls come at once, so that the desk is at work whenever it is opened."""
        self.has_begun = True
        if not open_incidents(self.cast.desk(at), at=at):
            for call in islice(self.calls, OPENING_CALLS):
                self._quietly(self._take_call, call, at)

    def _quietly(self, act: Callable[..., None], *arguments: Any) -> None:
        """A refusal is part of the day: a person was quicker. It is tried again or left."""
        try:
            act(*arguments)
        except Refused as refusal:
            log.info("player: %s", refusal)

    def _notice_people(self) -> None:
        """Whatever anybody else did about an incident makes it theirs."""
        if not self.last_entry:
            self.last_entry = journal.head_number()
        for entry in journal.entries_after(self.last_entry):
            self.last_entry = entry.number
            is_own = entry.session == SESSION or entry.author.startswith("service:")
            if not is_own and not entry.event.startswith(READS):
                named = (entry.subject, *entry.related)
                incidents = {s for s in named if s.startswith("incident:")}
                # An order that somebody sends pauses a round; that does not make the round theirs.
                self.touched |= incidents or {s for s in named if s.startswith("round:")}

    def _take_calls(self, at: datetime) -> None:
        while True:
            if self.waiting is None:
                self.waiting = next(self.calls, None)
            if self.waiting is None or self.waiting.at > at:
                return
            call, self.waiting = self.waiting, None
            self._quietly(self._take_call, call, at)

    def _answer_lines(self, at: datetime) -> None:
        """What rings on and no person has taken: its caller tells what the next one would."""
        for line in due_lines(self.cast, at):
            if (call := self.waiting or next(self.calls, None)) is not None:
                self.waiting = None
                self._quietly(self._take_line, call, at, line.number)

    def _take_line(self, call: ScriptedCall, at: datetime, line: str) -> None:
        with write():
            take_line(call=line, by=self.cast.desk(at), at=at)
            self._take_call(call, at, line)

    def _take_call(self, call: ScriptedCall, at: datetime, line: str = "") -> None:
        take_call(
            type_code=call.type_code,
            said=call.text,
            title=call.title,
            lon=call.place[0],
            lat=call.place[1],
            address=call.address,
            doubt=told_roughly(call),
            is_anonymous=not line,
            call=line,
            by=self.cast.desk(at),
            at=at,
        )

    # --- an incident ------------------------------------------------------------------------

    def _due(self, since: datetime, low: float, high: float, seed: str, at: datetime) -> bool:
        """Has a drawn span passed since a moment? The same incident draws the same span."""
        span = random.Random(seed).uniform(low, high) / self.speed
        return at >= since + timedelta(seconds=span)

    def _handle(self, incident: IncidentView, at: datetime) -> None:
        if incident.state in {"new", "reopened"}:
            if self._due(incident.created_at, 8, 45, incident.number, at):
                self._dispatch(incident, at)
            return
        for job in incident.assignments:
            self._quietly(self._work, incident, job, at)
        if incident.state == "feedback_due" and incident.cleared_at:
            self._finish(incident, at)

    def _dispatch(self, incident: IncidentView, at: datetime) -> None:
        shown = recommendation.recommend(incident=incident.number, at=at)
        if shown.proposed:
            send_order(
                incident=incident.number,
                units=shown.proposed,
                recommendation=shown,
                receipt_content=receipt_content(shown),
                by=self.cast.desk(at),
                at=at,
            )

    def _work(self, incident: IncidentView, job: AssignmentView, at: datetime) -> None:
        step = self._next_step(incident, job, at)
        if step is not None:
            crew = self.cast.crew(job.unit_id, at)
            step(incident=incident.number, unit=job.unit_id, by=crew, at=at)

    def _next_step(
        self, incident: IncidentView, job: AssignmentView, at: datetime
    ) -> Callable[..., Any] | None:
        seed = f"{incident.number}/{job.call_sign}/{job.state}"
        match job.state:
            case "assigned" if self._due(job.assigned_at, 4, 26, seed, at):
                return acknowledge_order
            case "acknowledged" if self._due(job.acknowledged_at or at, 5, 60, seed, at):
                return self._departing(incident, job, at)
            case "en_route" if self._has_arrived(incident, job, at):
                return steps.arrive
            case "on_scene" if job.controlled_at is None:
                started = job.arrived_at or at
                return steps.control if self._due(started, 60, 420, seed, at) else None
            case "on_scene" if self._due(job.controlled_at or at, 240, 1500, seed, at):
                return steps.clear
            case "reporting" if incident.state != "feedback_due" or incident.fed_back_at:
                started = job.cleared_at or at
                return steps.done if self._due(started, 30, 120, seed, at) else None
        return None

    def _departing(
        self, incident: IncidentView, job: AssignmentView, at: datetime
    ) -> Callable[..., Any]:
        self._plan_drive(incident, job, at)
        return steps.depart

    def _plan_drive(self, incident: IncidentView, job: AssignmentView, at: datetime) -> None:
        position = units_queries.position_of(job.unit_id)
        if position is None or not incident.place.points:
            return
        try:
            way = route((position.lon, position.lat), incident.place.points[0], at)
        except NoWay:
            return
        self.drives[job.unit_id] = Drive.along(way, at, self.speed)

    def _has_arrived(self, incident: IncidentView, job: AssignmentView, at: datetime) -> bool:
        drive = self.drives.get(job.unit_id)
        if drive is None:
            self._plan_drive(incident, job, at)
            drive = self.drives.get(job.unit_id)
        if drive is None:  # no position or no road: the crew says so itself after a while
            return self._due(job.departed_at or at, 120, 300, incident.number, at)
        return drive.is_over(at)

    def _finish(self, incident: IncidentView, at: datetime) -> None:
        given = [f for f in feedbacks_of(incident.number) if f.decided_at is None]
        cleared = incident.cleared_at or at
        if not given and self._due(cleared, 60, 900, incident.number, at):
            ending = random.Random(incident.number).choice(
                ENDINGS.get(incident.class_code, ENDINGS["other"])
            )
            give_feedback(
                incident=incident.number,
                disposition=ending,
                type_code=incident.type_code,
                by=self.cast.crew(incident.assignments[-1].unit_id, at),
                at=at,
            )
        elif given and self._due(given[-1].given_at, 30, 240, incident.number, at):
            accept_feedback(incident=incident.number, by=self.cast.second_desk(at), at=at)

    # --- units ------------------------------------------------------------------------------

    def _move_units(self, at: datetime) -> None:
        """Positions every two seconds: along the drive, or a slow round near the home point."""
        if self.last_round_at and at - self.last_round_at < timedelta(seconds=2):
            return
        self.last_round_at = at
        units = units_queries.units_on_duty()
        reports = [r for unit in units if (r := self._report(unit, at))]
        if reports:
            positions.report_positions(reports, by=self.cast.devices, at=at)

    def _report(self, unit: UnitView, at: datetime) -> PositionReport | None:
        drive = self.drives.get(unit.pk)
        if drive is not None and drive.is_over(at):
            job = job_of(unit.pk)
            if job is None:
                self.drives.pop(unit.pk)
                drive = None
        is_on_round = self.walk is not None and self.walk.holds(unit.pk)
        if drive is None and may_roam(unit) and not is_on_round:
            drive = self._patrol(unit, at)
        if drive is not None:
            place = drive.place(at)
        elif unit.position:
            place = (unit.position.lon, unit.position.lat)
        else:
            return None
        return PositionReport(unit=unit.pk, lon=place[0], lat=place[1], measured_at=at)

    def _patrol(self, unit: UnitView, at: datetime) -> Drive | None:
        """Now and then a patrolling unit drives to another spot of its zone."""
        if unit.position is None or random.random() > 0.02:
            return None
        spot = self.cast.spot_of(unit, at)
        try:
            way = route((unit.position.lon, unit.position.lat), spot, at)
        except NoWay:
            return None
        self.drives[unit.pk] = Drive.along(way, at, 0.5)
        return self.drives[unit.pk]


def may_roam(unit: UnitView) -> bool:
    """Only a unit that patrols moves about by itself."""
    return unit.status == "patrolling"


def sign_everybody_on(cast: Cast, units: Sequence[UnitView], at: datetime) -> int:
    """Begin the shift of every unit that has a crew, at its home place."""
    signed = 0
    for unit in units:
        roster = units_queries.roster_of(unit.pk)
        if not roster or unit.status != "off_duty":
            continue
        try:
            crews.sign_on(unit=unit.pk, crew=roster, by=cast.desk(at), at=at)
        except Refused as refusal:
            log.info("player: %s stays off duty: %s", unit.call_sign, refusal)
            continue
        lon, lat = cast.home_of(unit, at)
        positions.report_position(unit=unit.pk, lon=lon, lat=lat, by=cast.devices, at=at)
        activity = "staging" if unit.home_staging_point else "patrolling"
        crews.set_activity(unit=unit.pk, activity=activity, confirmed=True, by=cast.desk(at), at=at)
        signed += 1
    return signed
