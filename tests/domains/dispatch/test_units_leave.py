"""What becomes of an incident when its units leave, and when it is merged."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, an_incident, an_order, fresh
from tests.builders.people import NOON, an_actor

from quanju.domains.approvals import actions as approvals
from quanju.domains.dispatch.actions import steps as steps_actions
from quanju.domains.dispatch.actions.cancelling import cancel_incident
from quanju.domains.dispatch.actions.feedback import give_feedback
from quanju.domains.dispatch.actions.leaving import refuse_order, withdraw_unit
from quanju.domains.dispatch.actions.merging import propose_merge
from quanju.domains.dispatch.actions.reserving import reserve_unit
from quanju.domains.dispatch.actions.steps import acknowledge_order
from quanju.domains.dispatch.models import Alert, Reservation
from quanju.domains.dispatch.queries.incidents import open_incidents
from quanju.domains.kernel.types import Denied, Refused
from quanju.domains.patrol.actions import crews

pytestmark = pytest.mark.django_db

TO_THE_SCENE = (acknowledge_order, steps_actions.depart, steps_actions.arrive)


def after(seconds):
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def two(town):
    """An incident with two units sent, each told with a member of its crew."""
    first, second = a_crew_at("特-01", (2, 2)), a_crew_at("特-02", (3, 3))
    row = an_incident()
    an_order(row, first[0].pk, second[0].pk)
    return row, (first[0].pk, first[1][0]), (second[0].pk, second[1][0])


def walk(row, who, *steps, at=NOON):
    unit, crew = who
    for step in steps:
        step(incident=row.number, unit=unit, by=crew, at=at)


def refuse(row, who, at):
    unit, crew = who
    refuse_order(incident=row.number, unit=unit, reason="too_far", by=crew, at=at)


def withdraw(row, who, at):
    desk = an_actor("dispatcher")
    withdraw_unit(incident=row.number, unit=who[0], reason="not_needed", by=desk, at=at)


def feed_back(row, who, at):
    give_feedback(incident=row.number, disposition="mediated", type_code="fight", by=who[1], at=at)


@pytest.mark.parametrize("leave", [refuse, withdraw])
def test_feedback_is_due_when_the_last_unit_leaves_and_the_other_has_finished(two, leave):
    row, first, second = two
    walk(row, first, *TO_THE_SCENE, steps_actions.clear, at=after(60))
    assert fresh(row).state == "on_scene"
    leave(row, second, after(90))
    assert (fresh(row).state, fresh(row).cleared_at) == ("feedback_due", after(90))
    feed_back(row, first, after(100))


def test_it_waits_for_an_order_only_when_every_unit_has_refused(two):
    row, first, second = two
    refuse(row, first, after(5))
    assert fresh(row).state == "dispatched"
    assert not Alert.objects.exists()
    refuse(row, second, after(6))
    assert fresh(row).state == "new"
    assert Alert.objects.get(closed_at=None).kind == "no_answer"
    an_order(row, first[0], at=after(7))
    assert not Alert.objects.filter(closed_at=None).exists()


def test_a_second_order_that_comes_to_nothing_leaves_the_feedback_due(two):
    row, first, second = two
    walk(row, first, *TO_THE_SCENE, steps_actions.clear)
    refuse(row, second, after(10))
    an_order(row, second[0], at=after(20))
    assert fresh(row).state == "dispatched"
    withdraw(row, second, after(30))
    assert (fresh(row).state, fresh(row).cleared_at) == ("feedback_due", after(10))


def test_a_crew_that_has_signed_off_still_gives_its_feedback_and_the_next_crew_does_not(town):
    unit, crew = a_crew_at("特-01", (2, 2))
    row = an_incident()
    an_order(row, unit.pk)
    who = unit.pk, crew[0]
    walk(row, who, *TO_THE_SCENE, steps_actions.clear, steps_actions.done, at=after(60))
    crews.sign_off(unit=unit.pk, confirmed=True, by=an_actor("dispatcher"), at=after(70))
    late = [an_actor("patrol_unit"), an_actor("patrol_unit")]
    people = [member.person_id for member in late]
    crews.sign_on(unit=unit.pk, crew=people, by=an_actor("dispatcher"), at=after(80))
    with pytest.raises(Denied):
        feed_back(row, (unit.pk, late[0]), after(90))
    feed_back(row, who, after(90))


def test_a_former_member_does_not_see_what_the_crew_does_later(town):
    unit, crew = a_crew_at("特-01", (2, 2))
    crews.sign_off(unit=unit.pk, confirmed=True, by=an_actor("dispatcher"), at=after(10))
    late = [an_actor("patrol_unit"), an_actor("patrol_unit")]
    people = [member.person_id for member in late]
    crews.sign_on(unit=unit.pk, crew=people, by=an_actor("dispatcher"), at=after(20))
    row = an_incident(at=after(30))
    an_order(row, unit.pk, at=after(30))
    assert open_incidents(crew[0], at=after(40)) == []
    assert [v.number for v in open_incidents(late[0], at=after(40))] == [row.number]


def merge(row, other, at):
    act = propose_merge(incident=row.number, into=other.number, by=an_actor("dispatcher"), at=at)
    approvals.approve(proposal=act.pk, by=an_actor("dispatcher"), at=at)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ((), "dispatched"),
        (TO_THE_SCENE[:1], "dispatched"),
        (TO_THE_SCENE[:2], "en_route"),
        (TO_THE_SCENE, "on_scene"),
        ((*TO_THE_SCENE, steps_actions.control), "controlled"),
    ],
)
def test_the_other_incident_stands_where_the_units_stand_that_come_over(two, steps, state):
    row, first, _ = two
    other = an_incident(where=(4, 2))
    walk(row, first, *steps, at=after(50))
    merge(row, other, after(60))
    found = fresh(other)
    assert (found.state, found.ordered_at) == (state, NOON)
    assert found.arrived_at == (after(50) if steps_actions.arrive in steps else None)


def test_a_merged_incident_is_finished_by_the_units_that_came_over(two):
    row, first, second = two
    other = an_incident(where=(4, 2))
    walk(row, first, *TO_THE_SCENE)
    merge(row, other, after(60))
    walk(other, first, steps_actions.clear, at=after(70))
    refuse(other, second, after(80))
    assert fresh(other).state == "feedback_due"
    feed_back(other, first, after(90))


def test_one_person_does_not_merge_alone_and_declining_changes_nothing(two):
    row, other = two[0], an_incident(where=(4, 2))
    desk, leader = an_actor("dispatcher"), an_actor("branch_leader")
    act = propose_merge(incident=row.number, into=other.number, by=desk, at=NOON)
    with pytest.raises(Denied):
        approvals.approve(proposal=act.pk, by=desk, at=NOON)
    approvals.refuse(proposal=act.pk, why="不是一回事", by=leader, at=NOON)
    assert fresh(row).state == "dispatched"
    with pytest.raises(Refused):
        approvals.approve(proposal=act.pk, by=leader, at=NOON)


def test_a_merge_is_refused_when_the_other_has_ended_in_between(two):
    row, other = two[0], an_incident(where=(4, 2), type_code="dispute_neighbour")
    desk, leader = an_actor("dispatcher"), an_actor("branch_leader")
    act = propose_merge(incident=row.number, into=other.number, by=desk, at=NOON)
    cancel_incident(incident=other.number, reason="entered_twice", by=desk, at=NOON)
    with pytest.raises(Refused):
        approvals.approve(proposal=act.pk, by=leader, at=NOON)
    assert fresh(row).state == "dispatched"


def test_grade_1_is_not_cancelled_by_the_second_person_once_a_unit_was_sent(town):
    unit, _ = a_crew_at("特-01", (2, 2))
    row = an_incident(type_code="robbery")
    desk = an_actor("dispatcher")
    act = cancel_incident(incident=row.number, reason="entered_twice", by=desk, at=NOON)
    an_order(row, unit.pk)
    with pytest.raises(Refused):
        approvals.approve(proposal=act.pk, by=an_actor("dispatcher"), at=after(10))
    assert fresh(row).state == "dispatched"


RESERVED = timedelta(minutes=15)


def test_a_reservation_holds_until_its_end_and_not_after(town):
    unit, _ = a_crew_at("特-01", (2, 2))
    row, other = an_incident(), an_incident(where=(4, 2))
    desk = an_actor("dispatcher")
    reserve_unit(incident=other.number, unit=unit.pk, by=desk, at=NOON)
    with pytest.raises(Refused) as refusal:
        an_order(row, unit.pk, at=NOON + RESERVED - timedelta(seconds=1))
    assert refusal.value.code == "UNIT_RESERVED"
    an_order(row, unit.pk, at=NOON + RESERVED)


def test_an_incident_that_ends_keeps_no_unit_reserved(town):
    unit, _ = a_crew_at("特-01", (2, 2))
    row = an_incident(type_code="dispute_neighbour")
    desk = an_actor("dispatcher")
    reserve_unit(incident=row.number, unit=unit.pk, by=desk, at=NOON)
    cancel_incident(incident=row.number, reason="entered_twice", by=desk, at=after(9))
    assert not Reservation.objects.standing(after(9)).exists()
