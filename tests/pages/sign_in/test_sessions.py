import pytest
from django.test import Client
from tests.builders.people import NOON, a_branch, an_actor, an_appointment, sign_in

from quanju.domains.dispatch.permissions import may_take_calls
from quanju.domains.kernel.clock import now
from quanju.domains.people.actions.accounts import deactivate_person, set_password
from quanju.domains.people.models import Appointment, Person, Post, SignIn

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}
MACHINE = {"Accept": "application/json"}


def test_a_stranger_is_sent_to_the_door_and_machines_get_401(client):
    assert client.get("/account/")["Location"] == "/sign-in?next=%2Faccount%2F"
    assert client.post("/account/duty/on")["Location"] == "/sign-in"
    fragment = client.get("/account/", headers=FRAGMENT)
    assert fragment.status_code == 401
    assert 'class="refusal"' in fragment.content.decode()
    machine = client.get("/account/", headers=MACHINE)
    assert machine.status_code == 401
    assert machine["Content-Type"] == "application/problem+json"
    assert machine.json()["code"] == "NOT_SIGNED_IN"


def test_an_idle_desk_is_signed_out_after_thirty_minutes(client, later):
    sign_in(client, an_appointment("dispatcher"))
    later(minutes=29)
    assert client.get("/account/").status_code == 200
    later(minutes=58)
    assert client.get("/account/").status_code == 200
    later(minutes=89)
    answer = client.get("/account/")
    assert answer["Location"].endswith("&ended=idle")
    assert "太久没有操作" in client.get(answer["Location"]).content.decode()
    assert SignIn.objects.get().ended_because == "idle"


def test_a_crews_phone_rests_longer(client, later):
    sign_in(client, an_appointment("patrol_unit"))
    later(hours=11)
    assert client.get("/account/").status_code == 200


def test_what_refreshes_itself_is_no_activity(client, later):
    sign_in(client, an_appointment("dispatcher"))
    later(minutes=20)
    client.get("/account/", headers={"X-Refresh": "true"})
    client.get("/account/", headers={"Accept": "text/event-stream"})
    later(minutes=31)
    assert client.get("/account/").status_code == 302


def test_twelve_hours_are_the_end(client, later):
    sign_in(client, an_appointment("dispatcher"))
    SignIn.objects.update(seen_at=later(hours=12))
    assert client.get("/account/")["Location"].endswith("ended=absolute")


def test_the_end_of_the_appointment_ends_the_session(client, later):
    held = an_appointment("dispatcher")
    sign_in(client, held)
    Appointment.objects.update(valid_until=later(minutes=5))
    assert client.get("/account/")["Location"].endswith("ended=appointment")


def test_deactivating_and_a_new_password_end_it(client):
    held = an_appointment("dispatcher")
    admin = an_actor("system_admin")
    sign_in(client, held)
    set_password(person=held.person_id, by=admin, at=now())
    assert client.get("/account/")["Location"].endswith("ended=password")
    held.person.refresh_from_db()
    sign_in(client, held)
    assert client.get("/account/")["Location"].startswith("/password")
    deactivate_person(person=held.person_id, by=admin, at=now())
    assert client.get("/account/")["Location"].endswith("ended=deactivated")


def test_a_password_changed_past_the_verbs_ends_it_too(client):
    held = an_appointment("dispatcher")
    sign_in(client, held)
    held.person.set_password("something else")
    held.person.save()
    assert client.get("/account/")["Location"].endswith("ended=password")


def test_signing_out_everywhere(client):
    held = an_appointment("dispatcher")
    other = Client()
    sign_in(client, held)
    sign_in(other, held)
    assert client.post("/sign-out", {"everywhere": "1"}).status_code == 302
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_a_link_does_not_sign_out(client):
    sign_in(client, an_appointment("dispatcher"))
    assert client.get("/sign-out").status_code == 200
    assert client.get("/account/").status_code == 200


def test_one_of_several_posts_is_chosen_first(client):
    held = an_appointment("dispatcher")
    second = Post.objects.create(
        code="second", organisation=a_branch(), role="auditor", title_zh="审计", title_en="Auditor"
    )
    Appointment.objects.create(person=held.person, post=second, valid_from=NOON, status="approved")
    sign_in(client, held)
    assert client.get("/account/")["Location"] == "/post?next=%2Faccount%2F"
    assert "审计" in client.get("/post").content.decode()
    refused = client.post("/post", {"post": "nothing"})
    assert refused.status_code == 403
    assert client.post("/post", {"post": "second", "next": "//evil"})["Location"] == "/start"
    assert "审计" in client.get("/account/").content.decode()


def test_a_browser_that_django_knows_but_we_do_not_is_a_stranger(client):
    held = an_appointment("dispatcher")
    client.force_login(held.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/account/").status_code == 302
    assert client.get("/sign-in").status_code == 200


def test_a_stolen_reference_of_a_deleted_session_is_nothing(client):
    sign_in(client, an_appointment("dispatcher"))
    SignIn.objects.all().delete()
    assert client.get("/account/").status_code == 302


def test_recognising_somebody_asks_few_questions(client, django_assert_max_num_queries):
    sign_in(client, an_appointment("dispatcher"))
    client.get("/sign-out")
    with django_assert_max_num_queries(5):
        client.get("/sign-out")


def test_a_person_without_password_still_has_a_session_hash(client):
    held = an_appointment("dispatcher")
    Person.objects.update(password="!x")
    held.person.refresh_from_db()
    actor = sign_in(client, held)
    assert may_take_calls(actor)
    assert client.get("/account/").status_code == 200
