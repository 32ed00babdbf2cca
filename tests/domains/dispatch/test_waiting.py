"""What waits in dispatch: for whom at each step of an incident, and no longer after the verb."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, an_actor
from tests.waiting import waits

from quanju.domains.dispatch import waiting
from quanju.domains.dispatch.actions import alerts, feedback, steps
from quanju.domains.dispatch.models import Alert

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
MINUTE = timedelta(minutes=1)
OTHERS = ("reception_officer", "auditor", "legal_supervision", "branch_leader", "archivist")


def give_feedback(incident, unit, crew, at):
    feedback.give_feedback(
        incident=incident.number,
        disposition="mediated",
        type_code="dispute_neighbour",
        by=crew,
        at=at,
    )


def step(verb):
    return lambda incident, unit, crew, at: verb(
        incident=incident.number, unit=unit.pk, by=crew, at=at
    )


# Typed by hand: after each verb, what waits for the desk, for the crew, and for who gave feedback.
STORY = [
    (None, ["order"], []),
    (lambda incident, unit, crew, at: an_order(incident, unit.pk, at=at), [], ["assignment"]),
    (step(steps.acknowledge_order), [], []),
    (step(steps.depart), [], []),
    (step(steps.arrive), [], []),
    (step(steps.clear), [], ["report"]),
    (give_feedback, ["feedback"], []),
    (
        lambda incident, unit, crew, at: feedback.accept_feedback(
            incident=incident.number, by=an_actor("dispatcher"), at=at
        ),
        [],
        [],
    ),
]


def test_each_step_of_an_incident_waits_for_whose_turn_it_is():
    unit, (crew, _) = a_crew_at("特-01", (2, 2))
    desk, others = an_actor("dispatcher"), [an_actor(role) for role in OTHERS]
    incident = an_incident(by=desk)
    for n, (verb, of_desk, of_crew) in enumerate(STORY):
        at = NOON + n * MINUTE
        if verb:
            verb(incident, unit, crew, at)
        assert waits(waiting, desk, at) == of_desk, n
        assert waits(waiting, crew, at) == of_crew, n
        assert [waits(waiting, one, at) for one in others] == [[]] * len(others), n


def test_feedback_that_the_desk_gave_itself_waits_for_somebody_else():
    unit, (crew, _) = a_crew_at("特-01", (2, 2))
    desk, other = an_actor("dispatcher"), an_actor("dispatcher")
    incident = an_incident(by=desk)
    an_order(incident, unit.pk)
    for n, verb in enumerate((steps.acknowledge_order, steps.depart, steps.arrive, steps.clear), 1):
        verb(incident=incident.number, unit=unit.pk, by=crew, at=NOON + n * MINUTE)
    give_feedback(incident, unit, desk, NOON + 9 * MINUTE)
    late = NOON + 10 * MINUTE
    assert (waits(waiting, desk, late), waits(waiting, other, late)) == ([], ["feedback"])


def test_an_alert_waits_for_the_desk_until_it_is_seen_to():
    desk = an_actor("dispatcher")
    alert = Alert.objects.create(kind="silent_unit", subject="unit:1", raised_at=NOON)
    assert waits(waiting, desk, NOON) == ["alert"]
    assert waits(waiting, an_actor("patrol_unit"), NOON) == []
    alerts.close_alert(alert=alert.pk, by=desk, at=NOON)
    assert waits(waiting, desk, NOON) == []


def test_a_command_room_sees_what_is_its_stations():
    incident = an_incident()
    rooms = [an_actor("station_command")]
    type(incident).objects.filter(pk=incident.pk).update(station=rooms[0].station_id)
    assert waits(waiting, rooms[0], NOON) == ["order"]
    type(incident).objects.filter(pk=incident.pk).update(station=None)
    assert waits(waiting, rooms[0], NOON) == []
