import json

import pytest
from tests.builders.people import NOON, an_actor, an_appointment, sign_in
from tests.pages.reading import page_of

from quanju.domains.kernel.clock import now
from quanju.domains.people.actions import sessions
from quanju.domains.people.actions.accounts import set_password
from quanju.domains.people.models import Person
from quanju.domains.people.queries import accounts
from quanju.domains.people.queries import sessions as sessions_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client):
    held = an_appointment("dispatcher", name="me")
    held.person.display_name = "<script>alert(1)</script>"
    held.person.save()
    return sign_in(client, held)


def test_the_page_shows_how_one_stands(client, me):
    page = client.get("/account/").content.decode()
    assert "指挥调度员" in page
    assert "<script>alert" not in page
    assert "这台设备" in page


def test_english_is_complete(client, me):
    Person.objects.update(language="en", display_name="Demo")
    for path in ("/account/", "/account/my-data"):
        page = client.get(path).content.decode()
        inside = page.split("<main", 1)[1].split("</main>", 1)[0]
        chinese = {c for c in inside if "\u4e00" <= c <= "\u9fff"} - set("中文演示分局")
        assert chinese == set(), path


def test_the_choice_of_language_is_kept_with_the_account(client, me):
    client.post("/appearance", {"language": "en", "next": "/account/"})
    assert accounts.account(me.person_id).language == "en"


def test_another_of_ones_sessions_is_ended(client, me):
    other = sessions.sign_in(person=me.person_id, at=NOON)
    assert client.post(f"/account/sessions/{other.ref}/end").status_code == 302
    assert sessions_queries.standing(other.ref, at=NOON) == "elsewhere"


def test_somebody_elses_session_is_not_found(client, me):
    held = an_appointment("auditor")
    other = sessions.sign_in(person=held.person_id, at=NOON)
    assert client.post(f"/account/sessions/{other.ref}/end").status_code == 404


def test_duty_is_begun_and_ended(client, me):
    assert client.post("/account/duty/on").status_code == 302
    assert "值班中" in client.get("/account/").content.decode()
    assert client.post("/account/duty/on").status_code == 409
    assert client.post("/account/duty/off").status_code == 302
    assert client.post("/account/duty/off").status_code == 409


def test_one_sees_which_office_looked_but_no_name(client, me):
    admin = an_actor("system_admin")
    set_password(person=me.person_id, by=admin, at=now())
    sign_in(client, Person.objects.get(pk=me.person_id).appointments.get())
    Person.objects.filter(pk=me.person_id).update(one_time_until=None)
    page = page_of(client.get("/account/my-data"))
    assert "发放一次性密码" in page
    assert "演示分局 · 系统管理员" in page
    assert admin.name not in page


def test_the_file_holds_what_the_page_shows(client, me):
    answer = client.get("/account/my-data.json")
    body = json.loads(answer.content)
    assert body["account"]["username"] == "me"
    assert body["appointments"][0]["role"] == "dispatcher"
    assert "attachment" in answer["Content-Disposition"]
