"""From the worklist to the report of an incident that ended as a case, and back by its link."""

from datetime import timedelta

import pytest
from tests.builders.hall import the_room
from tests.builders.people import an_appointment, sign_in
from tests.builders.reports import taken
from tests.domains.reception.test_from_incident import ended

from quanju.domains.dispatch.models import Incident
from quanju.domains.kernel.clock import now
from quanju.domains.reception.models import CaseReport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


@pytest.fixture
def officer(client):
    return sign_in(client, an_appointment("reception_officer", organisation=the_room()))


@pytest.fixture
def case():
    return ended("case_opened", began=now() - timedelta(hours=1))


def test_the_report_opens_filled_and_the_incident_shows_it(client, officer, case):
    assert "待登记接报案" in client.get("/worklist/").content.decode()
    page = client.get(f"/reports/of/{case.number}").content.decode()
    address = f"/reports/take?incident={case.number}"
    assert address in page
    assert case.address in client.get(address).content.decode()
    form = {"channel": "phone", "kind": "criminal", "title": "电瓶被盗"}
    assert client.post(address, form).status_code == 302
    report = CaseReport.objects.get()
    shown = client.get(f"/dispatch/incidents/{case.number}").content.decode()
    assert f'href="/reports/{report.number}"' in shown
    assert "待登记接报案" not in client.get("/worklist/").content.decode()


def test_one_that_was_entered_already_is_chosen_from_the_list(client, officer, case):
    view = taken(officer, at=now())
    address = f"/reports/of/{case.number}"
    assert view.number in client.get(address).content.decode()
    refused = client.post(f"{address}/link", {"report": "xx"}, headers={"HX-Request": "true"})
    assert 'data-field="report"' in refused.content.decode()
    answer = client.post(f"{address}/link", {"report": view.number})
    assert answer["Location"] == f"/reports/{view.number}"
    assert Incident.objects.get(pk=case.pk).case_report_no == view.number


def test_the_desk_sees_that_it_waits_and_gets_no_link(client, case):
    sign_in(client, an_appointment("dispatcher"))
    page = client.get(f"/dispatch/incidents/{case.number}").content.decode()
    assert "等接报案室登记" in page
    assert "/reports/" not in page
