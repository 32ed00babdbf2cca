"""A case as the tests of its verbs need it, and the people around it."""

from datetime import timedelta

from tests.builders.hall import receptionist
from tests.builders.people import NOON, a_station, an_actor, decide
from tests.builders.reports import ADDRESS, a_room, taken

from quanju.domains.cases.actions import deciding, registering, working
from quanju.domains.cases.models import CaseRecord
from quanju.domains.cases.queries.cases import told_case
from quanju.domains.cases.types.cases import CaseView
from quanju.domains.kernel.days import local_day
from quanju.domains.people.types import Actor
from quanju.domains.reception.actions import reports


def an_officer(**more: object) -> Actor:
    """A case officer of the station's case team."""
    return an_actor("case_officer", **more)


def receipted(
    by: Actor | None = None, *, kind: str = "criminal", at=NOON, office: str = "", **more
):
    """A report with its receipt, by the window of a station's room unless told otherwise.

    `things` are names of evidence, two pieces each.
    """
    by = by or a_room()[1]
    things = more.pop("things", ())
    said = {"reporter": "刘女士", "contact": "13800000000"} | more.pop("said", {})
    view = taken(by, kind=kind, at=at, is_identity_checked=True, said=said, **more)
    for name in things:
        reports.add_evidence(report=view.number, name=name, count=2, unit="件", by=by, at=at)
    if not things:
        reports.say_no_evidence(report=view.number, why="没有带", by=by, at=at)
    return reports.give_receipt(
        report=view.number, address=ADDRESS, language="zh-hans", office=office, by=by, at=at
    )


def registered(**more: object) -> CaseView:
    """The case that goes on with a report; its office is the station's case team."""
    a_station()
    an_officer()
    receipted(**more)
    return told_case(CaseRecord.objects.latest("pk").number)


def accepted(officer: Actor, **more: object) -> CaseView:
    view = registered(**more)
    at = more.get("at", NOON)
    return registering.accept_case(case=view.number, officer=officer.person_id, by=officer, at=at)


def under_review(officer: Actor, **more: object) -> CaseView:
    view = accepted(officer, **more)
    return working.start_review(case=view.number, by=officer, at=more.get("at", NOON))


def decided(officer: Actor, decision: str, *, at=NOON, by: Actor | None = None, **more) -> CaseView:
    """A case of which that was decided by two people."""
    view = under_review(officer, at=at, **more)
    return decide_on(view, decision, officer=officer, by=by, at=at)


def decide_on(view: CaseView, decision: str, *, officer: Actor, by: Actor | None = None, at=NOON):
    """Propose the decision and have it approved; the case as it stands then."""
    by = by or an_actor("legal_supervision" if decision == "close" else "approver")
    day = local_day(at) + timedelta(days=30) if decision == "suspend" else None
    deciding.propose_decision(
        case=view.number, decision=decision, reason="查明如此", review_on=day, by=officer, at=at
    )
    decide(view.subject, by=by, at=at)
    return told_case(view.number)


def centre() -> Actor:
    """Who receives at the branch's centre."""
    return receptionist()
