"""Another unit has come nearer: said where it saves enough, and exchanged in one act."""

from datetime import timedelta

import pytest
from tests.builders.incidents import LATER, a_crew_at, an_incident, an_order, fresh
from tests.builders.people import an_actor

from quanju.domains.dispatch.actions.exchanging import exchange_unit
from quanju.domains.dispatch.actions.steps import acknowledge_order, arrive, depart
from quanju.domains.dispatch.models import Assignment
from quanju.domains.dispatch.nearer import nearer_units
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.dispatch.queries.nearer import nearer_now
from quanju.domains.dispatch.queries.places import Doubt
from quanju.domains.dispatch.queries.recommendation import receipt_content, recommend
from quanju.domains.kernel.types import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]

FAR, NEAR = (14, 2), (3, 3)


@pytest.fixture
def desk():
    return an_actor("dispatcher")


@pytest.fixture
def sent(desk):
    """P3 was sent from afar, being the only one; P7 comes on duty beside the place."""
    row = an_incident(by=desk, grade=3, grade_reason="测试")
    unit, (crew, _) = a_crew_at("P3", where=FAR)
    an_order(row, unit.pk, by=desk)
    other, _ = a_crew_at("P7", where=NEAR)
    return row, unit, crew, other


def shown(row, desk, at=LATER):
    view = incident_named(row.number, actor=desk, at=at)
    return view, recommend(incident=row.number, at=at)


def exchange(row, unit, other, by, at=LATER):
    known = recommend(incident=row.number, at=at)
    return exchange_unit(
        incident=row.number,
        unit=unit.pk,
        other=other.pk,
        recommendation=known,
        receipt_content=receipt_content(known),
        reason="更近",
        by=by,
        at=at,
    )


def test_a_unit_that_is_nearer_now_is_said_with_its_minutes(sent, desk):
    row, unit, _, other = sent
    (one,) = nearer_now(*shown(row, desk), LATER)
    assert (one.unit_id, one.other_id) == (unit.pk, other.pk)
    assert one.words.zh == f"P7 现在比 P3 近 {max(1, round(one.saved_s / 60))} 分钟"


def test_both_sides_of_what_is_worth_saying(sent, desk):
    view, known = shown(sent[0], desk)
    (one,) = nearer_units(known, view.assignments, 1)
    assert nearer_units(known, view.assignments, one.saved_s)
    assert not nearer_units(known, view.assignments, one.saved_s + 0.1)


def test_nobody_is_nearer_than_who_is_there(sent, desk):
    row, unit, crew, _ = sent
    for step in (acknowledge_order, depart, arrive):
        step(incident=row.number, unit=unit.pk, by=crew, at=LATER)
    assert nearer_now(*shown(row, desk), LATER) == []


def test_who_the_plan_would_not_send_is_not_offered(sent, desk):
    row = sent[0]
    view, known = shown(row, desk)
    known.inputs["needs"] = [[["case_team"], 1]]
    assert nearer_units(known, view.assignments, 1) == []


def test_of_a_place_that_is_not_exact_nobody_is_said_to_be_nearer(desk):
    row = an_incident(by=desk, doubt=Doubt(kind="around", radius_m=300), address="大致在此")
    unit, _ = a_crew_at("P3", where=FAR)
    an_order(row, unit.pk, by=desk)
    a_crew_at("P7", where=NEAR)
    assert nearer_now(*shown(row, desk), LATER) == []


def test_the_one_goes_and_the_other_is_free_in_one_act(sent, desk):
    row, unit, _, other = sent
    job = exchange(row, unit, other, desk)
    assert (job.unit_id, job.is_primary, job.state) == (other.pk, True, "assigned")
    left = Assignment.objects.get(unit=unit.pk)
    assert (left.state, left.release_code) == ("withdrawn", "re_sent")
    assert fresh(row).state == "dispatched"
    assert job.order.receipt.override_reason == "更近"


def test_who_is_there_by_now_stays_and_nobody_else_goes(sent, desk):
    row, unit, crew, other = sent
    for step in (acknowledge_order, depart, arrive):
        step(incident=row.number, unit=unit.pk, by=crew, at=LATER)
    with pytest.raises(Refused):
        exchange(row, unit, other, desk, at=LATER + timedelta(seconds=1))
    assert [job.unit_id for job in Assignment.objects.active()] == [unit.pk]


def test_two_desks_in_one_instant_exchange_once(sent, desk):
    row, unit, _, other = sent
    exchange(row, unit, other, desk)
    with pytest.raises(Refused) as error:
        exchange(row, unit, other, an_actor("dispatcher"))
    assert error.value.code == "UNIT_TAKEN"
    assert Assignment.objects.active().count() == 1


def test_a_crew_does_not_exchange_itself(sent):
    row, unit, crew, other = sent
    with pytest.raises(Refused) as error:
        exchange(row, unit, other, crew)
    assert error.value.status == 403
