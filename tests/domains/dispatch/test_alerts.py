"""Alerts: on both sides of each limit, once for a cause, closed with it."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, an_actor

from quanju.domains.dispatch.actions import steps
from quanju.domains.dispatch.actions.alerts import close_alert
from quanju.domains.dispatch.actions.cancelling import cancel_incident
from quanju.domains.dispatch.actions.feedback import give_feedback, return_feedback
from quanju.domains.dispatch.actions.leaving import refuse_order
from quanju.domains.dispatch.actions.notes import add_note, call_backup
from quanju.domains.dispatch.actions.steps import acknowledge_order
from quanju.domains.dispatch.jobs import raise_due_alerts
from quanju.domains.dispatch.models import Alert, Incident
from quanju.domains.dispatch.queries.incidents import incident_named, open_alerts
from quanju.domains.kernel.types import Denied

pytestmark = pytest.mark.django_db

ALERT_S, RE_OFFER_S, FEEDBACK_S, SILENT_S = 30, 60, 30 * 60, 10 * 60
CLEARED_S = 900


def after(seconds):
    return NOON + timedelta(seconds=seconds)


def standing():
    return sorted(Alert.objects.filter(closed_at=None).values_list("kind", flat=True))


@pytest.fixture
def job(town):
    """An incident of grade 2 with one unit sent at noon, and a member of its crew."""
    unit, crew = a_crew_at("特-01", (2, 2))
    row = an_incident()
    an_order(row, unit.pk)
    return {"incident": row.number, "unit": unit.pk, "by": crew[0]}


def cleared(job):
    for step in (acknowledge_order, steps.depart, steps.arrive):
        step(**job, at=NOON)
    steps.clear(**job, at=after(CLEARED_S))


def feed_back(job, at):
    given = {"disposition": "mediated", "type_code": "fight"}
    give_feedback(incident=job["incident"], **given, by=job["by"], at=at)


def test_an_alert_somebody_has_seen_to_is_not_raised_again_for_the_same_cause(job):
    raise_due_alerts(after(ALERT_S))
    alert = open_alerts()[0]
    close_alert(alert=alert.pk, by=an_actor("dispatcher"), at=after(ALERT_S + 5))
    assert raise_due_alerts(after(ALERT_S + 6)) == 0
    assert standing() == []


def test_the_next_order_is_a_cause_of_its_own(job):
    raise_due_alerts(after(ALERT_S))
    refuse_order(**job, reason="too_far", at=after(40))
    assert "not_acknowledged" not in standing()
    row = incident_named(job["incident"], actor=an_actor("dispatcher"), at=after(41))
    an_order(row, job["unit"], at=after(50))
    raise_due_alerts(after(50 + ALERT_S - 1))
    assert standing() == []
    raise_due_alerts(after(50 + ALERT_S))
    assert standing() == ["not_acknowledged"]


@pytest.mark.parametrize("seconds", [ALERT_S, RE_OFFER_S])
def test_signing_off_in_time_raises_nothing(job, seconds):
    acknowledge_order(**job, at=after(seconds - 1))
    assert raise_due_alerts(after(seconds)) == 0


def test_feedback_that_waits_for_acceptance_is_not_overdue(job):
    cleared(job)
    feed_back(job, after(CLEARED_S + 60))
    assert raise_due_alerts(after(CLEARED_S + FEEDBACK_S)) == 0


def test_returned_feedback_is_due_again_from_its_return(job):
    cleared(job)
    raise_due_alerts(after(CLEARED_S + FEEDBACK_S))
    assert standing() == ["feedback_overdue"]
    feed_back(job, after(3000))
    assert standing() == []
    returned = 3600
    desk = an_actor("dispatcher")
    return_feedback(incident=job["incident"], reason="太短", by=desk, at=after(returned))
    raise_due_alerts(after(returned + FEEDBACK_S - 1))
    assert standing() == []
    raise_due_alerts(after(returned + FEEDBACK_S))
    assert standing() == ["feedback_overdue"]


def test_a_unit_without_a_word_on_a_risky_job_is_told_on_both_sides_of_the_limit(job):
    acknowledge_order(**job, at=after(5))
    steps.depart(**job, at=after(10))
    raise_due_alerts(after(10 + SILENT_S - 1))
    assert standing() == []
    raise_due_alerts(after(10 + SILENT_S))
    assert standing() == ["silent_unit"]
    steps.arrive(**job, at=after(10 + SILENT_S + 1))
    assert standing() == []
    raise_due_alerts(after(10 + SILENT_S + 1 + SILENT_S))
    assert standing() == ["silent_unit"]


def test_a_unit_without_a_word_on_a_calm_job_is_left_in_peace(town):
    unit, crew = a_crew_at("特-01", (2, 2))
    row = an_incident(type_code="theft")
    assert row.grade == 3
    an_order(row, unit.pk)
    job = {"incident": row.number, "unit": unit.pk, "by": crew[0]}
    acknowledge_order(**job, at=NOON)
    steps.depart(**job, at=NOON)
    assert raise_due_alerts(after(SILENT_S)) == 0


def on_scene(at, **about):
    """A unit that arrived at that moment."""
    unit, crew = a_crew_at("特-01", (2, 2))
    row = an_incident(**about)
    an_order(row, unit.pk)
    job = {"incident": row.number, "unit": unit.pk, "by": crew[0]}
    for step in (acknowledge_order, steps.depart, steps.arrive):
        step(**job, at=at)
    return job, row.grade


@pytest.mark.parametrize(("type_code", "seconds"), [("robbery", 30), ("fight", 30), ("theft", 60)])
def test_each_grade_has_its_own_limit_of_sign_off(town, type_code, seconds):
    unit, _ = a_crew_at("特-01", (2, 2))
    an_order(an_incident(type_code=type_code), unit.pk)
    raise_due_alerts(after(seconds - 1))
    assert standing() == []
    raise_due_alerts(after(seconds))
    assert "not_acknowledged" in standing()


def test_no_other_unit_is_proposed_before_the_sign_off_of_the_grade_is_due(town):
    unit, _ = a_crew_at("特-01", (2, 2))
    row = an_incident(type_code="theft")
    Incident.objects.update(grade=4)
    an_order(row, unit.pk)
    raise_due_alerts(after(179))
    assert standing() == []
    raise_due_alerts(after(180))
    assert standing() == ["not_acknowledged", "re_offer"]


@pytest.mark.parametrize(("type_code", "minutes"), [("robbery", 5), ("fight", 15), ("theft", 30)])
def test_a_scene_nobody_told_of_is_an_alert_until_somebody_does(town, type_code, minutes):
    job, _ = on_scene(NOON, type_code=type_code)
    raise_due_alerts(after(60 * minutes - 1))
    assert "first_feedback" not in standing()
    raise_due_alerts(after(60 * minutes))
    assert "first_feedback" in standing()
    add_note(
        incident=job["incident"], text="已到场，秩序正常", by=job["by"], at=after(60 * minutes + 1)
    )
    assert "first_feedback" not in standing()
    assert raise_due_alerts(after(60 * minutes + 2)) == 0


def test_a_word_in_time_raises_nothing_and_stops_the_clock(town):
    job, _ = on_scene(NOON)
    add_note(incident=job["incident"], text="两人争吵", by=job["by"], at=after(60))
    raise_due_alerts(after(15 * 60))
    assert "first_feedback" not in standing()
    desk = an_actor("dispatcher")
    view = incident_named(job["incident"], actor=desk, at=after(61))
    (clock,) = [one for one in view.clocks if one.name == "first_feedback"]
    assert (clock.due_at, clock.stopped_at) == (after(15 * 60), after(60))


def test_getting_it_under_control_is_a_word_too(town):
    job, _ = on_scene(NOON)
    raise_due_alerts(after(15 * 60))
    steps.control(**job, at=after(15 * 60 + 5))
    assert "first_feedback" not in standing()


@pytest.mark.parametrize(
    ("type_code", "zone", "minutes"),
    [("robbery", 1, 8), ("robbery", None, 20), ("theft", 1, 20), ("theft", None, 45)],
)
def test_outside_all_rings_the_grade_says_when_somebody_is_to_be_there(
    town, type_code, zone, minutes
):
    row = an_incident(type_code=type_code)
    Incident.objects.filter(pk=row.pk).update(ring=None, zone=zone)
    view = incident_named(row.number, actor=an_actor("dispatcher"), at=NOON)
    due = {clock.name: clock.due_at for clock in view.clocks}
    assert due["caller"] == view.received_at + timedelta(minutes=minutes)


def test_the_least_urgent_grade_is_there_as_agreed_with_the_caller(town):
    row = an_incident()
    Incident.objects.filter(pk=row.pk).update(ring=None, grade=4)
    view = incident_named(row.number, actor=an_actor("dispatcher"), at=NOON)
    assert {clock.due_at for clock in view.clocks if clock.name == "caller"} == {None}


def test_a_call_for_more_units_stands_until_an_order_answers_it(job):
    call_backup(**job, at=after(20))
    assert standing() == ["backup"]
    more, _ = a_crew_at("特-02", (3, 3))
    row = incident_named(job["incident"], actor=an_actor("dispatcher"), at=after(21))
    an_order(row, more.pk, at=after(30))
    assert standing() == []
    call_backup(**job, at=after(40))
    assert standing() == ["backup"]


def test_a_crew_does_not_close_the_desks_alerts(job):
    raise_due_alerts(after(ALERT_S))
    with pytest.raises(Denied):
        close_alert(alert=open_alerts()[0].pk, by=job["by"], at=after(40))


FIRST_ORDER_S = 60


def test_an_incident_nobody_was_sent_to_is_told_on_both_sides_of_the_limit(town):
    unit, _ = a_crew_at("特-01", (2, 2))
    row = an_incident()
    raise_due_alerts(after(FIRST_ORDER_S - 1))
    assert standing() == []
    raise_due_alerts(after(FIRST_ORDER_S))
    assert standing() == ["not_dispatched"]
    an_order(row, unit.pk, at=after(FIRST_ORDER_S + 1))
    assert standing() == []


def test_one_that_is_cancelled_or_was_sent_to_before_is_not_undispatched(town):
    unit, crew = a_crew_at("特-01", (2, 2))
    gone, sent = an_incident(type_code="theft"), an_incident(where=(5, 2))
    by = an_actor("dispatcher")
    cancel_incident(incident=gone.number, reason="caller_withdrew", by=by, at=after(5))
    an_order(sent, unit.pk, at=after(5))
    refuse_order(incident=sent.number, unit=unit.pk, reason="too_far", by=crew[0], at=after(9))
    raise_due_alerts(after(FIRST_ORDER_S + 10))
    assert standing() == ["no_answer"]


def test_alerts_go_by_grade_and_name_the_unit_and_what_to_do(town):
    calm, _ = a_crew_at("特-01", (2, 2))
    urgent, _ = a_crew_at("特-02", (5, 2))
    an_order(an_incident(), urgent.pk)
    an_order(an_incident(type_code="theft", where=(5, 2)), calm.pk, at=after(5))
    an_incident(type_code="theft", where=(1, 1), at=after(5))
    raise_due_alerts(after(5 + FIRST_ORDER_S - 1))
    assert [(one.grade, one.unit, one.kind) for one in open_alerts()] == [
        (2, "特-02", "not_acknowledged"),
        (2, "特-02", "re_offer"),
    ]
    raise_due_alerts(after(200))
    told = [(one.grade, one.unit, one.verb.en) for one in open_alerts()]
    assert [grade for grade, _, _ in told] == sorted(grade for grade, _, _ in told)
    assert {(3, "特-01", "send another"), (3, "", "dispatch")} <= set(told)
