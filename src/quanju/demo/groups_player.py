"""The player's groups: offices go on duty, a few groups run, whoever is called comes.

Whom the demo's door offers is never played: what waits for them waits for who signs in.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model

from quanju.demo.models import Entry
from quanju.domains.coordination.actions import asking, items, members, messages, opening
from quanju.domains.coordination.queries.groups import group_view, own_groups
from quanju.domains.coordination.queries.items import items_of
from quanju.domains.coordination.queries.members import working_now
from quanju.domains.coordination.types import ItemView
from quanju.domains.kernel.types import Refused
from quanju.domains.people.actions.duty import OnDutyAlready, go_on_duty
from quanju.domains.people.queries.actors import actor_of
from quanju.domains.people.queries.organisations import organisations_with
from quanju.domains.people.types import Actor

if TYPE_CHECKING:  # its tables exist in the demo only
    from quanju.demo.cast import Cast

log = logging.getLogger("quanju.demo")

LOOK_EVERY = timedelta(seconds=3)
OFFICES = (
    "dispatcher",
    "investigation_analyst",
    "anti_fraud_officer",
    "legal_supervision",
    "base_control_officer",
    "trip_coordinator",
    "archivist",
    "station_command",
    "case_officer",
)
EACH = 2
"""So many of an office are on duty at each place; the one of the door first."""
COMES_S, DONE_S = (8, 60), (60, 400)
RESULTS = ("已核实，情况属实", "已办完，照片在群里", "已联系对方，明早给答复", "已查，没有发现")
RUNNING = (
    (
        "dispute_mediation",
        "胜利街两家店铺门前堆物纠纷",
        {
            "what": "两家店铺因门前堆物争吵三次，昨晚又报警",
            "where_when": "胜利街与中央大街路口，昨晚 20:40",
            "basis": "化解纠纷，防止升级；治安调解",
            "closing": "双方签字，城管划定堆物线",
        },
    ),
    (
        "event_safety",
        "周末夜市开市安保",
        {
            "what": "夜市周末开市，预计客流 3000 人",
            "where_when": "河东夜市，周六 18:00 至 23:00",
            "basis": "大型群众性活动安全管理条例，安保方案 7 号",
            "closing": "散场，现场清查完毕",
        },
    ),
    (
        "case_investigation",
        "农灌电缆系列盗窃侦办",
        {
            "what": "四处农灌机井电缆被盗，手法相同",
            "where_when": "城郊四个村组，近 25 天",
            "basis": "合力侦办，共享线索；立案决定书",
            "closing": "案件移送，或由一家续办",
        },
    ),
)
"""Invented, like everything here."""
PACKS = {
    "dispute_mediation": "mediation",
    "event_safety": "scene",
    "case_investigation": "scene",
}
SAID = {
    "dispute_mediation": (
        "两家都同意周三上午见面谈，城管会派人到场划线。",
        "昨晚的执法记录仪视频已导出，照规定随警情保存。",
    ),
    "event_safety": ("主办方交来摊位图，南口最窄处 2.4 米。", "请值班指挥定南口分流时间。"),
    "case_investigation": ("四处现场勘查完，剪口一致。", "请研判看 23 日夜间出城方向的货车。"),
}


@dataclass
class GroupDay:
    """Moves the groups of the day; everything it needs to go on stands in the database."""

    cast: "Cast"
    speed: float
    last_look_at: datetime | None = None
    has_begun: bool = False

    def step(self, at: datetime) -> None:
        """Look every few seconds."""
        if self.last_look_at and at - self.last_look_at < LOOK_EVERY:
            return
        self.last_look_at = at
        if not self.has_begun:
            self.has_begun = True
            self._begin(at)
        for actor in self._played(at):
            for head in own_groups(actor, at=at):
                self._quietly(self._answer, head.number, actor, at)

    def _begin(self, at: datetime) -> None:
        for actor in self._officers(at):
            self._quietly(go_on_duty, by=actor, at=at)
        opener = self.cast.of_role("station_command", at)[0]
        if not own_groups(opener, at=at):
            for kind, title, facts in RUNNING:
                self._quietly(self._open, opener, kind, title, facts, at)

    def _open(
        self, opener: Actor, kind: str, title: str, facts: dict[str, str], at: datetime
    ) -> None:
        view = opening.open_group(kind=kind, title=title, facts=facts, by=opener, at=at)
        said: dict[str, Any] = {"group": view.number, "by": opener, "at": at}
        for words in SAID[kind]:
            messages.send_message(text=words, **said)
        asking.add_pack(pack=PACKS[kind], **said)

    def _officers(self, at: datetime) -> list[Actor]:
        """Of each office some at each place: who is offered at the door, then others."""
        offered = set(Entry.objects.values_list("person", flat=True))
        found: list[Actor] = []
        for role in OFFICES:
            for place in organisations_with([role]):
                people = get_user_model().objects.filter(
                    appointments__post__role=role, appointments__post__organisation=place
                )
                first = sorted(people.distinct(), key=lambda p: (p.pk not in offered, p.username))
                found += [actor_of(person, at=at) for person in first[:EACH]]
        return found

    def _played(self, at: datetime) -> list[Actor]:
        """Everybody whom a group of now waits for and whom the door does not offer."""
        offered = set(Entry.objects.values_list("person", flat=True))
        people = get_user_model().objects.filter(pk__in=working_now(at))
        return [actor_of(one, at=at) for one in people if one.pk not in offered]

    def _quietly(self, act: Callable[..., Any], *given: Any, **more: Any) -> None:
        """A refusal is part of the day: somebody was quicker."""
        try:
            act(*given, **more)
        except OnDutyAlready:
            return
        except Refused as refusal:
            log.info("groups: %s", refusal)

    def _answer(self, number: str, actor: Actor, at: datetime) -> None:
        view = group_view(number, by=actor, at=at)
        mine = view.member(actor.person_id)
        if mine is None:
            return
        if mine.status == "invited":
            if self._is_due(mine.invited_at, COMES_S, f"{number}/{actor.subject}", at):
                members.join_group(group=number, by=actor, at=at)
            return
        for item in items_of(number, by=actor, at=at):
            self._work(item, actor, at)

    def _work(self, item: ItemView, actor: Actor, at: datetime) -> None:
        """What is asked of an office is accepted and done; what a person did waits for them."""
        common: dict[str, Any] = {"group": item.number, "item": item.place, "by": actor, "at": at}
        key = f"{item.number}/{item.place}/{item.status}"
        is_own, is_asker = item.owner_id == actor.person_id, item.asked_by_id == actor.person_id
        moves: dict[str, tuple[bool, datetime | None, tuple[float, float], Callable[[], Any]]] = {
            "asked": (is_own, item.asked_at, COMES_S, lambda: items.accept_item(**common)),
            "accepted": (
                is_own,
                item.accepted_at,
                DONE_S,
                lambda: items.finish_item(result=random.Random(key).choice(RESULTS), **common),
            ),
            "done": (is_asker, item.done_at, COMES_S, lambda: items.confirm_item(**common)),
        }
        is_mine, since, span, act = moves.get(item.status, (False, None, COMES_S, bool))
        if is_mine and since is not None and self._is_due(since, span, key, at):
            act()

    def _is_due(self, since: datetime, span: tuple[float, float], key: str, at: datetime) -> bool:
        """Has a drawn span passed? The same matter draws the same span."""
        return at >= since + timedelta(seconds=random.Random(key).uniform(*span) / self.speed)
