"""Plans: two people, one at a time in force, nothing half published, before and after by hand."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from tests.builders.duty import HOUR, a_shift
from tests.builders.people import NOON, an_actor, decide
from tests.builders.plans import past_calls
from tests.builders.town import a_feature, box, spot

from quanju.domains.approvals.queries import last_of
from quanju.domains.duty.models import PlannedShift
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, Refused
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.patrol.actions.layers import ZonesDoNotFit
from quanju.domains.patrol.actions.loading import StagingPointNotUsable, ZoneNotUsable
from quanju.domains.patrol.models import Unit
from quanju.domains.patrol.queries import zones
from quanju.domains.planning import jobs
from quanju.domains.planning.actions.plans import (
    AnotherPlanWaits,
    PlanChangedMeanwhile,
    PlanWaitsForItsApproval,
    StartsBeforeNow,
    change_plan,
    draft_plan,
    propose_plan,
    withdraw_plan,
)
from quanju.domains.planning.models import Plan
from quanju.domains.planning.queries import plans as plans_queries
from quanju.domains.planning.queries.plans import crews_moved_by
from quanju.domains.planning.types import PLAN_ACT, PlanNotReadable

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=3)


def a_point(number, where):
    return a_feature(
        {"type": "Point", "coordinates": list(spot(*where))},
        number=number,
        name_zh=f"{number} 号点",
        name_en=f"Point {number}",
        place_kind="square",
    )


def a_draft(planner, **layers):
    made = draft_plan(title="方案", by=planner, at=NOON)
    if layers:
        made = change_plan(plan=made.number, revision=1, by=planner, at=NOON, **layers)
    return made


def a_proposed(planner, wanted_from=NOON, **layers):
    made = a_draft(planner, **layers)
    return propose_plan(plan=made.number, wanted_from=wanted_from, by=planner, at=NOON)


def approved(plan, by):
    """The plan's state once this leader approved it."""
    decide(plan.subject, by=by, at=NOON)
    return Plan.objects.get(number=plan.number).status


@pytest.fixture
def leader(planner):
    return an_actor("branch_leader")


def test_before_and_after_are_those_counted_by_hand(planner):
    past_calls(100, where=[(2, 2), (7, 1)])
    plan = a_draft(planner, points=[a_point(1, (2, 2)), a_point(2, (7, 1))])
    figures = plan.figures
    # From point 1 at (2, 2) to (7, 1) it is six blocks: 300 s; from (6, 5) seven.
    assert figures["before"]["within"] == {"60": 0.5, "180": 0.5, "300": 1.0}
    assert figures["after"]["within"] == {"60": 1.0, "180": 1.0, "300": 1.0}
    assert (figures["n"], figures["after"]["p90_s"]) == (100, 0.0)
    assert figures["after"]["busiest"][0] == figures["after"]["quietest"][0] + 50 == 50


def test_a_plan_is_put_in_force_by_another_person_and_ends_the_one_before(planner, leader):
    plan = a_proposed(planner, points=[a_point(1, (2, 2)), a_point(7, (7, 1))])
    decide(plan.subject, by=leader, at=NOON)
    done = plans_queries.plan(plan.number, by=leader)
    assert (done.status, done.valid_from, done.valid_until) == ("in_force", NOON, None)
    assert [p.number for p in zones.staging_points(NOON)] == [1, 7]
    assert [p.number for p in zones.staging_points(NOON - timedelta(seconds=1))] == [1, 2]
    second = a_proposed(planner)
    decide(second.subject, by=leader, at=LATER)
    first = Plan.objects.get(number=plan.number)
    assert (first.status, first.valid_until) == ("superseded", LATER)
    names = ["planning.plan_approved", "planning.plan_started"]
    assert Entry.objects.filter(event__in=names, subject=done.subject).count() == 2


def test_crews_keep_a_home_in_their_zone_and_their_shifts_ahead_go_with_them(planner, leader):
    """Point 2 leaves zone 4 for zone 2, and point 3 takes its place."""
    crew = Unit.objects.get(call_sign="特-02")
    Unit.objects.filter(pk=crew.pk).update(home_zone=4)
    duty = {"unit": crew.pk, "staging_point": 2, "organisation": crew.organisation_id, "at": NOON}
    ahead = a_shift(by=planner, duty_from=LATER + HOUR, **duty)
    begun = a_shift(by=planner, duty_from=LATER - HOUR, duty_until=LATER + HOUR, **duty)
    points = [a_point(1, (2, 2)), a_point(2, (7, 1)), a_point(3, (7, 6))]
    plan = a_proposed(planner, points=points)
    told = [(m.call_sign, m.zone, m.staging_point) for m in crews_moved_by(plan, LATER)]
    assert told == [("特-02", 4, 3)]
    decide(plan.subject, by=leader, at=LATER)
    crew.refresh_from_db()
    assert (crew.home_zone, crew.home_staging_point) == (4, 3)
    rows = {row.pk: (row.zone, row.staging_point) for row in PlannedShift.objects.all()}
    assert rows == {ahead.pk: (4, 3), begun.pk: (4, 2)}
    assert crews_moved_by(plan, LATER) == []


def test_nobody_approves_their_own_plan(town):
    leader = an_actor("branch_leader")
    plan = a_proposed(leader)
    with pytest.raises(Denied) as refused:
        decide(plan.subject, by=leader, at=NOON)
    assert refused.value.code == "DENY_CONFLICT"
    assert Plan.objects.get(number=plan.number).status == "proposed"


@pytest.mark.parametrize("role", ["dispatcher", "station_command", "auditor", "system_admin"])
def test_only_a_leader_approves(planner, role):
    plan = a_proposed(planner)
    with pytest.raises(Denied):
        decide(plan.subject, by=an_actor(role), at=NOON)


def test_an_approved_plan_waits_for_its_day_and_begins_by_the_clock(planner, leader):
    plan = a_proposed(planner, LATER, points=[a_point(9, (4, 1))])
    assert approved(plan, leader) == "approved"
    assert jobs.start_plans(LATER - timedelta(seconds=1)) == 0
    assert [p.number for p in zones.staging_points(LATER)] == [1, 2]
    assert jobs.start_plans(LATER) == 1
    assert [p.number for p in zones.staging_points(LATER)] == [9]
    assert jobs.start_plans(LATER) == 0


def test_two_plans_are_never_in_force_at_once(planner, leader):
    first, second = a_proposed(planner, LATER), a_proposed(planner, LATER)
    decide(first.subject, by=leader, at=NOON)
    with pytest.raises(AnotherPlanWaits, match=str(first.number)):
        decide(second.subject, by=leader, at=NOON)
    assert Plan.objects.get(number=second.number).status == "proposed"
    withdraw_plan(plan=first.number, by=planner, at=NOON)
    assert approved(second, leader) == "approved"


def test_a_start_in_the_past_is_refused_and_now_is_not(planner):
    plan = a_draft(planner)
    with pytest.raises(StartsBeforeNow):
        propose_plan(plan=plan.number, wanted_from=NOON - timedelta(seconds=1), by=planner, at=NOON)
    assert propose_plan(plan=plan.number, wanted_from=NOON, by=planner, at=NOON)


HALVES = [box(-0.5, -0.5, 4, 6.5), box(4, -0.5, 8.5, 6.5)]


def two_zones(first=HALVES[0], second=HALVES[1], numbers=(1, 2)):
    return [
        a_feature(shape, number=n, name_zh=f"{n} 区", name_en=f"Zone {n}")
        for n, shape in zip(numbers, (first, second), strict=True)
    ]


@pytest.mark.parametrize(
    ("layers", "refusal", "words"),
    [
        ({"zones": two_zones(second=box(3, -0.5, 8.5, 6.5))}, ZoneNotUsable, "重叠"),
        ({"zones": two_zones(second=box(4.5, -0.5, 8.5, 6.5))}, ZonesDoNotFit, "不属于任何巡区"),
        ({"zones": two_zones(numbers=(1, 1))}, ZoneNotUsable, "重复"),
        ({"zones": [{"type": "Feature"}]}, PlanNotReadable, "GeoJSON"),
        ({"zones": []}, PlanNotReadable, "GeoJSON"),
        ({"points": [a_point(1, (4.5, 3.5))]}, StagingPointNotUsable, "道路"),
        ({"points": [a_point(1, (9.5, 7.5))]}, StagingPointNotUsable, "1"),
        ({"points": [a_point(1, (2, 2)), a_point(1, (3, 2))]}, StagingPointNotUsable, "重复"),
        ({"points": [a_point(1, (40, 2))]}, StagingPointNotUsable, "辖区外"),
    ],
    ids=[
        "overlap",
        "gap",
        "twice",
        "no geometry",
        "nothing",
        "in the river",
        "outside",
        "same number",
        "far away",
    ],
)
def test_what_cannot_be_published_changes_nothing(planner, layers, refusal, words):
    plan = a_draft(planner)
    with pytest.raises(refusal) as refused:
        change_plan(plan=plan.number, revision=1, by=planner, at=NOON, **layers)
    assert words in refused.value.text.zh
    row = Plan.objects.get(number=plan.number)
    assert (row.revision, row.zones, row.points) == (1, plan.zones, plan.points)


def test_zones_and_points_change_together_or_not_at_all(planner, leader, monkeypatch):
    plan = a_proposed(planner, zones=two_zones(), points=[a_point(5, (3, 1))])
    from quanju.domains.patrol.actions import layers

    def broken(*_args, **_more):
        raise OSError("disk full")

    monkeypatch.setattr(layers, "put_points", broken)
    with pytest.raises(OSError, match="disk"):
        decide(plan.subject, by=leader, at=NOON)
    assert [z.number for z in zones.zones(NOON)] == [1, 2, 3, 4]
    assert Plan.objects.get(number=plan.number).status == "proposed"


def test_the_second_of_two_changes_is_told(planner):
    plan = a_draft(planner)
    change_plan(plan=plan.number, revision=1, title="新", by=planner, at=NOON)
    with pytest.raises(PlanChangedMeanwhile):
        change_plan(plan=plan.number, revision=1, title="旧", by=planner, at=NOON)
    assert Plan.objects.get(number=plan.number).title == "新"


# Typed by hand: the state of a plan, the verb, the state after it; an approved one begins at once.
MOVES = {
    # Withdrawing is one move of the row, whether the plan or its proposal is withdrawn.
    "draft": {
        "change": "draft",
        "propose": "proposed",
        "withdraw_plan": "withdrawn",
        "withdraw": "withdrawn",
    },
    "proposed": {
        "approve": "in_force",
        "refuse": "rejected",
        "withdraw": "withdrawn",
        "expire": "expired",
    },
    "approved": {"withdraw_plan": "withdrawn", "withdraw": "withdrawn"},
    "in_force": {},
    "superseded": {},
    "rejected": {},
    "withdrawn": {},
    "expired": {},
}
OF_THE_PLAN = {
    "change": lambda n, p: change_plan(plan=n, revision=1, title="x", by=p, at=NOON),
    "propose": lambda n, p: propose_plan(plan=n, wanted_from=NOON, by=p, at=NOON),
    "withdraw_plan": lambda n, p: withdraw_plan(plan=n, by=p, at=NOON),
}
OF_ITS_PROPOSAL = ("approve", "refuse", "withdraw", "expire")


def do(verb, plan, planner, leader):
    if verb in OF_THE_PLAN:
        OF_THE_PLAN[verb](plan.number, planner)
    else:
        at = NOON + timedelta(days=20) if verb == "expire" else NOON
        decide(plan.subject, verb, by=planner if verb == "withdraw" else leader, at=at)


@pytest.mark.parametrize("verb", [*OF_THE_PLAN, *OF_ITS_PROPOSAL])
@pytest.mark.parametrize("state", MOVES)
def test_every_verb_in_every_state(planner, leader, state, verb):
    plan = a_proposed(planner) if verb in OF_ITS_PROPOSAL else a_draft(planner)
    rows = Plan.objects.filter(number=plan.number)
    rows.update(status=state, valid_from=NOON, wanted_from=NOON)
    after = MOVES[state].get(verb)
    if after is None and (state, verb) != ("proposed", "withdraw_plan"):
        with pytest.raises(NotInThisState):
            do(verb, plan, planner, leader)
    elif after:
        do(verb, plan, planner, leader)
    assert rows.get().status == (after or state)


def test_a_plan_that_waits_is_withdrawn_by_who_proposed_it_alone(planner, leader):
    plan = a_proposed(planner)
    with pytest.raises(PlanWaitsForItsApproval):
        withdraw_plan(plan=plan.number, by=an_actor("dispatcher"), at=NOON)
    with pytest.raises(Denied):
        decide(plan.subject, "withdraw", by=an_actor("dispatcher"), at=NOON)
    decide(plan.subject, "withdraw", by=planner, at=NOON)
    assert Plan.objects.get(number=plan.number).status == "withdrawn"


def test_a_rejection_says_why(planner, leader):
    plan = a_proposed(planner)
    decide(plan.subject, "refuse", by=leader, at=NOON)
    (told,) = last_of([plan.subject], acts=[PLAN_ACT]).values()
    assert (told.status, told.why) == ("refused", "不行")


@pytest.mark.django_db(transaction=True)
def test_two_leaders_approve_two_plans_in_the_same_instant(planner):
    leaders = [an_actor("branch_leader"), an_actor("branch_leader")]
    plans = [a_proposed(planner, LATER), a_proposed(planner, LATER)]
    barrier, answers = Barrier(2), []

    def approve(plan, by):
        barrier.wait()
        try:
            answers.append(approved(plan, by))
        except AnotherPlanWaits:
            answers.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=approve, args=pair) for pair in zip(plans, leaders, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["approved", "refused"]
    assert Plan.objects.filter(status="approved").count() == 1


def test_a_title_is_kept_whole_or_refused(planner):
    assert draft_plan(title="𡐨\u3000" + "图" * 98, by=planner, at=NOON).title[:2] == "𡐨 "
    with pytest.raises(Refused) as refused:
        draft_plan(title="图" * 101, by=planner, at=NOON)
    assert refused.value.code == "TEXT_TOO_LONG"
