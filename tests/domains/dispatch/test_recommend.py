"""The list as the desk is shown it: from positions, roads, reservations and units at work."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, an_actor

from quanju.domains.dispatch.actions import steps
from quanju.domains.dispatch.actions.feedback import accept_feedback, give_feedback
from quanju.domains.dispatch.actions.grading import raise_grade
from quanju.domains.dispatch.actions.incidents import reopen_incident
from quanju.domains.dispatch.actions.leaving import refuse_order
from quanju.domains.dispatch.actions.reserving import reserve_unit
from quanju.domains.dispatch.actions.steps import acknowledge_order
from quanju.domains.dispatch.decision import digest_of
from quanju.domains.dispatch.queries import recommendation
from quanju.domains.dispatch.queries.recommendation import (
    read_receipt,
    receipt_content,
    recommendation_from,
    replay_receipt,
)
from quanju.domains.kernel.kept import one_reading
from quanju.domains.patrol.actions import crews, positions
from quanju.domains.patrol.queries import tables

pytestmark = pytest.mark.django_db

RESERVED = timedelta(minutes=15)


def after(seconds):
    return NOON + timedelta(seconds=seconds)


def shown(row, at=NOON):
    return recommendation.recommend(incident=row.number, at=at)


def left_out(row, at=NOON):
    return {out.call_sign: out.code for out in shown(row, at).left_out}


@pytest.fixture
def two(town):
    """A fight at block (3, 2): the first unit one block away, the second six."""
    near, crew = a_crew_at("特-01", (2, 2))
    far, _ = a_crew_at("特-02", (8, 1))
    return an_incident(), near, far, crew[0]


def test_seconds_are_those_of_the_road(two):
    row, _, _, _ = two
    assert [(c.call_sign, c.seconds) for c in shown(row).candidates] == [
        ("特-01", pytest.approx(50, abs=1)),
        ("特-02", pytest.approx(300, abs=1)),
    ]


def test_the_list_asks_five_questions_however_many_units_there_are(two, django_assert_num_queries):
    """Incident, rules, units, jobs and reservations, closures with the map: each once a request."""
    row, *_ = two
    for number in range(3, 6):
        a_crew_at(f"特-0{number}", (number, 2))
    with django_assert_num_queries(5), one_reading():
        assert len(shown(row).candidates) == 5


def test_a_position_leaves_the_list_just_after_the_stale_limit(two):
    row, _near, _far, _ = two
    limit = tables.position_ages(NOON).stale_s
    assert left_out(row, after(limit)) == {}
    assert left_out(row, after(limit + 1)) == {"特-01": "STALE", "特-02": "STALE"}


def test_units_at_work_are_not_proposed_again_and_one_that_refused_is_missed(two):
    row, near, _far, crew = two
    assert shown(row).proposed == (near.pk,)
    an_order(row, near.pk)
    assert (shown(row).proposed, left_out(row)) == ((), {"特-01": "BUSY"})
    job = {"incident": row.number, "unit": near.pk, "by": crew}
    refuse_order(**job, reason="crew_short", at=after(5))
    assert shown(row, after(6)).proposed == (near.pk,)


def test_a_unit_that_was_there_met_its_need_until_the_incident_is_opened_again(two):
    row, near, _far, crew = two
    an_order(row, near.pk)
    job = {"incident": row.number, "unit": near.pk, "by": crew, "at": NOON}
    for step in (acknowledge_order, steps.depart, steps.arrive, steps.clear):
        step(**job)
    given = {"disposition": "mediated", "type_code": "fight"}
    give_feedback(incident=row.number, **given, by=crew, at=after(50))
    steps.done(**{**job, "at": after(60)})
    assert shown(row, after(70)).proposed == ()
    desk = an_actor("dispatcher")
    accept_feedback(incident=row.number, by=desk, at=after(80))
    reopen_incident(incident=row.number, reason="又打起来", by=desk, at=after(90))
    assert shown(row, after(100)).proposed == (near.pk,)


def test_a_higher_grade_asks_for_one_more_beside_the_unit_that_goes(two):
    row, near, far, _ = two
    an_order(row, near.pk)
    desk = an_actor("dispatcher")
    raise_grade(incident=row.number, grade=1, by=desk, at=after(5))
    assert shown(row, after(6)).proposed == (far.pk,)


def test_a_unit_reserved_for_another_is_left_out_until_the_reservation_ends(two):
    row, near, _far, _ = two
    other = an_incident(where=(4, 2))
    reserve_unit(incident=other.number, unit=near.pk, by=an_actor("dispatcher"), at=NOON)
    assert left_out(row) == {"特-01": "BUSY"}
    assert left_out(other) == {}
    assert left_out(row, NOON + RESERVED).get("特-01") != "BUSY"


def test_the_receipt_names_rules_roads_and_the_age_of_each_position(two):
    row, _near, _far, _ = two
    found = shown(row, after(20))
    content = receipt_content(found)
    kept = recommendation_from(content)
    assert kept == found
    assert digest_of(content) == digest_of(receipt_content(kept))
    assert [c.position_age_s for c in kept.candidates] == [20.0, 20.0]
    assert kept.rules
    assert kept.roads


def test_a_receipt_opened_when_everything_has_changed_gives_the_same_list(two):
    row, near, far, crew = two
    before = shown(row)
    sent = an_order(row, near.pk)
    positions.report_position(unit=near.pk, lon=119.705, lat=49.205, by=crew, at=after(30))
    crews.sign_off(unit=far.pk, confirmed=True, by=an_actor("dispatcher"), at=after(40))
    raise_grade(incident=row.number, grade=1, by=an_actor("dispatcher"), at=after(50))
    later = read_receipt(
        receipt=sent.receipt.pk, by=an_actor("dispatcher"), at=after(3600), purpose="supervise"
    )
    assert later.recommendation == before
    assert replay_receipt(receipt=sent.receipt.pk, at=after(3600)).is_same
