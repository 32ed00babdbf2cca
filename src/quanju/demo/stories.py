"""A case behind the demo that went well: 51 minutes from the report to the arrest, all returned.

Told by the verbs that people press; a unit helps the one that leads.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from quanju.demo.violations import ADDRESS, decide, desks_of
from quanju.domains.cases.actions import registering, story, working
from quanju.domains.cases.actions.property import move_property
from quanju.domains.cases.queries.cases import case_of_report, told_case
from quanju.domains.cases.queries.offices import officers_of, offices
from quanju.domains.cases.queries.property import property_of
from quanju.domains.cases.types.cases import CaseView
from quanju.domains.people.types import Actor
from quanju.domains.reception.actions import reports

if TYPE_CHECKING:  # its tables exist in the demo only
    from quanju.demo.cast import Cast

MINUTE = timedelta(minutes=1)
HOURS_AGO = 26
SAID = {
    "title": "超市门前两辆电动车被盗",
    "place": "中心超市门前",
    "statement": "上午 9 点停在超市门前，买完东西出来两辆都不见了，车筐里有工具包。",
    "reporter": "演示-报案人",
}
THINGS = (("电动车", 2, "辆"), ("工具包", 1, "个"))
CAUGHT_AFTER, RETURNED_AFTER = 51 * MINUTE, 170 * MINUTE


def plant_story(cast: "Cast", at: datetime) -> None:
    """Nothing where no office has an officer of the cast."""
    began = at - HOURS_AGO * 60 * MINUTE
    desks, lead = desks_of(cast, began), _lead(cast, began)
    if not desks or lead is None:
        return
    office, officer = lead
    view = _registered(desks[0], office, began)
    common: dict[str, Any] = {"case": view.number, "by": officer}
    registering.accept_case(officer=officer.person_id or 0, at=began + 12 * MINUTE, **common)
    working.start_review(at=began + 14 * MINUTE, **common)
    others = [one.code for one in offices() if one.code != office]
    story.add_helper(
        office=others[0], why="调取沿线监控，协同布控", at=began + 20 * MINUTE, **common
    )
    approver = cast.of_role("approver", began)[0]
    decide(view.number, "file", officer, approver, began + 30 * MINUTE)
    working.assign_case(officer=officer.person_id or 0, at=began + 33 * MINUTE, **common)
    story.note_caught(
        caught_at=began + CAUGHT_AFTER,
        source="巡逻处警反馈单",
        at=began + CAUGHT_AFTER + 5 * MINUTE,
        **common,
    )
    for thing in property_of(view.number):
        move_property(
            item=thing.pk,
            count=thing.count,
            from_place="officer",
            to_place="returned",
            receiver="演示-报案人",
            proof="发还清单，本人签名",
            at=began + RETURNED_AFTER,
            **common,
        )
    decide(view.number, "prosecute", officer, approver, began + RETURNED_AFTER + 60 * MINUTE)
    legal = cast.of_role("legal_supervision", began)[0]
    decide(view.number, "close", officer, legal, began + RETURNED_AFTER + 90 * MINUTE)


def _lead(cast: "Cast", at: datetime) -> tuple[str, Actor] | None:
    for office in offices():
        people = [one.pk for one in officers_of(office.pk, at=at)]
        own = cast.officers_at(people, at, with_offered=True)
        if own:
            return office.code, own[-1]
    return None


def _registered(desk: Actor, office: str, began: datetime) -> CaseView:
    common: dict[str, Any] = {"by": desk}
    made = reports.take_report(
        channel="walk_in",
        kind="criminal",
        said=SAID,
        is_identity_checked=True,
        at=began,
        **common,
    )
    for name, count, unit in THINGS:
        reports.add_evidence(
            report=made.number, name=name, count=count, unit=unit, at=began + 5 * MINUTE, **common
        )
    reports.give_receipt(
        report=made.number,
        address=ADDRESS,
        language="zh-hans",
        office=office,
        at=began + 8 * MINUTE,
        **common,
    )
    line = case_of_report(made.number)
    assert line is not None
    return told_case(line.number)
