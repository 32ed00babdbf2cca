"""A level of alarm in one press: more units go, more people are told; put back by another."""

import pytest
from django.db import IntegrityError, transaction
from tests.builders.incidents import LATER, a_crew_at, an_incident, fresh
from tests.builders.people import an_actor

from quanju.domains.dispatch.actions.alarm import lower_alarm, raise_alarm
from quanju.domains.dispatch.actions.grading import raise_grade
from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.dispatch.plans import Plan
from quanju.domains.dispatch.queries.recommendation import receipt_content, recommend
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Refused
from quanju.domains.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


@pytest.fixture
def desk():
    return an_actor("dispatcher")


@pytest.fixture
def crews():
    signs = {"S1": (2, 2), "S2": (3, 2), "S3": (4, 2)}
    made = [a_crew_at(sign, at, force_type="special_police") for sign, at in signs.items()]
    return [unit for unit, _ in made]


def raised(row, by, level=2, units=None, at=LATER):
    known = recommend(incident=row.number, at=at, level=level)
    return raise_alarm(
        incident=row.number,
        level=level,
        units=known.proposed if units is None else units,
        recommendation=known,
        receipt_content=receipt_content(known),
        by=by,
        at=at,
    )


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("person", flat=True))


def test_more_units_go_and_those_whom_the_level_names_are_told(desk, crews):
    leader = an_actor("branch_leader")
    row = an_incident(by=desk)
    done = raised(row, desk)
    assert (done.alarm_level, done.state) == (2, "dispatched")
    assert Assignment.objects.count() == 3
    assert told("dispatch.alarm") == [leader.person_id]
    events = {one.event for one in journal.search(subject=row.subject, limit=20)}
    assert {"dispatch.alarm_raised", "dispatch.order_sent"} <= events


def test_without_anybody_to_send_people_are_told_all_the_same(desk):
    an_actor("branch_leader")
    row = an_incident(by=desk)
    assert raised(row, desk).state == "new"
    assert len(told("dispatch.alarm")) == 1


def test_a_level_follows_the_one_before(desk):
    row = an_incident(by=desk)
    for wrong in (1, 3):
        with pytest.raises(Refused) as error:
            raised(row, desk, level=wrong, units=())
        assert error.value.code == "NOT_THE_NEXT_LEVEL"
    raised(row, desk)
    with pytest.raises(Refused):  # two desks in one instant raise it once
        raised(row, an_actor("dispatcher"))
    assert raised(row, desk, level=3).alarm_level == 3
    with pytest.raises(Refused):
        raised(row, desk, level=4, units=())


def test_a_unit_that_is_gone_by_now_stops_all_of_it(desk, crews):
    row, other = an_incident(by=desk), an_incident(by=desk)
    raised(other, desk)
    with pytest.raises(Refused) as error:
        raised(row, desk, units=[crews[0].pk])
    assert error.value.code == "UNIT_TAKEN"
    assert fresh(row).alarm_level == 1
    assert len(told("dispatch.alarm")) <= 1


def test_it_is_put_back_with_a_reason_and_the_units_stay(desk, crews):
    an_actor("branch_leader")
    row = an_incident(by=desk)
    raised(row, desk)
    with pytest.raises(Refused):
        lower_alarm(incident=row.number, reason=" ", by=desk, at=LATER)
    assert lower_alarm(incident=row.number, reason="误升", by=desk, at=LATER).alarm_level == 1
    assert Assignment.objects.active().count() == 3
    assert len(told("dispatch.alarm")) == 2
    with pytest.raises(Refused) as error:
        lower_alarm(incident=row.number, reason="误升", by=desk, at=LATER)
    assert error.value.code == "NO_ALARM"


def test_a_crew_raises_no_alarm(desk, crews):
    row = an_incident(by=desk)
    with pytest.raises(Refused) as error:
        raised(row, an_actor("patrol_unit"), units=())
    assert error.value.status == 403


def test_a_level_that_does_not_exist_is_not_stored(desk):
    row = an_incident(by=desk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=row.pk).update(alarm_level=4)


def test_who_a_plan_names_is_told_once_when_it_is_entered_or_raised(desk, monkeypatch):
    leader = an_actor("branch_leader")
    monkeypatch.setattr("quanju.domains.dispatch.actions.incidents.plan_of", _tells_at_grade_1)
    row = an_incident(by=desk)
    assert told("dispatch.also_told") == []
    raise_grade(incident=row.number, grade=1, by=desk, at=LATER)
    assert told("dispatch.also_told") == [leader.person_id]


def _tells_at_grade_1(kind, grade, *_):
    tells = ("branch_leader",) if grade == 1 else ()
    return Plan(grade=1, needs=({"forces": ("case_team",)},), tells=tells)
