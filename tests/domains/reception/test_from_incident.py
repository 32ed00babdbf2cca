"""An incident that ended as a case waits for the station's reception until its report is there."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.hall import at_the_room, receptionist
from tests.builders.incidents import an_incident, an_order
from tests.builders.people import NOON, a_station, an_actor
from tests.builders.reports import a_room, taken
from tests.waiting import waits

from quanju.domains.dispatch.actions import steps
from quanju.domains.dispatch.actions.case_reports import link_case_report
from quanju.domains.dispatch.actions.feedback import accept_feedback, give_feedback
from quanju.domains.dispatch.models import Incident
from quanju.domains.kernel.types import Denied, Refused
from quanju.domains.reception import waiting
from quanju.domains.reception.actions.linking import link_incident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]

DAY = timedelta(hours=24)
LATER = NOON + timedelta(minutes=40)


@pytest.fixture
def case():
    return ended("case_opened")


def ended(disposition, type_code="theft", *, began=NOON, station="jiankang"):
    """An incident of that station, over within nine minutes."""
    unit, (crew, _) = on_duty(a_unit("P3"), where=(2, 2), at=began)
    row = an_incident(type_code=type_code, at=began)
    Incident.objects.filter(pk=row.pk).update(station=a_station(station) if station else None)
    an_order(row, unit.pk, at=began)
    job = {"incident": row.number, "unit": unit.pk, "by": crew}
    for minute, verb in enumerate(("acknowledge_order", "depart", "arrive", "clear"), 1):
        getattr(steps, verb)(**job, at=began + timedelta(minutes=minute))
    said = {"disposition": disposition, "type_code": type_code}
    at = began + timedelta(minutes=9)
    give_feedback(incident=row.number, **said, by=crew, at=at)
    accept_feedback(incident=row.number, by=an_actor("dispatcher"), at=at)
    return Incident.objects.get(pk=row.pk)


def refused(**wish):
    with pytest.raises(Refused) as error:
        link_incident(**wish, at=LATER)
    return error.value.code


def test_it_waits_for_the_station_by_the_laws_hour_and_for_nobody_else(case):
    officer = at_the_room()
    (one,) = waiting.waiting_for(officer, at=LATER, until=LATER)
    assert (one.key, one.due_at) == (f"reception.case:{case.number}", case.ended_at + DAY)
    assert waits(waiting, receptionist(), LATER) == []
    assert waits(waiting, a_room("other")[1], LATER) == []
    assert waits(waiting, an_actor("legal_supervision"), LATER) == []


def test_where_no_station_answers_it_waits_for_the_centre():
    ended("case_opened", station="")
    assert waits(waiting, receptionist(), LATER) == ["case"]
    assert waits(waiting, at_the_room(), LATER) == []


def test_what_is_no_case_waits_for_nobody():
    ended("mediated")
    assert waits(waiting, at_the_room(), LATER) == []


def test_the_report_taken_from_it_is_its_number(case):
    officer = at_the_room()
    view = taken(officer, at=LATER, incident=case.number)
    case.refresh_from_db()
    assert (case.case_report_no, view.incident) == (view.number, case.number)
    assert waits(waiting, officer, LATER) == []


def test_a_report_that_was_there_before_is_looked_up(case):
    officer = at_the_room()
    view = taken(officer, at=NOON)
    assert refused(report="xx", incident=case.number, by=officer) == "NO_SUCH_REPORT"
    assert (
        link_incident(report=view.number, incident=case.number, by=officer, at=LATER).incident
        == case.number
    )
    second = taken(officer, at=LATER)
    wish = {"report": second.number, "incident": case.number, "by": officer}
    assert refused(**wish) == "HAS_REPORT"


def test_another_stations_report_or_incident_is_as_if_it_were_not(case):
    officer, (_, other) = at_the_room(), a_room("other")
    view = taken(other, at=NOON)
    wish = {"report": view.number, "incident": case.number}
    assert refused(**wish, by=officer) == "NO_SUCH_REPORT"
    assert refused(**wish, by=other) == "NOT_FOUND"


@pytest.mark.parametrize("role", ["dispatcher", "case_officer", "legal_supervision"])
def test_who_takes_no_reports_names_none(case, role):
    with pytest.raises(Denied):
        link_case_report(incident=case.number, report="x", by=an_actor(role), at=LATER)
