"""The case's page: who leads and helps, how long from the report to the arrest and the return."""

import pytest
from tests.builders.cases import accepted
from tests.builders.people import a_branch, actor_in, an_appointment, sign_in

from quanju.domains.cases.models import CaseHelper, CaseMoment
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import local_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client):
    mine = an_appointment("case_officer")
    view = accepted(actor_in(mine), at=now())
    sign_in(client, mine)
    return f"/cases/{view.number}"


def test_a_unit_helps_and_helps_no_longer(client, case):
    branch = a_branch()
    an_appointment("case_officer", organisation=branch)
    helps = {"office": branch.code, "why": "调监控"}
    assert client.post(f"{case}/story/add_helper", helps)["Location"] == case
    assert client.post(f"{case}/story/add_helper", helps).status_code == 422
    page = client.get(case).content.decode()
    assert "主办" in page
    assert "调监控" in page
    gone = {"helper": CaseHelper.objects.get().pk, "why": ""}
    assert client.post(f"{case}/story/end_helper", gone).status_code == 422
    client.post(f"{case}/story/end_helper", gone | {"why": "查完了"})
    assert "协办结束" in client.get(case).content.decode()


def test_the_moment_of_an_arrest_is_noted_and_withdrawn(client, case):
    typed = f"{local_time(now()):%Y-%m-%dT%H:%M}"
    said = {"caught_at": typed, "source": "处警反馈单"}
    assert client.post(f"{case}/story/note_caught", said | {"source": ""}).status_code == 422
    wrong = client.post(f"{case}/story/note_caught", said | {"caught_at": "昨天"})
    assert wrong.status_code == 422
    assert client.post(f"{case}/story/note_caught", said)["Location"] == case
    page = client.get(case).content.decode()
    assert "处警反馈单" in page
    assert "距接报" in page
    moment = CaseMoment.objects.get().pk
    client.post(f"{case}/story/withdraw_caught", {"moment": moment, "why": "记错了人次"})
    assert "处警反馈单" not in client.get(case).content.decode().partition("history")[0]
    assert client.post(f"{case}/story/magic").status_code == 404


def test_a_command_room_reads_the_units_and_no_story(client, case):
    sign_in(client, an_appointment("station_command"))
    page = client.get(case).content.decode()
    assert "谁在办" in page
    assert "从接报到返还" not in page
