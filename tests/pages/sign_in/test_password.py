import pytest
from django.test import Client
from tests.builders.people import sign_in
from tests.pages.sign_in.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "river-horse-battery-9"


def send(client, present=PASSWORD, new=NEW, again=NEW):
    return client.post("/password", {"present": present, "new": new, "again": again})


def test_it_is_changed_and_this_session_goes_on(client, officer):
    other = Client()
    sign_in(client, officer)
    sign_in(other, officer)
    assert send(client)["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert other.get("/account/")["Location"].endswith("ended=password")
    officer.person.refresh_from_db()
    assert officer.person.check_password(NEW)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"present": "guess"}, "现在的密码不对"),
        ({"again": "other"}, "不一样"),
        ({"new": "short", "again": "short"}, "密码太弱"),
        ({"new": "officer-1234", "again": "officer-1234"}, "密码太弱"),
        ({"new": "", "again": ""}, "field-error"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(client, officer, fields, says):
    sign_in(client, officer)
    answer = send(client, **fields)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    officer.person.refresh_from_db()
    assert officer.person.check_password(PASSWORD)


def test_guessing_the_present_one_locks(client, officer):
    sign_in(client, officer)
    answers = [send(client, present="guess").status_code for _ in range(6)]
    assert answers == [422, 422, 422, 422, 429, 429]
    assert send(client).status_code == 429
