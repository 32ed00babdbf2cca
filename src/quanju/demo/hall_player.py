"""The player's visitors: they come in, are sorted, wait, are called and served, and leave.

It goes on with a visit only while its own people are responsible for it: whoever signs in and
greets or calls somebody has them to themselves.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from quanju.domains.kernel.types import Refused
from quanju.domains.people.types import Actor
from quanju.domains.reception.actions import calling, greeting
from quanju.domains.reception.actions.reports import give_receipt, take_report
from quanju.domains.reception.queries.sites import site_of
from quanju.domains.reception.queries.visits import areas, visits_of_today
from quanju.domains.reception.types.hall import VisitView

if TYPE_CHECKING:  # its tables exist in the demo only
    from quanju.demo.cast import Cast

log = logging.getLogger("quanju.demo")

LOOK_EVERY = timedelta(seconds=2)
SITES = 3
"""The centre and two rooms live; at the others nobody comes unless somebody signs in there."""
BETWEEN_S = (100.0, 420.0)
"""Seconds between two visitors on average: at the centre, at a room."""
OPENING = (4, 1, 0)
"""They stand at the door when the demo opens, so that the hall is at work."""
SERVICES = ("report",) * 6 + ("consultation",) * 3 + ("petition", "complaint")
SORTED_S, CALLED_S, COMES_S, SERVED_S = (15, 100), (20, 400), (10, 50), (240, 1100)
SHARE_OF_NO_SHOWS = 0.05
SHARE_WITHOUT_REPORT = 0.04
"""So many leave the window without a report: the day's reconciliation has something to find."""
MATTERS = (
    ("dispute", "楼上漏水", "楼上漏水把天花板泡了，说了几次不修。"),
    ("dispute", "房东不退押金", "合同昨天到期，押金两千元不退。"),
    ("help", "钱包丢失", "今天早上在公交站丢了钱包，有身份证。"),
    ("help", "老人走失", "老人中午出门没回来，穿蓝色上衣。"),
    ("not_police", "小区停水", "小区停水两天，物业不管。"),
)


@dataclass
class HallDay:
    """Moves the visitors of a few halls; everything it needs to go on stands in the database."""

    cast: "Cast"
    speed: float
    next_at: dict[int, datetime] = field(default_factory=dict)
    last_look_at: datetime | None = None

    def step(self, at: datetime) -> None:
        """Look at the halls every other second."""
        if self.last_look_at and at - self.last_look_at < LOOK_EVERY:
            return
        self.last_look_at = at
        for place, officers in enumerate(self._officers(at)):
            self._come(place, officers[0], at)
            own = {one.person_id for one in officers}
            for view in visits_of_today(officers[-1], at=at):
                if view.owner_id in own or view.owner_id is None:
                    self._quietly(self._go_on, view, officers, at)

    def _officers(self, at: datetime) -> list[list[Actor]]:
        """Of each hall who greets, then who receives; the centre first."""
        reception = self.cast.of_role("reception_officer", at)
        halls: dict[int, list[Actor]] = {}
        for one in [*self.cast.of_role("lobby_officer", at), *reception]:
            halls.setdefault(one.organisation_id or 0, []).append(one)
        return list(halls.values())[:SITES]

    def _come(self, place: int, officer: Actor, at: datetime) -> None:
        if site_of(officer) is None:
            return
        due = self.next_at.get(place)
        for _ in range(OPENING[place] if due is None else 0):
            self._quietly(self._greet, officer, at)
        if due is None or at >= due:
            chance = random.Random(f"{place}/{at.isoformat()}")
            mean = BETWEEN_S[min(place, 1)] / self.speed
            self.next_at[place] = at + timedelta(seconds=chance.expovariate(1 / mean))
            self._quietly(self._greet, officer, at)

    def _quietly(self, act: Callable[..., Any], *arguments: Any) -> None:
        """A refusal is part of the day: somebody was quicker, or the window is taken."""
        try:
            act(*arguments)
        except Refused as refusal:
            log.info("hall: %s", refusal)

    def _greet(self, officer: Actor, at: datetime) -> None:
        greeting.greet_visitor(by=officer, at=at)

    def _go_on(self, view: VisitView, officers: list[Actor], at: datetime) -> None:
        chance = random.Random(f"{view.arrived_at.isoformat()}/{view.number}/{view.status}")
        lobby, desk = officers[0], officers[chance.randrange(len(officers))]
        common: dict[str, Any] = {"visit": view.pk, "at": at}
        match view.status:
            case "arrived" if self._due(view.arrived_at, SORTED_S, chance, at):
                greeting.sort_visit(service=chance.choice(SERVICES), by=lobby, **common)
            case "sorted" | "waiting" if self._due(
                view.waiting_since or view.sorted_at or at, CALLED_S, chance, at
            ):
                self._call(view, desk, at)
            case "called" if self._due(view.called_at or at, COMES_S, chance, at):
                if chance.random() >= SHARE_OF_NO_SHOWS:
                    calling.serve_visit(by=desk, **common)
            case "served" if self._due(view.served_at or at, SERVED_S, chance, at):
                if view.service == "report" and chance.random() >= SHARE_WITHOUT_REPORT:
                    self._enter(view, officers[-1], chance, at)
                calling.end_visit(by=desk, **common)

    def _enter(self, view: VisitView, desk: Actor, chance: random.Random, at: datetime) -> None:
        """What they came for, entered at the window, with its receipt where the kind asks one."""
        kind, title, statement = chance.choice(MATTERS)
        said = {"title": title, "statement": statement, "advice": "已告知"}
        common: dict[str, Any] = {"by": desk, "at": at}
        made = take_report(channel="walk_in", kind=kind, said=said, visit=view.pk, **common)
        if "receipt" in made.steps:
            address = f"https://demo.example/progress/{made.number}"
            give_receipt(report=made.number, address=address, language="zh-hans", **common)

    def _call(self, view: VisitView, desk: Actor, at: datetime) -> None:
        """To a free place of its area, but one is left to whoever signs in."""
        site = site_of(desk)
        if site is None:
            return
        area = next(one for one in areas(site, at=at) if one.code == view.area)
        free = [one.code for one in area.places if one.is_free]
        if len(free) > (1 if len(area.places) > 1 else 0):
            calling.call_visit(visit=view.pk, place=free[0], by=desk, at=at)

    def _due(
        self, since: datetime, span: tuple[float, float], chance: random.Random, at: datetime
    ) -> bool:
        """Has a drawn span passed? The same visit draws the same span."""
        return at >= since + timedelta(seconds=chance.uniform(*span) / self.speed)
