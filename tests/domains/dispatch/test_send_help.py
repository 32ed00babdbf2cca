"""A call for help is entered and answered in one act."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, an_actor

from quanju.domains.dispatch.actions.help import NowhereToSend, send_help
from quanju.domains.dispatch.actions.orders import UnitTaken
from quanju.domains.dispatch.decision import decide
from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.dispatch.queries.help import answered_by, recommend_help
from quanju.domains.dispatch.queries.recommendation import receipt_content
from quanju.domains.kernel.types import Denied
from quanju.domains.patrol.actions import emergency
from quanju.domains.patrol.models import UnitPosition
from quanju.domains.patrol.queries import help
from quanju.domains.rulebook.queries import read
from quanju.domains.rulebook.reading import shipped_text
from quanju.domains.rulebook.types import RuleError, kind_named

pytestmark = pytest.mark.django_db
CLASSES = kind_named("dispatch.incident_classes")
SOON, LATER = NOON + timedelta(seconds=20), NOON + timedelta(seconds=40)


def called(call_sign="P1", where=(4, 3)):
    unit, crew = a_crew_at(call_sign, where)
    emergency.panic(unit=unit.pk, by=crew[0], at=SOON)
    return unit


def sent(unit, *, by=None, units=None, at=LATER):
    shown = recommend_help(help.help_call_of(unit.pk), at=at)
    return send_help(
        unit=unit.pk,
        units=shown.proposed if units is None else units,
        recommendation=shown,
        receipt_content=receipt_content(shown),
        override_reason="" if units is None else "最近",
        by=by or an_actor("dispatcher"),
        at=at,
    )


def going(number):
    jobs = Assignment.objects.active().filter(incident__number=number)
    return sorted(jobs.values_list("unit__call_sign", flat=True))


@pytest.fixture
def near(town):
    return [a_crew_at(f"P{n}", (n, 3))[0] for n in range(5, 9)]


def test_the_three_nearest_go_to_a_new_incident_where_the_crew_is(near):
    number = sent(called())
    row = Incident.objects.get()
    assert (row.number, row.grade, row.type_code) == (number, 1, "officer_help")
    assert (row.channel, row.received_at, row.created_at) == ("help", SOON, LATER)
    assert going(number) == ["P5", "P6", "P7"]


def test_the_desk_has_seen_it_thereby(near):
    unit = called()
    sent(unit)
    assert help.help_call_of(unit.pk).seen_at == LATER


def test_more_help_goes_to_the_same_incident(near):
    unit = called()
    first = sent(unit)
    assert answered_by(help.help_call_of(unit.pk)) == first
    assert sent(unit, units=[near[3].pk]) == first
    assert going(first) == ["P5", "P6", "P7", "P8"]


def test_help_for_a_crew_on_a_job_goes_to_that_job(near):
    unit, crew = a_crew_at("P1", (4, 3))
    job = an_incident(where=(4, 3))
    an_order(job, unit.pk)
    emergency.panic(unit=unit.pk, by=crew[0], at=SOON)
    assert sent(unit) == job.number
    assert going(job.number) == ["P1", "P5", "P6", "P7"]
    assert Incident.objects.count() == 1


def test_without_a_position_the_desk_asks_by_radio(town):
    near, _ = a_crew_at("P2", (5, 3))
    unit = called("P3")
    shown = recommend_help(help.help_call_of(unit.pk), at=SOON)
    UnitPosition.objects.filter(unit=unit.pk).delete()
    assert recommend_help(help.help_call_of(unit.pk), at=SOON) is None
    with pytest.raises(NowhereToSend):
        send_help(
            unit=unit.pk,
            units=[near.pk],
            recommendation=shown,
            receipt_content=receipt_content(shown),
            by=an_actor("dispatcher"),
            at=LATER,
        )
    assert (Incident.objects.count(), help.help_call_of(unit.pk).seen_at) == (0, None)


def test_a_call_that_is_over_gets_nobody(near):
    unit = called()
    shown = recommend_help(help.help_call_of(unit.pk), at=SOON)
    emergency.end_emergency(unit=unit.pk, by=an_actor("dispatcher"), at=SOON)
    with pytest.raises(emergency.HelpIsOver):
        send_help(
            unit=unit.pk,
            units=shown.proposed,
            recommendation=shown,
            receipt_content=receipt_content(shown),
            by=an_actor("dispatcher"),
            at=LATER,
        )


def test_a_unit_that_was_taken_meanwhile_undoes_all_of_it(near):
    unit = called()
    shown = recommend_help(help.help_call_of(unit.pk), at=SOON)
    an_order(an_incident(where=(6, 3), at=SOON), near[0].pk, at=SOON)
    with pytest.raises(UnitTaken):
        send_help(
            unit=unit.pk,
            units=shown.proposed,
            recommendation=shown,
            receipt_content=receipt_content(shown),
            by=an_actor("dispatcher"),
            at=LATER,
        )
    assert Incident.objects.filter(type_code="officer_help").count() == 0
    assert help.help_call_of(unit.pk).seen_at is None


@pytest.mark.parametrize("role", ["patrol_unit", "branch_leader", "auditor", "reception_officer"])
def test_only_the_desk_sends_it(near, role):
    unit = called()
    with pytest.raises(Denied):
        sent(unit, by=an_actor(role))


def test_the_receipt_decides_again_from_what_was_shown(near):
    shown = recommend_help(help.help_call_of(called().pk), at=SOON)
    assert decide(shown.inputs).proposed == shown.proposed


def test_a_table_has_one_type_for_it_or_none():
    shipped = shipped_text(CLASSES)
    twice = shipped.replace('common = "ROBBERY"', 'common = "ROBBERY"\nis_crew_help = true')
    with pytest.raises(RuleError, match="two types are for a crew's help"):
        read(CLASSES.name, twice)
    none = read(CLASSES.name, shipped.replace("is_crew_help = true", ""))
    assert none.crew_help is None


def test_whoever_is_nearest_goes_whatever_the_plan_prefers(town):
    signs = {"S2": "case_team", "F2": "office_liaison", "C2": "community_team"}
    for n, (sign, force) in enumerate(signs.items(), 5):
        a_crew_at(sign, (n, 3), force_type=force)
    a_crew_at("P9", (8, 3))
    assert going(sent(called())) == ["C2", "F2", "S2"]
