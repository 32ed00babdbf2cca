"""The page of closed cases: conditions, and few questions however many there are."""

import pytest
from tests.builders.cases import an_officer
from tests.builders.people import NOON, an_appointment, sign_in
from tests.domains.cases.test_archive import closed

from quanju.domains.cases.models import CaseRecord
from quanju.domains.cases.types.archive import STAGES
from quanju.domains.kernel.clock import now

pytestmark = pytest.mark.django_db


def test_closed_cases_are_listed_by_their_conditions(client, django_assert_max_num_queries):
    view = closed(an_officer())
    sign_in(client, an_appointment("legal_supervision", name="inspector"))
    assert "/cases/archive" in client.get("/cases/").content.decode()
    with django_assert_max_num_queries(30):
        page = client.get("/cases/archive?year=2026&outcome=sent_to_prosecution").content.decode()
    assert f"/cases/{view.number}" in page
    assert view.number not in client.get("/cases/archive?outcome=revoked").content.decode()
    assert client.get("/cases/archive?before=x").status_code == 200
    assert CaseRecord.objects.get().registered_at == NOON


def test_the_archivist_ticks_four_stages_and_others_see_the_seal(client):
    view = closed(an_officer(), at=now())
    address = f"/cases/{view.number}"
    sign_in(client, an_appointment("archivist"))
    page = client.get(address).content.decode()
    assert "四个环节查验无误" in page
    assert view.title not in page
    said = client.post(f"{address}/archive", {"stages": ["reception"]}, HTTP_HX_REQUEST="true")
    assert said.status_code == 422
    assert "还没有查验：立案、办理、结案" in said.content.decode()
    answer = client.post(f"{address}/archive", {"stages": list(STAGES)})
    assert answer["Location"] == address
    assert "与归档时一致" in client.get(address).content.decode()
    assert "已归档" in client.get("/cases/archive").content.decode()
    sign_in(client, an_appointment("legal_supervision", name="inspector"))
    assert "与归档时一致" in client.get(address).content.decode()
