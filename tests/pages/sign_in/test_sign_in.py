from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from tests.builders.people import NOON, an_appointment
from tests.pages.sign_in.conftest import PASSWORD, with_password

from quanju.domains.journal import queries as journal
from quanju.domains.kernel.clock import now
from quanju.domains.people.models import Person, SignIn

pytestmark = pytest.mark.django_db


def send(client, login="officer", password=PASSWORD, **fields):
    return client.post("/sign-in", {"login": login, "password": password, **fields})


def test_the_right_password_opens_the_house(client, officer):
    answer = send(client)
    assert (answer.status_code, answer["Location"]) == (302, "/start")
    assert client.get("/account/").status_code == 200
    assert SignIn.objects.get().address == "127.0.0.1"


def test_a_wrong_one_says_how_many_are_left(client, officer):
    answer = send(client, password="guess")
    assert answer.status_code == 422
    assert "再错 4 次" in answer.content.decode()
    assert SignIn.objects.count() == 0


def test_an_unknown_name_is_answered_the_same(client, officer):
    known, unknown = send(client, password="guess"), send(client, login="nobody")
    assert known.status_code == unknown.status_code
    assert "再错 4 次" in unknown.content.decode()


def test_five_misses_lock_the_name_at_this_address_for_fifteen_minutes(client, officer):
    for _ in range(4):
        assert send(client, password="guess").status_code == 422
    fifth = send(client, password="guess")
    assert fifth.status_code == 429
    assert "LOCKED_OUT" in fifth.content.decode()
    assert 800 < int(fifth["Retry-After"]) <= 900
    assert send(client).status_code == 429  # even the right one
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert send(elsewhere).status_code == 302
    codes = [e.deny_code for e in journal.search(event="people.sign_in_failed")]
    assert codes[0] == "LOCKED"
    assert codes.count("PASSWORD") >= 4


def test_misses_while_locked_do_not_prolong_the_lock(client, officer):
    for _ in range(5):
        send(client, password="guess")
    locked_at = AccessAttempt.objects.get().attempt_time
    send(client, password="guess")
    assert AccessAttempt.objects.get().attempt_time == locked_at


def test_the_lock_ends_by_itself(client, officer):
    for _ in range(5):
        send(client, password="guess")
    AccessAttempt.objects.update(
        attempt_time=AccessAttempt.objects.get().attempt_time - timedelta(minutes=15, seconds=1)
    )
    assert send(client).status_code == 302


def test_four_misses_and_a_hit_start_anew(client, officer):
    for _ in range(4):
        send(client, password="guess")
    assert send(client).status_code == 302
    client.post("/sign-out")
    assert "再错 4 次" in send(client, password="guess").content.decode()


def test_the_typed_name_is_kept_nowhere(client, officer):
    send(client, login="my-secret-password", password="x")
    kept = str(AccessAttempt.objects.values())
    assert "secret" not in kept
    assert "secret" not in str(list(journal.exported_rows()))


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "http:///evil",
        "\x00/account/",
        "account/",
        "https://127.0.0.1/account/",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(client, officer, url):
    assert send(client, next=url)["Location"] == "/start"


def test_one_goes_on_where_one_was_going(client, officer):
    asked = client.get("/account/my-data?x=1")
    assert asked["Location"] == "/sign-in?next=%2Faccount%2Fmy-data%3Fx%3D1"
    page = client.get(asked["Location"]).content.decode()
    assert 'name="next" value="/account/my-data?x=1"' in page
    assert send(client, next="/account/my-data?x=1")["Location"] == "/account/my-data?x=1"


def test_somebody_without_a_post_is_told_so(client):
    with_password(an_appointment("dispatcher", name="officer", valid_until=NOON))
    answer = send(client)
    assert answer.status_code == 422
    assert "没有在任岗位" in answer.content.decode()
    assert journal.search(event="people.sign_in_failed")[0].deny_code == "DENY_EXPIRED"
    assert client.get("/account/").status_code == 302


def test_a_deactivated_account_is_told_so_only_with_its_password(client, officer):
    Person.objects.update(is_active=False)
    assert "账号已停用" in send(client).content.decode()
    assert "账号已停用" not in send(client, password="guess").content.decode()


def test_a_one_time_password_leads_to_a_new_one(client, officer):
    from datetime import timedelta

    Person.objects.update(one_time_until=now() + timedelta(hours=1))
    send(client)
    assert client.get("/account/")["Location"].startswith("/password")
    assert client.get("/account/", headers={"HX-Request": "true"}).status_code == 403
    new = "river-horse-battery-9"
    answer = client.post("/password", {"present": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 302
    assert client.get("/account/").status_code == 200


def test_signing_in_needs_the_token_of_the_page(officer):
    careful = Client(enforce_csrf_checks=True)
    assert send(careful).status_code == 403
    assert SignIn.objects.count() == 0


def test_html_typed_as_a_name_stays_text(client):
    page = send(client, login='"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize("login", ["", " ", "\x00", "a" * 300, "警号", "'; drop table"])
def test_odd_names_are_answered_in_words(client, login):
    assert send(client, login=login).status_code == 422


def test_too_many_attempts_from_one_address_are_slowed_down(client):
    for i in range(60):
        client.post("/sign-in", {"login": f"n{i}", "password": ""})
    assert send(client).status_code == 429


def test_language_and_theme_of_the_account_come_along(client, officer):
    Person.objects.update(language="en", theme="light")
    send(client)
    assert "My account" in client.get("/account/").content.decode()
    assert client.cookies["quanju_theme"].value == "light"


def test_english_is_complete(client):
    page = client.get("/sign-in", headers={"Accept-Language": "en"}).content.decode()
    assert "Sign in" in page
    assert "登录" not in page


def test_signed_in_people_do_not_sign_in_twice(client, officer):
    send(client)
    assert client.get("/sign-in")["Location"] == "/start"


def test_a_key_of_a_session_is_new_after_signing_in(client, officer):
    client.get("/sign-in")
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies["quanju_session"] = before = session.session_key
    send(client)
    assert client.cookies["quanju_session"].value != before


def guesses_from_everywhere(login="officer"):
    """As many misses with one name as close it to strangers, none of them locking an address."""
    for number in range(settings.NAME_MISSES_MOST):
        stranger = Client(REMOTE_ADDR=f"203.0.113.{number}")
        assert send(stranger, login, password="guess").status_code == 422


def test_guessing_from_many_addresses_is_stopped_by_name(officer):
    guesses_from_everywhere()
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    assert send(stranger, password="guess").status_code == 429
    assert send(stranger).status_code == 429  # even the right one: he cannot learn it so


def test_one_miss_fewer_closes_nothing(officer, settings):
    guesses_from_everywhere()
    settings.NAME_MISSES_MOST += 1
    assert send(Client(REMOTE_ADDR="198.51.100.7")).status_code == 302


def test_a_stranger_cannot_lock_the_owner_out_of_his_station(client, officer):
    send(client)
    guesses_from_everywhere()
    at_the_station = Client(REMOTE_ADDR="127.0.0.1")
    assert send(at_the_station).status_code == 302


def test_a_stranger_cannot_lock_the_owner_out_of_his_phone(officer):
    phone = Client(REMOTE_ADDR="10.20.0.1")
    send(phone)
    phone.post("/sign-out")
    guesses_from_everywhere()
    phone.defaults["REMOTE_ADDR"] = "10.99.0.1"  # another mast, another address
    assert send(phone).status_code == 302


def test_a_forged_or_foreign_proof_opens_nothing(client, officer):
    for forged in ("officer", "x:y:z", client.cookies.get("quanju_session", "")):
        stranger = Client(REMOTE_ADDR="198.51.100.7")
        stranger.cookies["quanju_known"] = str(forged)
        guesses_from_everywhere()
        assert send(stranger).status_code == 429
        AccessAttempt.objects.all().delete()


def test_another_name_is_not_closed_with_it(officer):
    with_password(an_appointment("branch_leader", name="leader"))
    guesses_from_everywhere()
    assert send(Client(REMOTE_ADDR="198.51.100.7"), "leader").status_code == 302


def test_what_a_signed_in_person_reads_is_not_kept_by_the_browser(client, officer):
    send(client)
    for path in ("/account/", "/geo/layers/zones", "/api/v1/openapi.json"):
        assert "no-store" in client.get(path)["Cache-Control"]
