"""What is seen at a camera becomes an incident, in one write or not at all."""

from datetime import timedelta

import pytest
from tests.builders.people import NOON, a_branch, an_actor
from tests.builders.town import spot

from quanju.domains.dispatch.actions.alerts import close_alert
from quanju.domains.dispatch.actions.camera_events import open_camera_incident, report_camera_event
from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.queries.incidents import open_alerts
from quanju.domains.kernel.types import Denied, Refused, Text
from quanju.domains.rounds import queries
from quanju.domains.rounds.actions import planning, walking
from quanju.domains.rounds.types import CheckpointPlan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


PLACE = spot(2, 2)


def a_timetable(person, place=PLACE, at=NOON):
    lon, lat = place or (None, None)
    view = planning.plan_round(
        mode="video",
        zone=1,
        organisation=a_branch().pk,
        duty_from=at,
        duty_until=at + timedelta(hours=1),
        checkpoints=[
            CheckpointPlan(name=Text("夜市", "market"), due_at=at, camera="GG-01", lon=lon, lat=lat)
        ],
        person=person.person_id,
        by=an_actor("dispatcher"),
        at=at,
    )
    walking.start_round(round=view.pk, by=person, at=at)
    return {"round": view.pk, "checkpoint": view.checkpoints[0].pk, "at": at}


def seen(round):
    stop = queries.round_view(round).checkpoints[0]
    return stop.status, stop.outcome, stop.incident


def test_an_event_opens_the_incident_where_the_camera_stands():
    desk = an_actor("dispatcher")
    wish = a_timetable(desk)
    made = open_camera_incident(type_code="fight", text="有人推搡", by=desk, **wish)
    assert seen(wish["round"]) == ("visited", "event", made.number)
    assert (made.lon, made.lat) == pytest.approx(spot(2, 2))
    assert made.is_self_initiated, "a patrol does not prove itself right"


@pytest.mark.parametrize(
    ("role", "place", "text", "code"),
    [
        ("dispatcher", None, "有人推搡", "CAMERA_HAS_NO_PLACE"),
        ("dispatcher", spot(2, 2), "  ", "OUTCOME_MISSING"),
        ("investigation_analyst", spot(2, 2), "有人推搡", "DENY_ROLE"),
    ],
)
def test_or_nothing_is_stored(role, place, text, code):
    person = an_actor(role)
    wish = a_timetable(person, place)
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - the code says which
        open_camera_incident(type_code="fight", text=text, by=person, **wish)
    assert refusal.value.code == code
    assert Incident.objects.count() == 0
    assert seen(wish["round"]) == ("due", "", "")


def test_only_who_looks_through_the_round():
    wish = a_timetable(an_actor("dispatcher"))
    with pytest.raises(Denied):
        open_camera_incident(type_code="fight", text="x", by=an_actor("patrol_unit"), **wish)
    assert Incident.objects.count() == 0


def test_an_event_that_is_only_told_stands_at_the_desk_until_it_is_seen_to():
    desk = an_actor("dispatcher")
    wish = a_timetable(desk, place=None)
    report_camera_event(text="有人推搡", by=desk, **wish)
    assert seen(wish["round"]) == ("visited", "event", "")
    (alert,) = open_alerts()
    assert (alert.kind, alert.round, alert.incident) == ("camera_event", wish["round"], "")
    close_alert(alert=alert.pk, by=desk, at=NOON)
    assert open_alerts() == []


def test_an_event_without_words_is_told_to_nobody():
    desk = an_actor("dispatcher")
    wish = a_timetable(desk, place=None)
    with pytest.raises(Refused):
        report_camera_event(text=" ", by=desk, **wish)
    assert open_alerts() == []
    assert seen(wish["round"]) == ("due", "", "")
