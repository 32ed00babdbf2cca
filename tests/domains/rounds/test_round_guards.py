"""A unit goes one round at a time, patrols by it, and a position stands beside the word."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from tests.builders import town as towns
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import NOON, a_branch, an_actor
from tests.builders.town import spot

from quanju.domains.kernel.types import Text
from quanju.domains.patrol.actions import crews
from quanju.domains.patrol.models import Unit
from quanju.domains.patrol.types.standing import PositionReport
from quanju.domains.rounds.actions import checkpoints, guards, planning, walking
from quanju.domains.rounds.models import PatrolRound
from quanju.domains.rounds.types import CheckpointPlan

MINUTE = timedelta(minutes=1)
START, END = NOON + 10 * MINUTE, NOON + 70 * MINUTE


def a_stop(minutes=10, where=(2, 2)):
    lon, lat = spot(*where)
    return CheckpointPlan(
        name=Text("桥头", "bridge"), due_at=START + minutes * MINUTE, lon=lon, lat=lat, stay_min=5
    )


def a_round(unit, *, begins=START, ends=END, **more):
    if "by" not in more:
        more["by"] = an_actor("dispatcher")
    more.setdefault("checkpoints", [a_stop()])
    return planning.plan_round(
        mode="car",
        zone=1,
        organisation=a_branch().pk,
        duty_from=begins,
        duty_until=ends,
        unit=unit.pk,
        at=NOON,
        **more,
    )


def under_way(unit, crew):
    view = a_round(unit)
    return walking.start_round(round=view.pk, by=crew[0], at=START)


def test_who_sets_out_patrols(town):
    unit = a_unit("巡-08")
    _, crew = on_duty(unit, where=(2, 2))
    crews.set_activity(unit=unit.pk, activity="staging", by=crew[0], at=NOON)
    under_way(unit, crew)
    assert Unit.objects.get(pk=unit.pk).status == "patrolling"


def test_a_unit_has_one_round_at_a_time_and_one_may_follow_the_other(town):
    unit = a_unit("巡-09")
    a_round(unit)
    with pytest.raises(guards.OnAnotherRound):
        a_round(unit, begins=END - MINUTE, ends=END + 60 * MINUTE, checkpoints=[a_stop(60)])
    second = a_round(unit, begins=END, ends=END + 60 * MINUTE, checkpoints=[a_stop(70)])
    first = PatrolRound.objects.exclude(pk=second.pk).get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PatrolRound.objects.filter(pk=second.pk).update(duty_from=END - MINUTE)
    desk = an_actor("dispatcher")
    walking.start_round(round=first.pk, by=desk, at=START)
    with pytest.raises(guards.AnotherRoundUnderWay):
        walking.start_round(round=second.pk, by=desk, at=END)


@pytest.mark.parametrize(
    ("age_s", "where", "metres"),
    [(0, (2, 2), 0), (120, (2, 2), 0), (121, (2, 2), None), (0, (3, 2), 500)],
)
def test_the_position_stands_beside_the_word_while_it_is_young(town, age_s, where, metres):
    unit = a_unit("巡-10")
    _, crew = on_duty(unit)
    view = under_way(unit, crew)
    lon, lat = spot(*where)
    then = START + 5 * MINUTE
    here = PositionReport(
        unit=unit.pk, lon=lon, lat=lat, measured_at=then - timedelta(seconds=age_s)
    )
    stop = checkpoints.visit_checkpoint(
        round=view.pk, checkpoint=view.checkpoints[0].pk, position=here, by=crew[0], at=then
    ).checkpoints[0]
    assert stop.status == "visited"
    assert stop.metres == metres if metres is None else abs(stop.metres - metres) <= 2


def test_a_round_across_midnight_ends_on_the_next_day(town):
    midnight = NOON.replace(hour=16)  # 00:00 at the branch
    view = a_round(
        a_unit("巡-11"),
        begins=midnight - 30 * MINUTE,
        ends=midnight + 30 * MINUTE,
        checkpoints=[
            CheckpointPlan(name=Text("站前", "station"), due_at=midnight + n * MINUTE)
            for n in (20, -20)
        ],
    )
    assert [one.due_at for one in view.checkpoints] == [
        midnight - 20 * MINUTE,
        midnight + 20 * MINUTE,
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_planners_one_gets_the_unit():
    towns.load_zones(at=NOON)
    unit, branch = a_unit("巡-12"), a_branch()
    planners = [an_actor("dispatcher"), an_actor("dispatcher")]
    assert branch
    for number in range(10):
        barrier = Barrier(2)
        begins = START + number * 100 * MINUTE

        def plan(planner, begins=begins, barrier=barrier):
            stop = CheckpointPlan(name=Text("桥", "bridge"), due_at=begins)
            try:
                barrier.wait()
                a_round(
                    unit, begins=begins, ends=begins + 60 * MINUTE, checkpoints=[stop], by=planner
                )
            except guards.OnAnotherRound:
                return "refused"
            finally:
                connection.close()
            return "planned"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(plan, planners)) == ["planned", "refused"]
