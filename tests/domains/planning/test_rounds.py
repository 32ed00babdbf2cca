"""Proposed rounds: hot places by counts of calls, unlike the last nights, planned by a word."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from tests.builders import town as towns
from tests.builders.crews import a_unit
from tests.builders.duty import HOUR
from tests.builders.people import NOON, a_branch, an_actor
from tests.builders.plans import past_calls
from tests.builders.town import spot

from quanju.domains.duty.actions import planning
from quanju.domains.kernel.types import Denied, Text
from quanju.domains.patrol.models import Unit
from quanju.domains.planning.actions.rounds import (
    AlreadyAccepted,
    NothingChosen,
    accept_rounds,
    propose_rounds,
)
from quanju.domains.planning.actions.studies import ask_study, run_study, take_next_study
from quanju.domains.planning.models import AcceptedRounds
from quanju.domains.planning.queries.rounds import accepted_rounds, round_crews
from quanju.domains.planning.rules import NotAStudy
from quanju.domains.rounds import queries as patrols
from quanju.domains.rounds.actions import guards
from quanju.domains.rounds.actions import planning as planning_actions
from quanju.domains.rounds.models import PatrolRound
from quanju.domains.rounds.types import CheckpointPlan

pytestmark = pytest.mark.django_db
EVENING = NOON.replace(hour=12)  # 20:00 at the branch
FAR = (8, 6)


def on_shift(sign="特-01", begins=EVENING, hours=6):
    unit = Unit.objects.get(call_sign=sign)
    planning.plan_shift(
        force_type="special_police",
        organisation=a_branch().pk,
        zone=1,
        unit=unit.pk,
        duty_from=begins,
        duty_until=begins + hours * HOUR,
        by=an_actor("dispatcher"),
        at=NOON - HOUR,
    )
    return unit.pk


def options(*units, **more):
    usual = {
        "from_at": EVENING,
        "until_at": EVENING + 2 * HOUR,
        "crews": [{"unit": unit, "mode": "car"} for unit in units],
        "variants": 2,
        "seed": 3,
    }
    return usual | more


def proposed(planner, *units, **more):
    asked = propose_rounds(
        title="晚间", options=options(*units, **more), by=planner, at=NOON - HOUR
    )
    assert take_next_study(at=NOON) == asked.pk
    return run_study(study=asked.pk)


def keys(view):
    return {one["key"].partition(":")[0] for one in view.inputs["places"]}


def everything(view, variant=0):
    tours = view.result["variants"][variant]["rounds"]
    return {tour["crew"]: range(len(tour["stops"])) for tour in tours}


def test_places_are_points_and_cells_of_five_calls_in_these_hours(planner):
    unit = on_shift()
    past_calls(200, at=NOON, where=((4, 1), (7, 5)))
    view = proposed(planner, unit)
    cells = [one for one in view.inputs["places"] if one["kind"] == "calls"]
    assert keys(view) == {"point", "cell"}
    assert cells
    assert all(one["calls"] >= 5 for one in cells)
    assert view.inputs["calls"]["n"] == sum(one["calls"] for one in view.inputs["places"])


@pytest.mark.parametrize(
    ("count", "more"),
    [
        (4 * 12, {"days": 60, "where": ((2, 2),) * 12 + (FAR,)}),
        (200, {"days": 27}),
        (200, {"is_self_initiated": True}),
    ],
    ids=["fewer than five", "fewer than 28 days", "met by officers themselves"],
)
def test_calls_that_do_not_count(planner, count, more):
    unit = on_shift()
    past_calls(count, at=NOON, **more)
    view = proposed(planner, unit)
    near = [o for o in view.inputs["places"] if abs(o["lon"] - spot(*FAR)[0]) < 0.003]
    assert not [one for one in near if one["kind"] == "calls"]
    if "where" not in more:
        assert keys(view) == {"point"}


def test_nothing_is_planned_before_somebody_accepts_and_then_once(planner):
    unit = on_shift()
    view = proposed(planner, unit)
    assert view.status == "done"
    assert PatrolRound.objects.count() == 0
    wish = {"study": view.pk, "variant": 0, "stops": everything(view), "at": NOON}
    with pytest.raises(Denied):
        accept_rounds(**wish, by=an_actor("patrol_unit"))
    accepted = accept_rounds(**wish, by=planner)
    made = patrols.round_view(accepted.rounds[0])
    tour = view.result["variants"][0]["rounds"][0]
    assert (made.unit, made.status) == (unit, "planned")
    assert [one.name.zh for one in made.checkpoints] == [
        view.result["offered"][stop["place"]]["name"][0] for stop in tour["stops"]
    ]
    with pytest.raises(AlreadyAccepted):
        accept_rounds(**wish, by=an_actor("branch_leader"))
    assert accepted_rounds(view.pk) == accepted


def test_a_stop_that_is_taken_out_is_not_planned_and_none_is_refused(planner):
    view = proposed(planner, on_shift())
    with pytest.raises(NothingChosen):
        accept_rounds(study=view.pk, variant=0, stops={}, by=planner, at=NOON)
    accepted = accept_rounds(study=view.pk, variant=0, stops={0: {0}}, by=planner, at=NOON)
    assert len(patrols.round_view(accepted.rounds[0]).checkpoints) == 1


def test_if_one_round_cannot_be_planned_none_is(planner):
    units = [on_shift("特-01"), on_shift("特-02")]
    view = proposed(planner, *units)
    tours = view.result["variants"][0]["rounds"]
    assert len(tours) == 2
    planning_actions.plan_round(
        mode="car",
        zone=1,
        organisation=a_branch().pk,
        duty_from=EVENING,
        duty_until=EVENING + 2 * HOUR,
        checkpoints=[CheckpointPlan(name=Text("桥", "bridge"), due_at=EVENING)],
        unit=units[tours[1]["crew"]],
        by=planner,
        at=NOON,
    )
    with pytest.raises(guards.OnAnotherRound):
        accept_rounds(study=view.pk, variant=0, stops=everything(view), by=planner, at=NOON)
    assert PatrolRound.objects.count() == 1
    assert AcceptedRounds.objects.count() == 0


def test_the_same_seed_proposes_the_same_and_last_nights_order_is_not_advised(planner):
    unit = on_shift()
    on_shift(begins=EVENING + 24 * HOUR)
    places = [{"name": f"地点{n}", "lon": spot(*at)[0], "lat": spot(*at)[1]}
              for n, at in enumerate([(1, 1), (4, 2), (7, 1), (6, 5), (2, 5)])]  # fmt: skip
    first = proposed(planner, unit, added=places)
    assert proposed(planner, unit, added=places).result == first.result
    assert first.result["nights"] == []
    accept_rounds(study=first.pk, variant=0, stops=everything(first), by=planner, at=NOON)
    tomorrow = {"from_at": EVENING + 24 * HOUR, "until_at": EVENING + 26 * HOUR}
    second = proposed(planner, unit, added=places, **tomorrow)
    unlike = [variant["unlike"] for variant in second.result["variants"]]
    assert len(second.result["nights"]) == 1
    assert unlike[second.result["chosen"]] == max(unlike)
    assert unlike[second.result["chosen"]][0] > 0


def test_an_evening_across_midnight_counts_on(planner):
    late = NOON.replace(hour=15)  # 23:00 at the branch, until 01:00
    unit = on_shift(begins=late)
    past_calls(200, at=NOON)
    view = proposed(planner, unit, from_at=late, until_at=late + 2 * HOUR)
    accepted = accept_rounds(study=view.pk, variant=0, stops=everything(view), by=planner, at=NOON)
    made = patrols.round_view(accepted.rounds[0])
    assert late <= made.duty_from < made.duty_until <= late + 2 * HOUR + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"until_at": EVENING + timedelta(minutes=29)}, "30 minutes"),
        ({"until_at": EVENING + 13 * HOUR}, "12 hours"),
        ({"crews": []}, "choose 1 to 12"),
        ({"crews": [{"unit": 1, "mode": "drone"}]}, "by car or on foot"),
        ({"crews": [{"unit": 10**6, "mode": "car"}]}, "no shift"),
        ({"added": [{"name": "海上", "lon": 0.0, "lat": 0.0}]}, "海上"),
        ({"variants": 7}, "variants"),
        ({"seed": "x"}, "seed"),
    ],
)
def test_wishes_that_make_no_sense_are_named(planner, wish, says):
    with pytest.raises(NotAStudy) as refusal:
        propose_rounds(title="", options=options(on_shift()) | wish, by=planner, at=NOON - HOUR)
    assert says in refusal.value.text.en


def test_tonights_rounds_do_not_wait_for_a_simulated_year(planner):
    past_calls()
    long = ask_study(kind="points", title="", options={"count": 2}, by=planner, at=NOON)
    assert take_next_study(at=NOON) == long.pk
    asked = propose_rounds(title="", options=options(on_shift()), by=planner, at=NOON - HOUR)
    assert take_next_study(at=NOON) == asked.pk
    assert take_next_study(at=NOON) is None


def test_a_crew_that_was_chosen_twice_goes_once(planner):
    unit = on_shift()
    assert len(proposed(planner, unit, unit).inputs["crews"]) == 1


def test_crews_to_choose_from_are_read_in_few_questions(planner, django_assert_max_num_queries):
    for sign in "甲乙丙丁戊己":
        a_unit(sign, home_staging_point=1)
        on_shift(sign)
    with django_assert_max_num_queries(8):
        found = round_crews(since=EVENING, until=EVENING + HOUR, by=planner, at=NOON - HOUR)
    assert len(found) == 6


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_in_the_same_instant_one_does(town_folder):
    towns.load_all(town_folder, at=NOON - timedelta(days=90))
    a_unit("特-01", home_staging_point=1)
    planners = [an_actor("dispatcher"), an_actor("branch_leader")]
    view = proposed(planners[0], on_shift())
    barrier = Barrier(2)

    def accept(planner):
        try:
            barrier.wait()
            accept_rounds(study=view.pk, variant=0, stops=everything(view), by=planner, at=NOON)
        except AlreadyAccepted:
            return "refused"
        finally:
            connection.close()
        return "accepted"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(accept, planners)) == ["accepted", "refused"]
    assert PatrolRound.objects.count() == 1
