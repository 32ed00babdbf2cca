"""Dispatch's clocks are rules of the engine: they run out where the tables say, and say why."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON

from quanju.domains.dispatch.clocks import clock_rules
from quanju.domains.dispatch.queries.incidents import incident_after_write
from quanju.engine.clocks.deadline import span_of

pytestmark = pytest.mark.django_db
# Typed by hand from the shipped tables: seconds by grade 1 to 4.
SECONDS = {
    "order": (60, 60, 60, 60),
    "acknowledge": (30, 30, 60, 180),
    "re_offer": (60, 60, 60, 180),
    "first_feedback": (300, 900, 1800, 1800),
    "silence": (600, 600, 1800, 3600),
    "feedback": (1800, 1800, 1800, 1800),
}


@pytest.mark.parametrize("name", SECONDS)
def test_each_clock_runs_as_long_as_its_table_says(name, town):
    rules = clock_rules(NOON)
    spans = tuple(rules.span(name, grade).total_seconds() for grade in (1, 2, 3, 4))
    assert spans == SECONDS[name]
    assert rules.due(name, NOON, 1) == NOON + timedelta(seconds=SECONDS[name][0])


def test_a_grade_that_the_table_does_not_have_has_no_limit(town):
    assert clock_rules(NOON).due("acknowledge", NOON, 9) is None


def test_arrival_is_the_ring_or_what_the_grade_allows_outside(town):
    rules = clock_rules(NOON)
    assert span_of(rules.arrival("ring", 3, 5, 1)) == timedelta(minutes=3)
    edge, country = (rules.arrival("ring", None, zone, 1) for zone in (5, None))
    _, at_the_edge, in_the_country = rules.grades[1].on_scene_min
    assert span_of(edge) == timedelta(minutes=at_the_edge)
    assert span_of(country) == timedelta(minutes=in_the_country)
    assert rules.arrival("ring", None, None, 9) is None


def test_an_incident_says_why_each_clock_runs_out_when_it_does(town):
    unit, _ = a_crew_at("特-01", (2, 2))
    row = an_incident()
    an_order(row, unit.pk)
    clocks = {clock.name: clock for clock in incident_after_write(row.pk, at=NOON).clocks}
    sign_off = clocks["acknowledge"]
    assert sign_off.due_at == sign_off.started_at + timedelta(seconds=30)
    assert sign_off.steps[0].words.zh == "签收：30秒"
    assert sign_off.steps[0].source.zh == "《本局规则表：警情等级 第 1 版》"
