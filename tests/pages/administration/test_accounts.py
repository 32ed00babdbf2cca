import re

import pytest
from allauth.mfa.models import Authenticator
from tests.builders.people import an_appointment

from quanju.domains.approvals.models import Proposal
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.clock import now
from quanju.domains.people.models import Person
from quanju.domains.people.queries.actors import roles_held

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return an_appointment("lobby_officer", name="officer")


def test_reading_somebodys_account_is_recorded_and_they_can_see_it(client, enter, officer):
    enter("auditor")
    page = client.get(f"/administration/accounts/{officer.person_id}").content.decode()
    assert "officer" in page
    entry = journal.search(event="journal.consulted")[0]
    assert (entry.subject, entry.purpose) == (officer.person.subject, "administer")


def test_a_command_room_sees_its_own_station_only(client, enter, officer):
    own = an_appointment("case_officer", name="own")
    enter("station_command")
    listed = client.get("/administration/accounts").content.decode()
    assert "own" in listed
    assert "officer</a>" not in listed
    assert client.get(f"/administration/accounts/{own.person_id}").status_code == 200
    assert client.get(f"/administration/accounts/{officer.person_id}").status_code == 403


def test_accounts_are_not_searched_by_name(client, enter, officer):
    enter("auditor")
    by_name = client.get("/administration/accounts", {"q": officer.person.display_name})
    assert "没有符合的账号" in by_name.content.decode()
    by_account = client.get("/administration/accounts", {"q": "offi"})
    assert "officer</a>" in by_account.content.decode()
    nobody = client.get("/administration/accounts", {"q": "'\"><b>x</b>"})
    assert "<b>x</b>" not in nobody.content.decode()
    assert client.get("/administration/accounts", {"state": "?"}).status_code == 422


def test_many_accounts_come_in_pages(client, enter):
    Person.objects.bulk_create(
        Person(username=f"p{i:03}", display_name=f"演示{i}") for i in range(120)
    )
    enter("auditor")
    first = client.get("/administration/accounts")
    assert "p119" not in first.content.decode()
    second = client.get(f"/administration/accounts{first.context['older']}")
    third = client.get(f"/administration/accounts{second.context['older']}")
    assert "p119" in third.content.decode()
    assert third.context["older"] == ""


def test_the_whole_way_of_a_new_officer(client, enter):
    """Account, one-time password, proposal, approval by a second person, sign-in."""
    enter("system_admin")
    fields = {"username": "new", "display_name": "<b>新</b>", "badge_no": "9"}
    answer = client.post("/administration/accounts/add", fields)
    person = Person.objects.get(username="new")
    assert answer["Location"] == f"/administration/accounts/{person.pk}"
    page = client.post(f"/administration/accounts/{person.pk}/password")
    password = re.search(r"<code>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</code>", page.content.decode())[1]
    assert page["Cache-Control"].count("no-store")
    assert password not in client.get(answer["Location"]).content.decode()
    post = an_appointment("dispatcher", name="other").post
    proposed = client.post(
        f"/administration/accounts/{person.pk}/appoint",
        {"post": post.pk, "valid_from": "", "valid_until": ""},
    )
    assert proposed.status_code == 302
    asked = f"/approvals/{Proposal.objects.get(about=person.subject).pk}"
    queue = client.get("/approvals/").content.decode()
    assert "只有综合指挥室值班、分局领导可以批准任职" in queue
    assert "&lt;b&gt;新&lt;/b&gt;（new）" in queue
    assert client.post(f"{asked}/approve").status_code == 403
    enter("branch_leader")
    assert client.post(f"{asked}/approve").status_code == 302
    client.post("/sign-out")
    assert client.post("/sign-in", {"login": "new", "password": password})["Location"] == "/start"
    assert client.get("/account/")["Location"].startswith("/password")


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        ("2020-01-01T00:00", "", "不能从过去开始"),
        ("", "2020-01-01T00:00", "结束要晚于开始"),
        ("tomorrow", "", "field-error"),
        ("99999-01-01T00:00", "", "field-error"),
    ],
)
def test_a_wrong_span_is_said_at_its_field(client, enter, officer, start, end, says):
    enter("system_admin")
    answer = client.post(
        f"/administration/accounts/{officer.person_id}/appoint",
        {"post": officer.post_id, "valid_from": start, "valid_until": end},
    )
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_an_appointment_is_ended(client, enter, officer):
    enter("branch_leader")
    answer = client.post(f"/administration/appointments/{officer.pk}/end")
    assert answer["Location"] == f"/administration/accounts/{officer.person_id}"
    assert roles_held([officer.person_id], at=now()) == {}


def test_ones_own_account_is_for_another_administrator(client, enter):
    me = enter("system_admin")
    page = client.get(f"/administration/accounts/{me.person_id}").content.decode()
    assert page.count("请另一位管理员办理") >= 2
    assert "不能给自己授予岗位" in page
    for verb in ("password", "deactivate", "reactivate", "reset-second-factor", "appoint"):
        assert client.post(f"/administration/accounts/{me.person_id}/{verb}").status_code == 403


def test_deactivating_and_back(client, enter, officer):
    enter("system_admin")
    client.post(f"/administration/accounts/{officer.person_id}/deactivate")
    assert not Person.objects.get(pk=officer.person_id).is_active
    client.post(f"/administration/accounts/{officer.person_id}/reactivate")
    assert Person.objects.get(pk=officer.person_id).is_active


def test_a_lost_second_factor_needs_two_people(client, enter, officer):
    Authenticator.objects.create(user=officer.person, type="totp", data={"secret": ""})
    enter("system_admin")
    client.post(f"/administration/accounts/{officer.person_id}/reset-second-factor")
    asked = f"/approvals/{Proposal.objects.get().pk}"
    assert client.post(f"{asked}/approve").status_code == 403
    enter("branch_leader")
    assert "officer" in client.get("/approvals/").content.decode()
    assert client.post(f"{asked}/approve").status_code == 302
    assert not Authenticator.objects.exists()


def test_a_post_is_proposed_here_and_granted_on_the_page_of_approvals(client, enter, officer):
    enter("system_admin")
    post = an_appointment("dispatcher").post_id
    form = {"post": post, "valid_from": "", "valid_until": ""}
    client.post(f"/administration/accounts/{officer.person_id}/appoint", form)
    enter("branch_leader")
    asked = Proposal.objects.get()
    assert str(asked.said_zh) in client.get("/approvals/").content.decode()
    client.post(f"/approvals/{asked.pk}/approve")
    assert "dispatcher" in roles_held([officer.person_id], at=now())[officer.person_id]
    account = client.get(f"/administration/accounts/{officer.person_id}").content.decode()
    assert account.count(" / ") >= 1


def test_who_has_no_business_here_is_refused(client, enter):
    enter("patrol_unit")
    for path in ("", "accounts", "posts", "rules", "accounts/add"):
        assert client.get(f"/administration/{path}").status_code == 403, path
