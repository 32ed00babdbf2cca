"""The plan of the demo: zones and points chosen by the engine on last year's calls.

A planner asks with the same verbs as people; a leader, a second person, approves; the clock puts
it in force at midnight, so that the week of duty stands on it from its first shift.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.queries import open_proposals
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import branch_zone, local_day
from quanju.domains.patrol.queries import zones as zones_queries
from quanju.domains.people.types import Actor
from quanju.domains.planning.actions.plans import draft_plan, propose_plan, start_due_plan
from quanju.domains.planning.actions.studies import ask_study, run_study, take_next_study
from quanju.domains.planning.queries import plans, studies
from quanju.domains.planning.queries.drafts import zone_cautions
from quanju.domains.planning.types import PlanView

MOST_DRAWS = 5
LEAST_DAYS = 32
"""Twenty-eight days of calls when the planner asks, three days before today."""
ASKED_BEFORE = timedelta(days=3)
STAY = frozenset({"transport_station"})
"""Kinds of point that no planner would move: people arrive there whatever the calls say."""


def make_plan(at: datetime, *, planner: Actor, leader: Actor) -> PlanView:
    """Two studies, a draft of both, proposed, approved, and in force since yesterday's midnight.

    As many zones and points as there are; their numbers stay.
    """
    asked = at - ASKED_BEFORE
    today = zones_queries.staging_points(asked)
    zones = _zones(len(zones_queries.zone_names(asked)), by=planner, at=asked)
    wishes = {
        "count": len(today),
        "candidates": "crowded",
        "each_zone": True,
        "zones_of": zones,
        "fixed": [point.number for point in today if point.place_kind in STAY],
        "seconds": 5,
    }
    later = asked + timedelta(hours=1)
    points = _answer("points", "屯警点选址：人群密集处", wishes, by=planner, at=later)
    drafted = later + timedelta(hours=1)
    plan = draft_plan(title="巡区与屯警点调整方案", studies=[zones, points], by=planner, at=drafted)
    starts = _midnight_of_yesterday(at)
    propose_plan(plan=plan.number, wanted_from=starts, by=planner, at=drafted)
    approved = drafted + timedelta(hours=3)
    (asked_for,) = open_proposals(plan.subject)
    approvals.approve(proposal=asked_for.pk, by=leader, at=approved)
    start_due_plan(at=starts)
    return plans.plan(plan.number, by=planner)


def _zones(count: int, *, by: Actor, at: datetime) -> int:
    """The study of zones, asked again with other chances while a zone would be cut in two."""
    for seed in range(1, MOST_DRAWS + 1):
        wishes = {"count": count, "from_today": True, "along_roads": True, "seed": seed}
        study = _answer("zones", "均衡各巡区的工作量，边界沿大路", wishes, by=by, at=at)
        found = studies.study(study, by=by).result or {}
        if not zone_cautions(found["zones"], at):
            break
    return study


def _answer(kind: str, title: str, options: dict[str, Any], *, by: Actor, at: datetime) -> int:
    """Ask a study and compute it here and now; the study that answers."""
    asked = ask_study(kind=kind, title=title, options=options, by=by, at=at)
    started = take_next_study(at=at)
    assert started == asked.pk, "another study is under way"
    done = run_study(study=asked.pk, clock=_clock(at))
    if done.status != "done":
        raise RuntimeError(f"the demo's {kind} study has no answer: {done.why}")
    return done.pk


def _clock(began: datetime) -> Callable[[], datetime]:
    """A clock that shows `began` now and goes on as ours does."""
    shift = began - now()
    return lambda: now() + shift


def _midnight_of_yesterday(at: datetime) -> datetime:
    zone = branch_zone()
    day = local_day(at) - timedelta(days=1)
    return datetime.combine(day, time(), zone)
