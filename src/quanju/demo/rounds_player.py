"""The player's rounds: crews set out, drive or walk, visit, go on after a call, and complete."""

import logging
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from quanju.demo.drives import Drive
from quanju.domains.dispatch.queries.board import job_of
from quanju.domains.geo.queries.by_mode import way_by
from quanju.domains.geo.queries.roads import NoWay
from quanju.domains.kernel.types import Refused
from quanju.domains.patrol.queries import units as units_queries
from quanju.domains.patrol.types.standing import PositionReport, UnitView
from quanju.domains.rounds import queries as rounds_queries
from quanju.domains.rounds.actions import checkpoints, walking
from quanju.domains.rounds.types import CheckpointView, RoundView

if TYPE_CHECKING:  # its tables exist in the demo only
    from quanju.demo.cast import Cast

log = logging.getLogger("quanju.demo")

LOOK_EVERY = timedelta(seconds=3)
BEHIND = timedelta(hours=4)
SKIP_SHARE, SKIPPED = 0.04, "人多改道，未进入"
TOO_LATE, OVERDUE = timedelta(minutes=25), "时间不够，先去下一站"


@dataclass
class RoundWalk:
    """Goes the rounds that nobody touched; where a crew is stands in the database and its drive."""

    cast: "Cast"
    speed: float
    drives: dict[int, Drive]
    touched: set[str]
    heading: dict[int, int] = field(default_factory=dict)
    staying: dict[int, datetime] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    last_look_at: datetime | None = None

    def step(self, at: datetime) -> None:
        """Look at the rounds of these hours every few seconds."""
        if self.last_look_at and at - self.last_look_at < LOOK_EVERY:
            return
        self.last_look_at = at
        units = {unit.pk: unit for unit in units_queries.units_on_duty()}
        for view in rounds_queries.rounds(since=at - BEHIND, until=at):
            unit = units.get(view.unit or 0)
            is_ours = view.is_live and view.subject not in self.touched
            if unit is None or not is_ours or view.pk in self.refused:
                continue
            try:
                self._go_on(view, unit, at)
            except Refused as refusal:
                log.info("rounds: %s: %s", view.subject, refusal)
                if view.status == "planned":
                    self.refused.add(view.pk)

    def holds(self, unit: int) -> bool:
        """Is the unit on a round, so that it does not roam?"""
        return unit in self.heading

    def _go_on(self, view: RoundView, unit: UnitView, at: datetime) -> None:
        if job_of(unit.pk) is not None:
            self.heading.pop(unit.pk, None)
            return
        common: dict[str, Any] = {"round": view.pk, "by": self.cast.crew(unit.pk, at), "at": at}
        stop = view.following
        if view.status == "planned":
            if view.duty_from <= at < view.duty_until:
                walking.start_round(**common)
        elif view.status == "paused":
            walking.resume_round(**common)
        elif stop is None:
            self.heading.pop(unit.pk, None)
            walking.complete_round(**common)
        else:
            self._toward(view, stop, unit, common)

    def _toward(
        self, view: RoundView, stop: CheckpointView, unit: UnitView, common: dict[str, Any]
    ) -> None:
        """Drive to the next stop; there visit it, and stay before going on."""
        at = common["at"]
        if at < self.staying.get(unit.pk, at):
            return
        if (
            at > stop.until + TOO_LATE
            and len([s for s in view.checkpoints if s.status == "due"]) > 1
        ):
            checkpoints.skip_checkpoint(checkpoint=stop.pk, why=OVERDUE, **common)
            return
        drive = self.drives.get(unit.pk)
        if self.heading.get(unit.pk) != stop.pk:
            self._set_out(view, stop, unit, at)
        elif drive is None or drive.is_over(at):  # the player forgets a drive that is over
            self._visit(view, stop, unit, common)

    def _set_out(self, view: RoundView, stop: CheckpointView, unit: UnitView, at: datetime) -> None:
        self.heading[unit.pk] = stop.pk
        there = (stop.lon, stop.lat)
        if unit.position is None or there[0] is None or there[1] is None:
            return
        here = (unit.position.lon, unit.position.lat)
        try:
            way = way_by(here, (there[0], there[1]), view.mode, at)
        except NoWay:
            return
        self.drives[unit.pk] = Drive.along(way, at, self.speed)

    def _visit(
        self, view: RoundView, stop: CheckpointView, unit: UnitView, common: dict[str, Any]
    ) -> None:
        if random.Random(f"{view.pk}/{stop.pk}").random() < SKIP_SHARE:
            checkpoints.skip_checkpoint(checkpoint=stop.pk, why=SKIPPED, **common)
        else:
            checkpoints.visit_checkpoint(
                checkpoint=stop.pk, position=self._arrived(unit, common["at"]), **common
            )
        stay = timedelta(minutes=stop.stay_min or 3) / self.speed
        self.staying[unit.pk] = common["at"] + stay

    def _arrived(self, unit: UnitView, at: datetime) -> PositionReport | None:
        """Where its drive ended; the position that was reported last may lie a moment back."""
        drive = self.drives.get(unit.pk)
        if drive is None:
            return None
        lon, lat = drive.points[-1]
        return PositionReport(unit=unit.pk, lon=lon, lat=lat, measured_at=at)
