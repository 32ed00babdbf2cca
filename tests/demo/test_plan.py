"""The demo's plan is made by the engine through the verbs of people, and crews stand in their zones."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.branches.test_second_branch import SECOND, actor

from quanju.branches.folder import read_folder
from quanju.branches.loader import load_branch
from quanju.demo import past
from quanju.demo.plan import make_plan
from quanju.domains.approvals.models import Proposal
from quanju.domains.journal.models import Entry
from quanju.domains.patrol.queries import units, zones
from quanju.domains.planning.models import Plan, Study
from quanju.domains.planning.types import CROWDED

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def planned(tmp_path, settings, monkeypatch):
    """The second branch with forty days of calls, and the plan made of them."""
    settings.HOME = tmp_path
    moment = timezone.now()
    load_branch(read_folder(SECOND), home=tmp_path, at=moment - timedelta(days=45))
    monkeypatch.setattr(past, "CALLS_A_DAY", 20)
    past.load_past(SECOND, moment - timedelta(days=40), moment - timedelta(hours=1))
    desk, leader = actor("desk-2", moment), actor("leader-2", moment)
    make_plan(moment, planner=desk, leader=leader)
    return moment


def test_a_plan_of_the_engine_is_in_force_and_crews_stand_in_their_zones(planned):
    plan = Plan.objects.get()
    assert plan.status == "in_force"
    asked = Proposal.objects.get(subject=plan.subject)
    assert asked.status == "approved"
    assert asked.proposed_by != asked.decided_by
    assert {study.status for study in Study.objects.all()} == {"done"}
    assert 0 < plan.figures["n"] < 40 * 20 * 1.2
    assert plan.figures["before"]["within"].keys() == plan.figures["after"]["within"].keys()

    before = zones.staging_points(plan.valid_from - timedelta(seconds=1))
    after = zones.staging_points(planned)
    assert [p.number for p in after] == [p.number for p in before]
    assert zones.zone_faults(planned) == []
    inside = zones.points_by_zone(planned)
    assert set(inside.values()) == set(zones.zone_names(planned))
    for unit in units.all_units():
        if unit.home_staging_point is not None:
            assert inside[unit.home_staging_point] == unit.home_zone


def test_new_points_bear_the_name_and_the_kind_of_their_place(planned):
    places = {
        (row[0], row[2])
        for study in Study.objects.filter(kind="points")
        for row in study.inputs["places"]
    }
    kept = {p.name.zh for p in zones.staging_points(Study.objects.first().asked_at)}
    new = [p for p in zones.staging_points(planned) if p.name.zh not in kept]
    assert all((p.name.zh.removesuffix("屯警点"), p.place_kind) in places for p in new)
    assert {kind for _, kind in places} <= set(CROWDED.values())


def test_its_moments_follow_each_other(planned):
    named = [
        "planning.study_asked",
        "planning.plan_drafted",
        "approvals.proposed",
        "planning.plan_approved",
        "planning.plan_started",
    ]
    at = [Entry.objects.filter(event=name).latest("number").at for name in named]
    assert at == sorted(at)
    assert at[-1] < planned - timedelta(hours=20)
    assert all(s.asked_at <= s.started_at <= s.ended_at < at[1] for s in Study.objects.all())
