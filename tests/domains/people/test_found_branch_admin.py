import pytest
from tests.builders.people import NOON, an_appointment

from quanju.domains.people.actions.accounts import NameTaken, PasswordTooWeak
from quanju.domains.people.actions.founding import RoleIsHeld, found_branch_admin
from quanju.domains.people.actions.sessions import sign_in
from quanju.domains.people.models import Person
from quanju.domains.people.queries import sessions

pytestmark = pytest.mark.django_db
GOOD = "river-horse-battery-9"


def found(username="root", role="system_admin", password=GOOD):
    return found_branch_admin(
        username=username, display_name="管理员", password=password, at=NOON, role=role
    )


def test_the_first_administrator_of_an_empty_site_can_come_in():
    person = found()
    assert person.check_password(GOOD)
    session = sign_in(person=person.pk, at=NOON)
    standing = sessions.standing(session.ref, at=NOON)
    assert standing.actor.role == "system_admin"
    assert standing.must_set_second_factor


def test_there_is_only_a_first_one():
    found()
    with pytest.raises(RoleIsHeld):
        found("second")
    assert not Person.objects.filter(username="second").exists()


def test_the_first_leader_is_founded_beside_so_that_two_people_can_decide():
    assert found().pk != found("leader", role="branch_leader").pk


def test_an_account_loaded_without_password_that_holds_the_role_gets_it():
    held = an_appointment("system_admin", name="root")
    held.person.set_unusable_password()
    held.person.save()
    assert found("root").pk == held.person_id


def test_an_account_of_another_role_is_not_taken_over():
    an_appointment("dispatcher", name="root")
    with pytest.raises(NameTaken):
        found("root")


def test_a_weak_password_is_refused():
    with pytest.raises(PasswordTooWeak):
        found(password="short")


def test_no_other_role_is_founded():
    with pytest.raises(ValueError, match="auditor"):
        found(role="auditor")
