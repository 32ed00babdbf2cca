"""Pages of plans and warnings: one press opens all of it, what is typed stays, the file is CAP."""

import re

import pytest
from tests.builders.groups import on_duty, the_offices
from tests.builders.incidents import an_incident
from tests.builders.people import an_appointment, decide, sign_in

from quanju.domains.coordination.models import Group, PublicWarning, RunStep
from quanju.domains.kernel.clock import now
from quanju.domains.people.queries.actors import actor_in

pytestmark = pytest.mark.django_db
SENT = {"what": "河水上涨", "where_when": "北河大桥"}


@pytest.fixture
def desk(client):
    the_offices(), on_duty("investigation_analyst", name="analyst")
    return sign_in(client, an_appointment("dispatcher", name="commander"))


def key_in(page):
    return re.search(r'name="idempotency_key"[^>]* value="([^"]+)"', page)[1]


def test_one_press_opens_it_however_often_it_arrives(client, desk):
    page = client.get("/groups/plans/flood").content.decode()
    sent = {**SENT, "is_drill": "on", "idempotency_key": key_in(page)}
    for _ in range(2):
        answer = client.post("/groups/plans/flood", sent)
    group = Group.objects.get()
    assert (answer["Location"], group.is_drill) == (f"/groups/{group.number}", True)
    room = client.get(answer["Location"]).content.decode()
    for words in ("集结令", "公众预警", "M/ETHANE", "演练"):
        assert words in room


@pytest.mark.usefixtures("town")
def test_an_incident_fills_the_form_and_marks_the_plans_that_fit(client, desk):
    incident = an_incident(by=desk, at=now())
    page = client.get(f"/groups/plans/flood?incident={incident.number}").content.decode()
    assert incident.number in page
    answer = client.post(
        f"/groups/plans/flood?incident={incident.number}", {**SENT, "is_drill": "on"}
    )
    assert answer.status_code == 422
    assert "演练不挂在真实警情上" in answer.content.decode()
    assert "河水上涨" in answer.content.decode()


def test_a_step_is_ticked_in_the_room(client, desk):
    client.post("/groups/plans/flood", SENT)
    number = Group.objects.get().number
    refused = client.post(f"/groups/{number}/skip_step", {"step": 2, "note": ""})
    assert refused.status_code == 422
    assert client.post(f"/groups/{number}/tick_step", {"step": 1}).status_code == 302
    assert RunStep.objects.get(place=1).status == "done"


def test_the_warning_is_read_released_and_taken_as_a_file(client, desk):
    client.post("/groups/plans/flood", SENT)
    number = PublicWarning.objects.get().number
    assert client.get(f"/groups/warnings/{number}/cap").status_code == 404
    assert client.post(f"/groups/warnings/{number}/propose").status_code == 302
    decide(f"warning:{number}", by=actor_in(an_appointment("branch_leader")), at=now())
    assert "已发布" in client.get(f"/groups/warnings/{number}").content.decode()
    file = client.get(f"/groups/warnings/{number}/cap")
    assert file["Content-Type"] == "application/xml"
    assert b"urn:oasis:names:tc:emergency:cap:1.2" in b"".join(file)
    liaison = an_appointment("outside_liaison")
    sign_in(client, liaison)
    assert client.post(f"/groups/warnings/{number}/acknowledge").status_code == 302
    assert "我单位收到" not in client.get(f"/groups/warnings/{number}").content.decode()
