import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from tests.builders.people import an_appointment, sign_in
from tests.pages.sign_in.conftest import PASSWORD, with_password

from quanju.domains.journal import queries as journal
from quanju.domains.people.queries.second_factors import unused_recovery_codes

pytestmark = pytest.mark.django_db


def code_of(secret, *, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def enter(client, held, **fields):
    return client.post("/sign-in", {"login": held.person.username, "password": PASSWORD, **fields})


def set_up(client, **fields):
    client.get("/second-factor/set-up")
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/second-factor/set-up", {"code": code_of(secret), **fields})
    return secret, answer


@pytest.fixture
def auditor():
    return with_password(an_appointment("auditor", name="auditor", requires_second_factor=True))


@pytest.fixture
def with_factor(client, auditor):
    """An auditor with a second factor, signed out; its secret."""
    enter(client, auditor)
    secret, answer = set_up(client)
    assert answer.status_code == 302
    client.post("/sign-out")
    return secret


def test_a_post_that_asks_for_it_lets_nobody_past_without(client, auditor):
    assert enter(client, auditor, next="/account/my-data").status_code == 302
    assert client.get("/account/my-data")["Location"].startswith("/second-factor/set-up?next=")
    assert client.get("/post")["Location"].startswith("/second-factor/set-up")
    assert client.get("/account/", headers={"Accept": "application/json"}).json()["code"] == (
        "FIRST_THIS"
    )
    page = client.get("/second-factor/set-up").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert "style=" not in page
    _, answer = set_up(client, next="/account/my-data")
    assert answer["Location"] == "/recovery-codes?next=/account/my-data"
    codes = client.get(answer["Location"]).content.decode()
    assert all(code in codes for code in unused_recovery_codes(auditor.person_id))
    again = client.get("/recovery-codes").content.decode()
    assert unused_recovery_codes(auditor.person_id)[0] not in again
    assert client.get("/account/my-data").status_code == 200


def test_a_wrong_first_code_sets_nothing_up(client, auditor):
    enter(client, auditor)
    client.get("/second-factor/set-up")
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/second-factor/set-up", {"code": code_of(secret, steps=5)})
    assert answer.status_code == 422
    assert client.session["mfa.totp.secret"] == secret
    assert not Authenticator.objects.exists()


def test_then_every_sign_in_asks_for_a_code(client, auditor, with_factor):
    answer = enter(client, auditor, next="/account/")
    assert answer["Location"] == "/second-factor"
    assert client.get("/account/").status_code == 302
    done = client.post("/second-factor", {"code": code_of(with_factor, steps=1)})
    assert done["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    entry = journal.search(event="people.signed_in")[0]
    assert entry.facts["second_factor"] is True


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_code_is_right_for_one_step_around_now(client, auditor, with_factor, steps, is_right):
    enter(client, auditor)
    while time.time() % 30 > 24:  # keep clear of the edge of a step, also on a busy machine
        time.sleep(0.5)
    answer = client.post("/second-factor", {"code": code_of(with_factor, steps=steps)})
    assert answer.status_code == (302 if is_right else 422)


def test_a_code_works_once(client, auditor, with_factor):
    code = code_of(with_factor, steps=1)
    enter(client, auditor)
    assert client.post("/second-factor", {"code": code}).status_code == 302
    client.post("/sign-out")
    enter(client, auditor)
    assert client.post("/second-factor", {"code": code}).status_code == 422


def test_a_code_works_once_whichever_process_is_asked(client, auditor, with_factor):
    code = code_of(with_factor, steps=1)
    enter(client, auditor)
    assert client.post("/second-factor", {"code": code}).status_code == 302
    client.post("/sign-out")
    enter(client, auditor)
    cache.clear()  # another process has another memory
    refused = client.post("/second-factor", {"code": f" {code[:3]} {code[3:]}"})
    assert refused.status_code == 422
    assert "刚刚用过" in refused.content.decode()


def test_a_recovery_code_stands_for_one_and_works_once(client, auditor, with_factor):
    code = unused_recovery_codes(auditor.person_id)[0]
    enter(client, auditor)
    assert client.post("/second-factor", {"code": code}).status_code == 302
    client.post("/sign-out")
    enter(client, auditor)
    assert client.post("/second-factor", {"code": code}).status_code == 422


def test_five_wrong_codes_lock_like_five_wrong_passwords(client, auditor, with_factor):
    enter(client, auditor)
    answers = [client.post("/second-factor", {"code": "000000"}).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    right = client.post("/second-factor", {"code": code_of(with_factor, steps=1)})
    assert right.status_code == 429
    assert enter(client, auditor).status_code in (302, 429)
    codes = [e.deny_code for e in journal.search(event="people.sign_in_failed")]
    assert codes.count("SECOND_FACTOR") == 5


def test_without_the_password_there_is_no_second_step(client, auditor, with_factor):
    assert client.get("/second-factor")["Location"] == "/sign-in"
    assert client.post("/second-factor", {"code": "1"})["Location"] == "/sign-in"


def test_one_may_go_back_to_another_account(client, auditor, with_factor):
    enter(client, auditor)
    assert client.get("/sign-in")["Location"] == "/second-factor"
    client.post("/second-factor", {"cancel": "1"})
    assert client.get("/sign-in").status_code == 200


def test_later_on_the_password_is_asked_again(client, later):
    held = with_password(an_appointment("dispatcher", name="free"))
    sign_in(client, held)
    later(minutes=5)
    client.get("/second-factor/set-up")
    secret = client.session["mfa.totp.secret"]
    without = client.post("/second-factor/set-up", {"code": code_of(secret)})
    assert without.status_code == 422
    wrong = client.post("/second-factor/set-up", {"code": code_of(secret), "password": "guess"})
    assert wrong.status_code == 422
    assert not Authenticator.objects.exists()
    right = client.post("/second-factor/set-up", {"code": code_of(secret), "password": PASSWORD})
    assert right.status_code == 302
    assert client.post("/second-factor/remove", {"password": "guess"}).status_code == 422
    assert client.post("/second-factor/remove", {"password": PASSWORD}).status_code == 302
    assert not Authenticator.objects.exists()


def test_recovery_codes_are_renewed_with_the_password(client, later):
    held = with_password(an_appointment("dispatcher", name="free"))
    sign_in(client, held)
    set_up(client)
    later(minutes=5)
    before = unused_recovery_codes(held.person_id)
    assert client.post("/recovery-codes", {"password": "guess"}).status_code == 422
    assert client.post("/recovery-codes", {"password": PASSWORD}).status_code == 302
    after = unused_recovery_codes(held.person_id)
    assert not set(before) & set(after)
    assert after[0] in client.get("/recovery-codes").content.decode()
    assert after[0] not in client.get("/recovery-codes").content.decode()


def test_accounts_of_the_demo_are_told_why_not(client):
    held = an_appointment("dispatcher")
    held.person.set_unusable_password()
    held.person.save()
    sign_in(client, held)
    for path in ("/second-factor/set-up", "/password"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "DENY_DEMO_ENTRY" in answer.content.decode()
