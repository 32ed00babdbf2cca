"""An order that nobody acknowledged: its crew is told, and the command room of its station."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, a_station, an_actor, an_appointment

from quanju.domains.dispatch.actions.steps import acknowledge_order
from quanju.domains.dispatch.jobs import raise_due_alerts
from quanju.domains.notices.models import Delivery, Notice

pytestmark = pytest.mark.django_db
DUE = NOON + timedelta(seconds=30)


@pytest.fixture
def sent(town):
    station = a_station()
    room = an_appointment("station_command").person
    an_appointment("station_command", organisation=a_station("west").parts.get(kind="command_room"))
    unit, crew = a_crew_at("特-01", (2, 2), organisation=station)
    row = an_incident()
    an_order(row, unit.pk)
    return row, unit, crew, {room.pk, *(one.person_id for one in crew)}


def told():
    return set(Notice.objects.values_list("person", flat=True))


def test_one_second_before_nobody_is_told_and_then_each_once(sent):
    row, _, _, people = sent
    raise_due_alerts(DUE - timedelta(seconds=1))
    assert told() == set()
    raise_due_alerts(DUE)
    raise_due_alerts(DUE + timedelta(seconds=1))
    assert told() == people
    assert Notice.objects.count() == len(people)
    first = Notice.objects.first()
    assert first.about == row.subject
    assert row.number in first.body_zh


def test_whoever_acknowledges_in_time_is_left_alone(sent):
    row, unit, crew, _ = sent
    before = DUE - timedelta(seconds=1)
    acknowledge_order(incident=row.number, unit=unit.pk, by=crew[0], at=before)
    raise_due_alerts(DUE)
    assert told() == set()


def test_a_gateway_that_is_down_holds_no_alert_up(sent, settings):
    settings.NOTICES_TO = {"sms": "http://127.0.0.1:1/nobody"}
    assert raise_due_alerts(DUE) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"queued"}


def test_the_desk_need_not_be_told_what_it_sees(sent):
    dispatcher = an_actor("dispatcher")
    raise_due_alerts(DUE)
    assert dispatcher.person_id not in told()
