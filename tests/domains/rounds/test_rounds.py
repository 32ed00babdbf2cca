"""Rounds by car, on foot and through cameras: both tables cell by cell, and what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.builders.crews import a_unit, on_duty
from tests.builders.duty import HOUR
from tests.builders.people import NOON, a_branch, an_actor

from quanju.domains.duty.actions import shift_refusals
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, Refused, Text
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.rounds import queries
from quanju.domains.rounds.actions import checkpoints, planning, walking
from quanju.domains.rounds.models import Checkpoint, PatrolRound
from quanju.domains.rounds.types import CheckpointPlan
from quanju.domains.rounds.workflow import CHECKPOINT, ROUND

pytestmark = pytest.mark.usefixtures("town")
START, END = NOON + HOUR, NOON + 3 * HOUR


def stop(minutes=0, camera=""):
    at = START + timedelta(minutes=minutes)
    return CheckpointPlan(name=Text("桥头", "bridge"), due_at=at, camera=camera)


def a_round(**more):
    more.setdefault("mode", "car")
    if more["mode"] != "video" and "unit" not in more:
        more["unit"] = a_unit().pk
    more.setdefault("checkpoints", [stop(30), stop(10)])
    more = {"zone": 1, "organisation": a_branch().pk, "duty_from": START, "duty_until": END} | more
    more.setdefault("by", an_actor("dispatcher"))
    return planning.plan_round(at=NOON, **more)


def do(verb, pk, by):
    common = {"round": pk, "by": by, "at": START}
    if verb in ("cut_short", "cancel"):
        end = walking.cut_round_short if verb == "cut_short" else planning.cancel_round
        return end(why="处警", **common)
    return getattr(walking, f"{verb}_round")(**common)


@pytest.mark.parametrize(("state", "verb", "after"), list(ROUND.cells()))
def test_every_cell_of_the_rounds_table(state, verb, after):
    view, desk = a_round(), an_actor("dispatcher")
    PatrolRound.objects.filter(pk=view.pk).update(status=state)
    Checkpoint.objects.update(status="visited")
    if after is None:
        with pytest.raises(NotInThisState):
            do(verb, view.pk, desk)
        assert queries.round_view(view.pk).status == state
    else:
        assert do(verb, view.pk, desk).status == after


@pytest.mark.parametrize(("state", "verb", "after"), list(CHECKPOINT.cells()))
def test_every_cell_of_the_checkpoints_table(state, verb, after):
    view, desk = a_round(), an_actor("dispatcher")
    walking.start_round(round=view.pk, by=desk, at=START)
    first = view.checkpoints[0].pk
    Checkpoint.objects.filter(pk=first).update(status=state)
    wish = {"round": view.pk, "checkpoint": first, "by": desk, "at": START}
    if verb == "skip":
        wish["why"] = "封路"
    verb = getattr(checkpoints, f"{verb}_checkpoint")
    if after is None:
        with pytest.raises(NotInThisState):
            verb(**wish)
    else:
        assert verb(**wish).checkpoints[0].status == after


def test_checkpoints_stand_in_order_of_time():
    assert [one.due_at for one in a_round().checkpoints] == [
        START + timedelta(minutes=10),
        START + timedelta(minutes=30),
    ]


def test_a_round_is_complete_when_every_checkpoint_is_passed_or_skipped():
    view, desk = a_round(), an_actor("dispatcher")
    wish = {"round": view.pk, "by": desk, "at": START}
    walking.start_round(**wish)
    checkpoints.visit_checkpoint(checkpoint=view.checkpoints[0].pk, **wish)
    with pytest.raises(walking.CheckpointsLeft) as refusal:
        walking.complete_round(**wish)
    assert refusal.value.values["count"] == 1
    with pytest.raises(shift_refusals.ReasonMissing):
        checkpoints.skip_checkpoint(checkpoint=view.checkpoints[1].pk, why="  ", **wish)
    checkpoints.skip_checkpoint(checkpoint=view.checkpoints[1].pk, why="封路", **wish)
    with pytest.raises(Refused) as refused:
        walking.complete_round(findings="坏" * 4001, **wish)
    assert (refused.value.code, refused.value.field) == ("TEXT_TOO_LONG", "findings")
    typed = "路灯坏\r\n12\u30003 楼" + "。" * 3985
    kept = "路灯坏\n12 3 楼" + "。" * 3985
    assert walking.complete_round(findings=typed, **wish).findings == kept
    counts = queries.round_counts(since=NOON, until=NOON + 24 * HOUR)
    assert counts == {(1, "car"): (1, 1, 1)}


def test_nothing_is_passed_while_a_round_is_paused():
    view, desk = a_round(), an_actor("dispatcher")
    walking.start_round(round=view.pk, by=desk, at=START)
    walking.pause_round(round=view.pk, by=desk, at=START)
    with pytest.raises(checkpoints.RoundNotUnderWay):
        checkpoints.visit_checkpoint(
            round=view.pk, checkpoint=view.checkpoints[0].pk, by=desk, at=START
        )


def test_a_person_looks_and_says_how_it_was_and_an_event_is_urgent_news():
    desk = an_actor("dispatcher")
    cameras = [stop(0, "CAM-07"), stop(5, "CAM-08")]
    view = a_round(mode="video", person=desk.person_id, checkpoints=cameras)
    wish = {"round": view.pk, "checkpoint": view.checkpoints[0].pk, "by": desk, "at": START}
    walking.start_round(round=view.pk, by=desk, at=START)
    for unsaid in ({}, {"outcome": "event"}, {"outcome": "face"}):
        with pytest.raises(checkpoints.OutcomeMissing):
            checkpoints.visit_checkpoint(**wish, **unsaid)
    seen = checkpoints.visit_checkpoint(outcome="event", note="有人摔倒，已通知指挥台", **wish)
    assert seen.checkpoints[0].outcome == "event"
    entry = Entry.objects.get(event="patrol.camera_event_seen")
    assert entry.urgent
    assert "摔倒" not in entry.facts_json


def test_a_crew_goes_its_own_round_only():
    unit = a_unit("巡-05")
    _, crew = on_duty(unit, at=NOON)
    view = a_round(unit=unit.pk)
    assert walking.start_round(round=view.pk, by=crew[0], at=START).status == "started"
    with pytest.raises(Denied):
        walking.pause_round(round=view.pk, by=an_actor("patrol_unit"), at=START)
    with pytest.raises(Denied):
        walking.pause_round(round=view.pk, by=an_actor("volunteer"), at=START)


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"checkpoints": []}, "NO_CHECKPOINTS"),
        ({"checkpoints": [stop(-1)]}, "CHECKPOINT_OUTSIDE_ROUND"),
        ({"checkpoints": [stop(121)]}, "CHECKPOINT_OUTSIDE_ROUND"),
        ({"unit": None}, "WRONG_CARRIER"),
        ({"mode": "video", "person": None}, "WRONG_CARRIER"),
        ({"duty_until": START}, "ENDS_BEFORE_IT_BEGINS"),
        ({"zone": 99}, "NOT_FOUND"),
    ],
)
def test_what_cannot_be_is_refused_with_nothing_stored(wish, code):
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - the code says which
        a_round(**wish)
    assert refusal.value.code == code
    assert (PatrolRound.objects.count(), Checkpoint.objects.count()) == (0, 0)


def test_a_video_round_names_its_cameras():
    with pytest.raises(planning.CameraMissing):
        a_round(mode="video", person=an_actor("dispatcher").person_id)


def test_the_database_holds_that_a_crew_rides_or_a_person_looks():
    view = a_round()
    with pytest.raises(IntegrityError), transaction.atomic():
        PatrolRound.objects.filter(pk=view.pk).update(mode="video")
