"""Violations planted in the days behind the demo, one of each that full supervision looks for, and
a few findings on their way: so that the desk of supervision has something true to show.

All by the verbs that people press; the rules find them by themselves.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from quanju.domains.approvals.actions import approve
from quanju.domains.cases.actions import deciding, registering, working
from quanju.domains.cases.queries.cases import case_of_report
from quanju.domains.cases.queries.offices import officers_of, offices
from quanju.domains.kernel.roles import RECEPTION, STATION
from quanju.domains.people.queries.candidates import candidates
from quanju.domains.people.types import Actor
from quanju.domains.reception.actions import reports
from quanju.domains.reception.actions.lowering import propose_lighter_kind
from quanju.domains.reception.actions.transfers import decline_report, offer_report
from quanju.domains.reception.queries.sites import sites
from quanju.domains.supervision.actions import answering, findings
from quanju.domains.supervision.queries.units import units

if TYPE_CHECKING:  # its tables exist in the demo only
    from quanju.demo.cast import Cast

HOUR = timedelta(hours=1)
ADDRESS = "https://demo.example/progress"
SAID = {
    "should_file": ("邻里矛盾", "双方争吵后，一方说自家电动车电瓶被盗，怀疑是对方所为。"),
    "no_receipt": ("钱包遗失", "在市场丢失钱包一个，希望帮助查找。"),
    "lighter_class": ("店内被打", "在饭店与人争执，被打一拳，有轻微红肿。"),
    "bounced": ("网购纠纷", "付款后没有收到货，卖家失去联系。"),
    "withdrawn": ("工棚物品丢失", "工棚内两箱焊条不见了，门锁完好。"),
    "same_officer": ("车窗被砸", "停在路边的车辆右后窗被砸，车内物品没有少。"),
}
FINDINGS = (
    (1, 3, "大厅没有公示投诉电话和办案时限。", 30, ()),
    (3, 3, "接受证据清单没有报案人签名，请补签。", 60, ("answer", "accept")),
    (4, 2, "回执没有当场出具，请说明原因。", 9, ()),
    (6, 1, "不予立案通知书没有在三日内送达。", 120, ("answer", "accept", "correct")),
    (7, 1, "退回的案件没有写明理由。", 150, ()),
    (8, 3, "接报案登记缺现场照片。", 200, ("answer", "accept", "correct", "check", "close")),
)
"""Which station, on which level, what, so many hours ago, and how far it has come."""


def plant_violations(cast: "Cast", at: datetime) -> None:
    """One of each kind that the checks look for, within the last two days."""
    desks = desks_of(cast, at)
    if len(desks) < 2 or not offices():
        return
    planted: dict[str, Callable[..., object]] = {
        "should_file": _should_file,
        "no_receipt": _no_receipt,
        "lighter_class": _lighter_class,
        "bounced": _bounced,
        "withdrawn": _withdrawn,
        "same_officer": _same_officer,
    }
    for place, plant in enumerate(planted.values()):
        here, there = desks[place % len(desks)], desks[(place + 1) % len(desks)]
        plant(here, there, cast, at - (20 - 2 * place) * HOUR)
    _raise_findings(cast, at)


def desks_of(cast: "Cast", at: datetime) -> list[Actor]:
    """Somebody of each site who takes reports there."""
    found = []
    for site in sites():
        people = candidates(organisations=(site.pk,), roles=RECEPTION, at=at)
        found += cast.officers_at([one.pk for one in people], at, with_offered=True)[:1]
    return found


def _taken(desk: Actor, name: str, kind: str, at: datetime) -> str:
    title, statement = SAID[name]
    made = reports.take_report(
        channel="walk_in",
        kind=kind,
        said={"title": title, "statement": statement, "reporter": "演示-报案人"},
        is_identity_checked=True,
        by=desk,
        at=at,
    )
    return made.number


def _receipted(desk: Actor, name: str, kind: str, at: datetime, office: str = "") -> str:
    number = _taken(desk, name, kind, at)
    if kind in ("criminal", "administrative"):
        reports.say_no_evidence(report=number, why="没有带来", by=desk, at=at)
    reports.give_receipt(
        report=number, address=ADDRESS, language="zh-hans", office=office, by=desk, at=at
    )
    return number


def _should_file(here: Actor, there: Actor, cast: "Cast", at: datetime) -> None:
    _receipted(here, "should_file", "dispute", at)


def _no_receipt(here: Actor, there: Actor, cast: "Cast", at: datetime) -> None:
    _taken(here, "no_receipt", "help", at)


def _lighter_class(here: Actor, there: Actor, cast: "Cast", at: datetime) -> None:
    number = _taken(here, "lighter_class", "administrative", at)
    common: dict[str, Any] = {"report": number, "by": here, "at": at + HOUR / 2}
    made = propose_lighter_kind(kind="dispute", why="演示：双方已和解", **common)
    approve(proposal=made.pk, by=cast.of_role("legal_supervision", at)[0], at=at + HOUR / 2)
    reports.give_receipt(address=ADDRESS, language="zh-hans", **common)


def _bounced(here: Actor, there: Actor, cast: "Cast", at: datetime) -> None:
    number = _receipted(here, "bounced", "dispute", at)
    to = next(one for one in sites() if one.pk == there.organisation_id)
    for hours in (1, 2):
        moment = at + hours * HOUR / 4
        offer_report(report=number, to_site=to.code, why="属地在你处", by=here, at=moment)
        decline_report(report=number, why="不属本处管辖", by=there, at=moment + HOUR / 8)


def _withdrawn(here: Actor, there: Actor, cast: "Cast", at: datetime) -> None:
    case, officer = _reviewed(here, "withdrawn", cast, at)
    approver = cast.of_role("approver", at)[0]
    decide(case, "file", officer, approver, at + HOUR)
    common: dict[str, Any] = {"case": case, "by": officer, "at": at + HOUR}
    working.assign_case(officer=officer.person_id or 0, **common)
    decide(case, "revoke", officer, approver, at + 3 * HOUR)


def _same_officer(here: Actor, there: Actor, cast: "Cast", at: datetime) -> None:
    """The officer of the window holds a second post, and signs in it."""
    case, officer = _reviewed(here, "same_officer", cast, at)
    approver = cast.of_role("approver", at)[0]
    same = replace(approver, subject=here.subject, person_id=here.person_id, name=here.name)
    decide(case, "not_file", officer, same, at + HOUR)


def _reviewed(desk: Actor, name: str, cast: "Cast", at: datetime) -> tuple[str, Actor]:
    """A case at an office whose officer is of the cast, under review."""
    for office in offices():
        people = [one.pk for one in officers_of(office.pk, at=at)]
        own = cast.officers_at(people, at, with_offered=True)
        if own:
            break
    number = _receipted(desk, name, "administrative", at, office.code)
    line = case_of_report(number)
    assert line is not None
    common: dict[str, Any] = {"case": line.number, "by": own[-1], "at": at}
    registering.accept_case(officer=own[-1].person_id or 0, **common)
    working.start_review(**common)
    return line.number, own[-1]


def decide(case: str, decision: str, officer: Actor, by: Actor, at: datetime) -> None:
    made = deciding.propose_decision(
        case=case, decision=decision, reason="演示：查明如此", by=officer, at=at
    )
    approve(proposal=made.pk, by=by, at=at)


def _raise_findings(cast: "Cast", at: datetime) -> None:
    legal = cast.of_role("legal_supervision", at)
    stations, _ = units()
    for place, level, what, hours, steps in FINDINGS:
        if place < len(stations):
            unit, began = stations[place], at - hours * HOUR
            view = findings.raise_finding(
                unit=unit.code, level=level, what=what, by=legal[0], at=began
            )
            people = candidates(station_id=unit.pk, roles=STATION, at=began)
            room = cast.officers_at([one.pk for one in people], began, with_offered=True)
            if room:
                _go_on(view.number, steps, legal[0], room[0], began)


def _go_on(
    finding: str, steps: tuple[str, ...], legal: Actor, room: Actor, began: datetime
) -> None:
    for number, step in enumerate(steps, start=1):
        moment = began + number * 3 * HOUR
        of_unit: dict[str, Any] = {"finding": finding, "by": room, "at": moment}
        of_legal: dict[str, Any] = {"finding": finding, "by": legal, "at": moment}
        match step:
            case "answer":
                answering.answer_finding(answer="已核实，马上改。", **of_unit)
            case "accept":
                findings.accept_answer(**of_legal)
            case "correct":
                answering.correct_finding(correction="已补齐。", **of_unit)
            case "check":
                findings.check_finding(note="抽看属实。", **of_legal)
            case "close":
                findings.close_finding(**of_legal)
