"""A step names its job and follows it; merging keeps each call's moments, mark and notes."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, a_split, an_incident, an_order, fresh
from tests.builders.people import NOON, an_actor
from tests.domains.dispatch.test_units_leave import merge

from quanju.domains.dispatch.actions import steps
from quanju.domains.dispatch.actions.calls import answer_call, link_call
from quanju.domains.dispatch.actions.leaving import withdraw_unit
from quanju.domains.dispatch.actions.notes import add_note, call_backup
from quanju.domains.dispatch.actions.steps import acknowledge_order
from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.dispatch.queries import measures, recommendation
from quanju.domains.dispatch.queries.incidents import notes_of, open_alerts
from quanju.domains.kernel.types import Refused
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def after(seconds: float):
    return NOON + timedelta(seconds=seconds)


def told(at: float, **more) -> Incident:
    """An incident of a call that rang at this second and was answered in five."""
    rang, answered = after(at), after(at + 5)
    more |= {"received_at": rang, "answered_at": answered, "has_ring": True}
    return an_incident(at=answered, **more)


@pytest.mark.parametrize("first_into_second", [True, False])
def test_two_calls_answered_in_five_seconds_stay_so_when_merged(first_into_second):
    first, second = told(0), told(240, where=(3.1, 2))
    pair = (first, second) if first_into_second else (second, first)
    merge(*pair, after(300))
    rt1 = measures.measures(from_at=after(-60), until_at=after(600))[0]
    assert (rt1.code, rt1.n, rt1.p95) == ("RT-1", 1, 5.0)
    assert fresh(pair[1]).received_at == NOON


def test_a_chain_of_merges_keeps_the_first_call_and_every_note():
    rows = [told(200), told(100, where=(3.1, 2)), told(0, where=(3.2, 2))]
    for n, row in enumerate(rows):
        add_note(incident=row.number, text=f"第{n}", by=an_actor("dispatcher"), at=after(210 + n))
    merge(rows[0], rows[1], after(300))
    merge(rows[1], rows[2], after(310))
    last = fresh(rows[2])
    assert (last.answered_at - last.received_at).total_seconds() == 5
    assert [note.text for note in notes_of(last.number)] == ["第0", "第1", "第2"]


def test_a_call_that_rang_earlier_brings_both_its_moments():
    row, desk = told(60), an_actor("dispatcher")
    call = answer_call(ringing_at=NOON, by=desk, at=after(8))
    link_call(call=call.number, incident=row.number, by=desk, at=after(90))
    assert (fresh(row).received_at, fresh(row).answered_at) == (NOON, after(8))


def test_the_restricted_mark_and_why_it_is_grave_go_along():
    row, other = told(0), told(10, where=(3.1, 2))
    grave = [["有刀", "a knife"]]
    Incident.objects.filter(pk=row.pk).update(is_restricted=True, grade_reasons=grave)
    merge(row, other, after(60))
    assert fresh(other).is_restricted
    assert grave[0] in fresh(other).grade_reasons


def test_what_a_phone_kept_for_the_merged_one_goes_to_the_other():
    unit, crew = a_crew_at("特-01")
    row, other = told(0), told(10, where=(3.1, 2))
    an_order(row, unit.pk, at=after(20))
    merge(row, other, after(60))
    press = {"incident": row.number, "unit": unit.pk, "by": crew[0]}
    acknowledge_order(**press, at=after(70))
    add_note(incident=row.number, text="两人受伤", by=crew[0], at=after(71))
    assert fresh(other).acknowledged_at == after(70)
    assert [note.incident for note in notes_of(other.number)] == [other]


def test_a_step_goes_with_the_unit_that_a_split_took_along():
    unit, crew = a_crew_at("特-01")
    row = told(0)
    order = an_order(row, unit.pk, at=after(20))
    second = a_split(row, units=[unit.pk], at=after(30))
    job = order.assignments.get().pk
    press = {"incident": row.number, "unit": unit.pk, "by": crew[0]}
    acknowledge_order(**press, job=job, at=after(40))
    steps.depart(**press, at=after(50))
    add_note(incident=row.number, text="到了再说", by=crew[0], at=after(51))
    assert fresh(second).departed_at == after(50)
    assert fresh(row).departed_at is None
    assert len(notes_of(second.number)) == 1


def test_a_step_of_a_withdrawn_job_is_not_one_of_the_second_order():
    unit, crew = a_crew_at("特-01")
    row, desk = told(0), an_actor("dispatcher")
    first = an_order(row, unit.pk, at=after(20)).assignments.get()
    leave = {"incident": row.number, "unit": unit.pk, "reason": "not_needed", "by": desk}
    withdraw_unit(**leave, at=after(30))
    again = an_order(row, unit.pk, at=after(40)).assignments.get()
    press = {"incident": row.number, "unit": unit.pk, "by": crew[0]}
    with pytest.raises(NotInThisState, match="withdrawn"):
        acknowledge_order(**press, job=first.pk, at=after(50))
    add_note(incident=row.number, job=first.pk, text="没见到人", by=crew[0], at=after(51))
    acknowledge_order(**press, job=again.pk, at=after(52))
    assert Assignment.objects.get(pk=first.pk).acknowledged_at is None


def test_words_of_a_crew_withdrawn_before_the_merge_are_taken_too():
    unit, crew = a_crew_at("特-01")
    row, other = told(0), told(10, where=(3.1, 2))
    job = an_order(row, unit.pk, at=after(20)).assignments.get().pk
    leave = {"incident": row.number, "unit": unit.pk, "reason": "not_needed"}
    withdraw_unit(**leave, by=an_actor("dispatcher"), at=after(30))
    merge(row, other, after(60))
    add_note(incident=row.number, job=job, text="路口有血迹", by=crew[0], at=after(70))
    assert [note.text for note in notes_of(other.number)] == ["路口有血迹"]


def test_another_crews_job_opens_nothing():
    unit, _ = a_crew_at("特-01")
    _, others = a_crew_at("特-02")
    row = told(0)
    job = an_order(row, unit.pk, at=after(20)).assignments.get().pk
    with pytest.raises(Refused, match="DENY_RELATION"):
        add_note(incident="", job=job, text="看看", by=others[0], at=after(30))


def test_a_crew_of_closed_accounts_is_never_proposed_nor_sent():
    unit, crew = a_crew_at("特-01")
    a_crew_at("特-02", (6, 2))
    row = told(0)
    Person.objects.filter(pk__in=[one.person_id for one in crew[1:]]).update(is_active=False)
    assert unit.pk in recommendation.recommend(incident=row.number, at=after(10)).proposed
    Person.objects.filter(pk=crew[0].person_id).update(is_active=False)
    shown = recommendation.recommend(incident=row.number, at=after(10))
    assert unit.pk not in [one.unit_id for one in shown.candidates]
    with pytest.raises(Refused, match="NOBODY_RIDES"):
        an_order(row, unit.pk, at=after(20))


def test_a_call_for_more_units_says_when_it_was_pressed():
    unit, crew = a_crew_at("特-01")
    row = told(0)
    an_order(row, unit.pk, at=after(20))
    press = {"incident": row.number, "unit": unit.pk, "by": crew[0], "at": after(3600)}
    call_backup(**press, pressed_at=after(60))
    (alert,) = open_alerts()
    assert (alert.pressed_at, alert.raised_at) == (after(60), after(3600))
