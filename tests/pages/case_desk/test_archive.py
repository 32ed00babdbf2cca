"""The page of closed cases: conditions, and few questions however many there are."""

import pytest
from tests.domains.cases.cases import an_officer
from tests.domains.cases.test_archive import closed
from tests.factories import NOON, an_appointment, sign_in

from quanju.domains.cases.models import CaseRecord

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
