"""A finding, a flag, an inspection, a recording."""

from datetime import timedelta

from tests.builders.people import actor_in, an_appointment
from tests.builders.reports import a_room, taken
from tests.examples.found import Found

from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import local_day
from quanju.domains.people.types import Actor
from quanju.domains.supervision.actions.checking import check_report
from quanju.domains.supervision.actions.findings import raise_finding
from quanju.domains.supervision.actions.inspection_plans import plan_inspection
from quanju.domains.supervision.actions.inspections import draw_sample
from quanju.domains.supervision.actions.recordings import index_recording
from quanju.domains.supervision.models import RuleHit


def fill(found: Found) -> None:
    """A dispute that tells of a theft, and the flag that full supervision sets on it."""
    desk = a_room()[1]
    made = taken(desk, kind="dispute", at=now())
    _a_recording(found, made.number, desk)
    check_report(report=made.number, at=now())
    legal = actor_in(an_appointment("legal_supervision", name="example-inspector"))
    raised = raise_finding(unit="jiankang", level=3, what="示例", by=legal, at=now())
    for name in ("finding", "act_on_finding"):
        found.by_name[f"supervision_desk:{name}"] = {"number": raised.number, "verb": "answer"}
    _an_inspection(found, legal)
    for name in ("hit", "act_on_hit"):
        found.by_name[f"supervision_desk:{name}"] = {
            "hit": RuleHit.objects.get().pk,
            "verb": "dismiss",
        }


def _an_inspection(found: Found, legal: Actor) -> None:
    """A sample of one, drawn from a report of a day that is over."""
    then = now() - timedelta(days=2)
    report = taken(a_room()[1], kind="help", at=then).number
    days = {"since_on": local_day(then), "until_on": local_day(then)}
    view = plan_inspection(kind="online", aim="示例", size=1, **days, by=legal, at=now())
    draw_sample(inspection=view.number, by=legal, at=now())
    for name in ("inspection", "population", "inspect_matter", "act_on_inspection"):
        found.by_name[f"supervision_desk:{name}"] = {
            "number": view.number,
            "matter": report,
            "verb": "close",
        }


def _a_recording(found: Found, report: str, by: Actor) -> None:
    view = index_recording(
        matter=f"report:{report}",
        kind="statement",
        recorder="rec-1/0001",
        sha256="0" * 64,
        began_at=now() - timedelta(minutes=9),
        ended_at=now() - timedelta(minutes=1),
        keep="ordinary",
        by=by,
        at=now(),
    )
    for name in ("recording", "act_on_recording"):
        found.by_name[f"supervision_desk:{name}"] = {"number": view.number, "verb": "release"}
