"""From the call to the closed incident, and the guards on the way."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, an_incident, an_order, fresh
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot
from tests.protection import journal_holds

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.types import ProposalView
from quanju.domains.dispatch.actions import steps as steps_actions
from quanju.domains.dispatch.actions.calls import answer_call, link_call, mark_nuisance
from quanju.domains.dispatch.actions.cancelling import UnitsStillThere, cancel_incident
from quanju.domains.dispatch.actions.feedback import (
    accept_feedback,
    give_feedback,
    return_feedback,
)
from quanju.domains.dispatch.actions.held import CodeUnknown
from quanju.domains.dispatch.actions.incidents import LoweringNeedsReason, TypeUnknown
from quanju.domains.dispatch.actions.leaving import refuse_order, withdraw_unit
from quanju.domains.dispatch.actions.merging import propose_merge
from quanju.domains.dispatch.actions.steps import acknowledge_order
from quanju.domains.dispatch.jobs import raise_due_alerts
from quanju.domains.dispatch.models import Alert, Incident
from quanju.domains.dispatch.queries import measures
from quanju.domains.dispatch.queries.incidents import (
    calls_of,
    feedbacks_of,
    open_incidents,
    read_incident,
    similar_open_incidents,
)
from quanju.domains.dispatch.queries.places import exactly
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Denied, NotFound, Refused
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.rulebook.queries import read, written
from quanju.domains.rulebook.types import RuleError

pytestmark = pytest.mark.django_db


def after(seconds):
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def job(town):
    """An incident with one unit sent at noon, and the unit's first crew member."""
    unit, crew = a_crew_at("特-01", (2, 2))
    incident = an_incident()
    an_order(incident, unit.pk)
    return incident, unit, crew[0]


def walk(incident, unit, crew, *steps):
    for seconds, step in steps:
        step(incident=incident.number, unit=unit.pk, by=crew, at=after(seconds))


ALL_STEPS = (
    (12, acknowledge_order),
    (20, steps_actions.depart),
    (55, steps_actions.arrive),
    (300, steps_actions.control),
    (900, steps_actions.clear),
)


def test_every_moment_stands_on_the_incident(job):
    incident, unit, crew = job
    walk(incident, unit, crew, *ALL_STEPS)
    give_feedback(
        incident=incident.number,
        disposition="mediated",
        type_code="dispute_neighbour",
        by=crew,
        at=after(1000),
    )
    walk(incident, unit, crew, (1010, steps_actions.done))
    accept_feedback(incident=incident.number, by=an_actor("dispatcher"), at=after(1100))
    row = fresh(incident)
    moments = [row.ordered_at, row.acknowledged_at, row.departed_at, row.arrived_at]
    assert moments == [NOON, after(12), after(20), after(55)]
    assert (row.cleared_at, row.fed_back_at, row.state) == (after(900), after(1100), "closed")
    assert (row.type_code, row.feedback_type_code) == ("fight", "dispute_neighbour")


def test_the_history_tells_the_whole_story_and_the_chain_holds(job):
    incident, unit, crew = job
    walk(incident, unit, crew, *ALL_STEPS)
    told = [entry.event.removeprefix("dispatch.") for entry in journal.history_of(incident.subject)]
    assert told == [
        "incident_created",
        "order_sent",
        "order_acknowledged",
        "unit_departed",
        "unit_arrived",
        "scene_controlled",
        "unit_cleared",
    ]
    assert journal_holds()


def test_a_step_out_of_order_is_refused_with_what_is_possible(job):
    incident, unit, crew = job
    with pytest.raises(NotInThisState) as refusal:
        steps_actions.arrive(incident=incident.number, unit=unit.pk, by=crew, at=after(5))
    assert set(refusal.value.verbs) == {"acknowledge", "refuse", "withdraw"}


def test_another_crew_cannot_press_the_button(job):
    incident, unit, _ = job
    stranger = an_actor("patrol_unit")
    with pytest.raises(Denied) as refusal:
        acknowledge_order(incident=incident.number, unit=unit.pk, by=stranger, at=after(5))
    assert refusal.value.code == "DENY_RELATION"


def test_a_refused_order_makes_the_incident_wait_again(job):
    incident, unit, crew = job
    refuse_order(
        incident=incident.number, unit=unit.pk, reason="vehicle_fault", by=crew, at=after(9)
    )
    assert fresh(incident).state == "new"
    an_order(incident, unit.pk, at=after(20))


def test_a_reason_outside_of_the_list_is_refused(job):
    incident, unit, crew = job
    with pytest.raises(CodeUnknown):
        refuse_order(incident=incident.number, unit=unit.pk, reason="tired", by=crew, at=after(9))


@pytest.mark.parametrize(
    ("type_code", "disposition", "is_case"),
    [
        ("theft", "handled_on_scene", True),
        ("fight", "help_given", True),
        ("theft", "nothing_found", False),
        ("fight", "mediated", False),
        ("collision", "handled_on_scene", False),
        ("collision", "case_opened", True),
    ],
)
def test_the_type_at_feedback_and_the_ending_say_whether_it_is_a_case(
    job, type_code, disposition, is_case
):
    incident, unit, crew = job
    walk(incident, unit, crew, *ALL_STEPS)
    given = {"incident": incident.number, "type_code": type_code, "by": crew, "at": after(950)}
    give_feedback(disposition=disposition, **given)
    desk = an_actor("dispatcher")
    accept_feedback(incident=incident.number, by=desk, at=after(990))
    assert (fresh(incident).is_case, fresh(incident).case_report_no) == (is_case, "")


LISTS = ("disposition", "release", "refusal", "cancel", "hand_over", "topic")


@pytest.mark.parametrize("wrong", [["tired"], "mediated", 7])
def test_a_table_of_endings_without_a_case_names_known_endings(wrong):
    lists = {name: {"one": ["一", "One"]} for name in LISTS}
    kind = "dispatch.dispositions"
    assert read(kind, written({"without_case": ["one"], **lists})).without_case == {"one"}
    with pytest.raises(RuleError):
        read(kind, written({"without_case": wrong, **lists}))


def test_nobody_accepts_what_they_gave(job):
    incident, unit, crew = job
    walk(incident, unit, crew, *ALL_STEPS)
    desk = an_actor("dispatcher")
    give_feedback(
        incident=incident.number,
        disposition="mediated",
        type_code="fight",
        by=desk,
        at=after(950),
    )
    with pytest.raises(Denied) as refusal:
        accept_feedback(incident=incident.number, by=desk, at=after(960))
    assert refusal.value.code == "DENY_CONFLICT"


def test_returned_feedback_stays_and_another_follows(job):
    incident, unit, crew = job
    walk(incident, unit, crew, *ALL_STEPS)
    given = {"incident": incident.number, "disposition": "mediated", "type_code": "fight"}
    give_feedback(**given, by=crew, at=after(950))
    return_feedback(
        incident=incident.number, reason="请写明双方", by=an_actor("dispatcher"), at=after(960)
    )
    give_feedback(**given, text="甲乙双方", by=crew, at=after(970))
    kept = [(f.is_accepted, f.return_reason) for f in feedbacks_of(incident.number)]
    assert kept == [(False, "请写明双方"), (None, "")]


@pytest.mark.parametrize(
    ("seconds", "kinds"),
    [
        (29, []),
        (30, ["not_acknowledged"]),
        (59, ["not_acknowledged"]),
        (60, ["not_acknowledged", "re_offer"]),
    ],
)
def test_alerts_for_an_order_nobody_signs_off(job, seconds, kinds):
    raise_due_alerts(after(seconds))
    raise_due_alerts(after(seconds))
    assert sorted(Alert.objects.values_list("kind", flat=True)) == kinds


def test_signing_off_ends_the_alert(job):
    incident, unit, crew = job
    raise_due_alerts(after(61))
    walk(incident, unit, crew, (65, acknowledge_order))
    assert not Alert.objects.filter(closed_at=None).exists()


def test_overdue_feedback_is_told(job):
    incident, unit, crew = job
    walk(incident, unit, crew, *ALL_STEPS)
    raise_due_alerts(after(900 + 30 * 60 - 1))
    assert not Alert.objects.filter(kind="feedback_overdue").exists()
    raise_due_alerts(after(900 + 30 * 60))
    assert Alert.objects.filter(kind="feedback_overdue").count() == 1


def test_words_raise_the_grade_and_say_why(town):
    row = an_incident(type_code="dispute_neighbour", text="邻居持刀砍人")
    assert row.grade == 1
    assert "持刀" in row.grade_reasons[0][0]


def test_words_never_lower_a_grade(town):
    assert an_incident(type_code="robbery", text="只是咨询一下").grade == 1


def test_a_person_may_lower_it_with_a_reason(town):
    with pytest.raises(LoweringNeedsReason):
        an_incident(type_code="fight", grade=4)
    assert an_incident(type_code="fight", grade=4, grade_reason="双方已离开").grade == 4


def test_an_unknown_type_and_a_place_in_the_steppe_are_refused(town):
    with pytest.raises(TypeUnknown):
        an_incident(type_code="witchcraft")
    with pytest.raises(Refused):
        an_incident(where=(400, 400))
    assert not Incident.objects.exists()


def test_grade_1_is_cancelled_by_two_people(town):
    row = an_incident(type_code="robbery")
    first, second = an_actor("dispatcher"), an_actor("dispatcher")
    act = cancel_incident(incident=row.number, reason="entered_twice", by=first, at=after(30))
    assert isinstance(act, ProposalView)
    assert fresh(row).state == "new"
    with pytest.raises(Denied):
        approvals.approve(proposal=act.pk, by=first, at=after(40))
    approvals.approve(proposal=act.pk, by=second, at=after(50))
    assert fresh(row).state == "cancelled"


def test_grade_2_is_cancelled_at_once_but_not_with_units_at_work(job):
    incident, unit, _ = job
    desk = an_actor("dispatcher")
    cancel = {"incident": incident.number, "reason": "caller_withdrew", "by": desk}
    with pytest.raises(UnitsStillThere):
        cancel_incident(**cancel, at=after(5))
    withdraw_unit(incident=incident.number, unit=unit.pk, reason="not_needed", by=desk, at=after(6))
    cancel_incident(**cancel, at=after(7))
    assert fresh(incident).state == "cancelled"


def test_two_people_merge_and_units_and_calls_go_over(job):
    incident, unit, _ = job
    other = an_incident(where=(3.1, 2), at=after(60))
    desk, second = an_actor("dispatcher"), an_actor("dispatcher")
    call = answer_call(by=desk, at=after(61))
    link_call(call=call.number, incident=incident.number, by=desk, at=after(62))
    act = propose_merge(incident=incident.number, into=other.number, by=desk, at=after(70))
    approvals.approve(proposal=act.pk, by=second, at=after(80))
    assert (fresh(incident).state, fresh(incident).merged_into) == ("merged", other)
    assert [a.unit_id for a in fresh(other).assignments.all()] == [unit.pk]
    assert [c.number for c in fresh(other).calls.all()] == [call.number]
    assert fresh(other).state == "dispatched"


def test_similar_incidents_are_offered_on_both_sides_of_the_limits(town):
    row = an_incident(where=(3, 2))
    near, far = spot(3.55, 2), spot(3.65, 2)  # 275 m and 325 m east
    ask = {"class_code": "public_order", "text": ""}

    def found(place, at):
        views = similar_open_incidents(place=exactly(place), at=at, **ask)
        return [view.number for view, _, _ in views]

    assert found(near, after(60)) == [row.number]
    assert found(far, after(60)) == []
    assert found(near, after(15 * 60)) == [row.number]
    assert found(near, after(15 * 60 + 1)) == []
    assert (
        similar_open_incidents(place=exactly(near), class_code="traffic", text="", at=after(60))
        == []
    )


def test_a_second_nuisance_mark_asks_the_supervisor(town):
    desk = an_actor("dispatcher")

    def mark(at, **more):
        call = answer_call(caller_number="0470-000", by=desk, at=at)
        return mark_nuisance(call=call.number, reason="无事", by=desk, at=at, **more)

    mark(NOON)
    with pytest.raises(Refused) as refusal:
        mark(NOON + timedelta(days=30))
    assert refusal.value.code == "SUPERVISOR_NEEDED"
    mark(NOON + timedelta(days=30), supervisor="值班长同意")
    mark(NOON + timedelta(days=61))


def test_a_crew_sees_its_own_job_only_and_reading_is_recorded(job):
    incident, _, crew = job
    other = an_incident(where=(6, 1))
    assert [v.number for v in open_incidents(crew, at=after(9))] == [incident.number]
    read_incident(incident.number, by=crew, at=after(9))
    assert journal.history_of(incident.subject)[-1].event == "journal.consulted"
    with pytest.raises(NotFound):
        read_incident(other.number, by=crew, at=after(9))


def test_the_callers_number_stays_at_the_desk(job):
    incident, _, crew = job
    desk = an_actor("dispatcher")
    call = answer_call(caller_number="0470-123", by=desk, at=after(1))
    link_call(call=call.number, incident=incident.number, by=desk, at=after(2))
    assert calls_of(incident.number, actor=desk)[0].caller_number == "047•••23"
    assert calls_of(incident.number, actor=crew)[0].caller_number == ""
    told = "".join(str(entry.facts) for entry in journal.history_of(call.subject))
    assert "0470-123" not in told


def test_ring_times_are_measured_with_n_and_percentiles(job):
    incident, unit, crew = job
    walk(incident, unit, crew, *ALL_STEPS)
    found = measures.measures(from_at=NOON - timedelta(hours=1), until_at=after(3600))
    ring = fresh(incident).ring
    rt3 = next(m for m in found if m.code == f"RT-3/{ring or 0}")
    assert (rt3.n, rt3.p50, rt3.is_enough) == (1, 55.0, False)
