"""Cases of the demo: reports taken at the windows, a past of cases, and the player who goes on.

All of it by the verbs that people press. Of the past, some cases are those of whoever enters with
one click. The player leaves a case alone whose officer is nobody of its own cast: those, and what
somebody who signed in has accepted.
"""

import hashlib
import logging
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from quanju.domains.approvals.actions import approve
from quanju.domains.cases.actions import deciding, registering, working
from quanju.domains.cases.actions.archiving import archive_case
from quanju.domains.cases.actions.property import move_property
from quanju.domains.cases.queries.cases import case_of_report, cases, told_case
from quanju.domains.cases.queries.offices import officers_of, offices
from quanju.domains.cases.queries.property import property_of
from quanju.domains.cases.types.archive import STAGES
from quanju.domains.cases.types.cases import CaseView
from quanju.domains.kernel.types import Refused
from quanju.domains.people.types import Actor
from quanju.domains.reception.actions import reports
from quanju.domains.supervision.actions.recordings import index_recording

if TYPE_CHECKING:  # its tables exist in the demo only
    from quanju.demo.cast import Cast

log = logging.getLogger("quanju.demo")

SEED = 20260301
EACH_DAYS = 2
"""One case of the past in so many days, more in the last week: ten a month at least."""
LAST_DAY_HOURS = (70, 52, 30, 20, 9, 5, 2)
PACE_H = (1, 3, 30, 8, 90, 90, 90, 200, 200)
"""Hours until the next step of a case of the past, at the most."""
BETWEEN = timedelta(minutes=25)
"""A new case of the running day, on average."""
ARCHIVED = 0.7
LOOK_EVERY = timedelta(seconds=10)
STEP_AFTER = timedelta(minutes=6)
ADDRESS = "https://demo.example/progress"
MATTERS = (
    ("criminal", "工地电缆被盗", "工地东侧围挡外", "早上上工发现 80 米电缆被剪走，前一晚还在。"),
    ("criminal", "电动车被盗", "建材城车棚", "中午停在车棚，两小时后不见了，锁被剪断。"),
    ("criminal", "冒充客服诈骗", "家中", "接到“退款”电话，按要求转出 6800 元后联系不上。"),
    ("criminal", "店铺夜间被撬", "步行街中段", "卷帘门被撬，收银柜里约 1200 元现金不见了。"),
    ("administrative", "烧烤摊打架", "夜市南口", "因占座争吵，被推倒并打了两拳，没有骨折。"),
    ("administrative", "划伤车身", "小区地下车库", "右侧车门被划三道，监控拍到一人经过。"),
    ("administrative", "多次深夜敲门骚扰", "住宅楼四层", "一周内第三次深夜敲门并辱骂，邻居听到。"),
)
REASONS = {
    "file": "现场、陈述和证据一致，属本局管辖。",
    "not_file": "经查没有犯罪事实，属合同纠纷，已告知可以起诉。",
    "transfer_out": "行为发生地在外区，移送有管辖权的公安机关。",
    "prosecute": "事实清楚，证据确实、充分。",
    "decide": "违法事实成立，依法作出处罚决定。",
    "revoke": "查明不应追究责任。",
    "close": "财物已发还，文书已送达。",
}


@dataclass
class CaseDay:
    """Takes a report now and then, and moves the cases of its own people on."""

    cast: "Cast"
    speed: float = 1.0
    is_past: bool = False
    last_look_at: datetime | None = None
    next_at: datetime | None = None
    _people: dict[str, Actor] = field(default_factory=dict)
    _offices: dict[str, int] = field(default_factory=dict)

    def step(self, at: datetime) -> None:
        """Look at the cases every ten seconds."""
        if self.last_look_at and at - self.last_look_at < LOOK_EVERY:
            return
        self.last_look_at = at
        chance = random.Random(f"{SEED}/{at.isoformat()}")
        if self.next_at is None or at >= self.next_at:
            if self.next_at is not None:
                self._quietly(self.report, chance, at)
            self.next_at = at + BETWEEN / self.speed * chance.uniform(0.5, 1.5)
        for view in cases(self._one("legal_supervision", at), state="open", most=60):
            since = view.decided_at or view.review_started_at or view.accepted_at or view.sent_at
            if at >= since + STEP_AFTER / self.speed and not view.awaits:
                self._quietly(self.go_on, view, chance, at)

    def report(self, chance: random.Random, at: datetime) -> CaseView | None:
        """Somebody reports at a window; it becomes a case with the receipt."""
        desks = self.cast.of_role("reception_officer", at)
        if not (desks and offices()):
            return None
        by = chance.choice(desks)
        kind, title, place, statement = chance.choice(MATTERS)
        said = {"title": title, "place": place, "statement": statement, "reporter": "演示-报案人"}
        said["contact"] = "13800000000"
        common: dict[str, Any] = {"by": by, "at": at}
        made = reports.take_report(
            channel="walk_in", kind=kind, said=said, is_identity_checked=True, **common
        )
        reports.add_evidence(
            report=made.number, name="照片", count=chance.randint(1, 4), unit="张", **common
        )
        reports.give_receipt(
            report=made.number,
            address=f"{ADDRESS}/{made.number}",
            language="zh-hans",
            office=self._office(chance, at),
            **common,
        )
        self._record(made.number, by, at)
        line = case_of_report(made.number)
        return told_case(line.number) if line else None

    def _record(self, number: str, by: Actor, at: datetime) -> None:
        """The window's recorder names what it recorded; one in sixteen is forgotten."""
        digest = hashlib.sha256(number.encode()).hexdigest()
        if digest.startswith("0"):
            return
        index_recording(
            matter=f"report:{number}",
            kind="statement",
            recorder=f"rec-{by.organisation_id}/{number}.mp4",
            sha256=digest,
            began_at=at - timedelta(minutes=20),
            ended_at=at - timedelta(minutes=1),
            keep="ordinary",
            by=by,
            at=at,
        )

    def go_on(self, view: CaseView, chance: random.Random, at: datetime) -> None:
        """The next step of a case, by its own officer; a decision by two of the cast."""
        officer = self._officer(view, at)
        if officer is None:
            return
        common: dict[str, Any] = {"case": view.number, "by": officer, "at": at}
        match view.status:
            case "reported":
                registering.accept_case(officer=officer.person_id or 0, **common)
            case "accepted":
                working.start_review(**common)
            case "under_review":
                weights = {"file": 8, "not_file": 2, "transfer_out": 1}
                self.decide(view, _drawn(weights, chance), officer, at)
            case "filed":
                working.assign_case(officer=officer.person_id or 0, **common)
            case "investigating" if chance.random() < 0.5:
                is_criminal = view.kind == "criminal"
                weights = {"prosecute" if is_criminal else "decide": 6, "revoke": 1}
                self.decide(view, _drawn(weights, chance), officer, at)
            case "sent_to_prosecution" | "decided_admin" | "revoked":
                self.settle(view, officer, at)
                self.decide(view, "close", officer, at)
            case "closed" if chance.random() < ARCHIVED:  # the others wait for who enters
                archivist = self._one("archivist", at)
                archive_case(case=view.number, stages=STAGES, by=archivist, at=at)

    def settle(self, view: CaseView, officer: Actor, at: datetime) -> None:
        """What was taken goes back to whom it was taken from: no case closes before."""
        for thing in property_of(view.number):
            for lying in thing.holdings:
                if lying.place == "officer":
                    move_property(
                        case=view.number,
                        item=thing.pk,
                        count=lying.count,
                        from_place="officer",
                        to_place="returned",
                        receiver="演示-报案人",
                        proof="发还清单，本人签名",
                        by=officer,
                        at=at,
                    )

    def decide(self, view: CaseView, decision: str, officer: Actor, at: datetime) -> None:
        """Proposed by the officer, approved by another."""
        made = deciding.propose_decision(
            case=view.number, decision=decision, reason=REASONS[decision], by=officer, at=at
        )
        second = "legal_supervision" if decision == "close" else "approver"
        approve(proposal=made.pk, by=self._one(second, at), at=at)

    def _officer(self, view: CaseView, at: datetime) -> Actor | None:
        """Who has the case, or would: one of its office who is nobody's one-click entry now."""
        if view.office is None:
            return None
        people = [one.pk for one in officers_of(view.office.pk, at=at)]
        own = self.cast.officers_at(people, at, with_offered=self.is_past)
        if view.officer_id is None:
            return own[0] if own else None
        return next((one for one in own if one.person_id == view.officer_id), None)

    def _office(self, chance: random.Random, at: datetime) -> str:
        """Any of the branch's; more often one whose desk can be entered with one click."""
        if not self._offices:
            for one in offices():
                people = [officer.pk for officer in officers_of(one.pk, at=at)]
                self._offices[one.code] = 4 if self.cast.are_offered(people) else 1
        return _drawn(self._offices, chance)

    def _one(self, role: str, at: datetime) -> Actor:
        if role not in self._people:
            self._people[role] = self.cast.of_role(role, at)[0]
        return self._people[role]

    def _quietly(self, act: Any, *arguments: Any) -> None:
        """A refusal is part of the day: a person was quicker."""
        try:
            act(*arguments)
        except Refused as refusal:
            log.info("cases: %s", refusal)


def load_past_cases(cast: "Cast", at: datetime, days: int) -> int:
    """The cases of the days before: the older ones at their end, some of the last ones open."""
    chance = random.Random(SEED)
    hours = [24 * day for day in range(days - 1, 3, -EACH_DAYS)] + list(LAST_DAY_HOURS)
    moments = sorted(at - timedelta(hours=h, minutes=chance.randint(0, 50)) for h in hours)
    todo: list[tuple[datetime, int, CaseView | None]] = [(one, 0, None) for one in moments]
    day, made = CaseDay(cast, is_past=True), 0
    while todo:
        todo.sort(key=lambda one: one[0])
        moment, step, view = todo.pop(0)
        if moment >= at:
            continue
        if view is None:
            view = day.report(chance, moment)
            made += view is not None
        else:
            day.go_on(view, chance, moment)
        if view is not None and step < len(PACE_H):
            wait = timedelta(hours=PACE_H[step] * chance.uniform(0.3, 1))
            todo.append((moment + wait, step + 1, told_case(view.number)))
    return made


def _drawn(weights: dict[str, int], chance: random.Random) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]
