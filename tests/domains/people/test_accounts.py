from datetime import timedelta

import pytest
from tests.builders.people import NOON, a_station, an_actor, an_appointment

from quanju.domains.journal import queries as journal
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Denied, Refused
from quanju.domains.people.actions.accounts import (
    NameTaken,
    PasswordTooWeak,
    PasswordWrong,
    add_person,
    change_password,
    deactivate_person,
    reactivate_person,
    set_password,
)
from quanju.domains.people.actions.sessions import sign_in
from quanju.domains.people.models import Person
from quanju.domains.people.queries import accounts, sessions
from quanju.domains.people.queries.actors import roles_held
from quanju.domains.people.types import Standing

pytestmark = pytest.mark.django_db
GOOD = "river-horse-battery-9"


@pytest.fixture
def admin():
    return an_actor("system_admin")


@pytest.fixture
def officer():
    held = an_appointment("dispatcher")
    held.person.set_password("old password 123")
    held.person.save()
    return held.person


def test_an_account_opens_without_password_and_post(admin):
    person = add_person(
        username="wang-wu", display_name="演示-王五", badge_no="031", by=admin, at=NOON
    )
    assert not person.has_usable_password()
    assert roles_held([person.pk], at=NOON) == {}
    entry = journal.history_of(person.subject)[0]
    assert entry.event == "people.person_added"
    assert "王五" not in str(list(journal.exported_rows()))


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"system_admin"}))
def test_only_an_administrator_opens_accounts(role):
    with pytest.raises(Denied):
        add_person(username="x", display_name="x", by=an_actor(role), at=NOON)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "Wang Wu"),
        ("username", "<b>x</b>"),
        ("username", "-x"),
        ("username", "x" * 61),
        ("username", "wang\x00"),
        ("display_name", ""),
        ("display_name", " \t"),
        ("display_name", "x" * 61),
        ("badge_no", "<i>"),
        ("badge_no", "1" * 21),
    ],
)
def test_what_cannot_be_stored_is_refused_at_its_field(admin, field, value):
    good = {"username": "wang-wu", "display_name": "王五", "badge_no": "031"}
    with pytest.raises(Refused) as refused:
        add_person(**{**good, field: value}, by=admin, at=NOON)
    assert refused.value.field == field
    assert not Person.objects.filter(username="wang-wu").exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("王\x00五", "王五"), ("王\u202e五", "王五"), ("王\n五", "王 五"), ("𡐨\u3000五", "𡐨 五")],
)
def test_a_name_is_kept_as_it_was_typed(admin, typed, kept):
    person = add_person(username="wang-wu", display_name=typed, by=admin, at=NOON)
    assert person.display_name == kept


def test_html_is_kept_as_text(admin):
    person = add_person(username="html", display_name="<script>1</script>", by=admin, at=NOON)
    assert person.display_name == "<script>1</script>"


def test_account_names_are_unique(admin, officer):
    with pytest.raises(NameTaken):
        add_person(username=officer.username, display_name="x", by=admin, at=NOON)


def test_a_one_time_password_ends_all_sessions_and_must_be_changed(admin, officer):
    session = sign_in(person=officer.pk, at=NOON)
    password = set_password(person=officer.pk, by=admin, at=NOON)
    officer.refresh_from_db()
    assert officer.check_password(password)
    assert officer.one_time_until == NOON + timedelta(hours=72)
    assert sessions.standing(session.ref, at=NOON) == "password"
    assert password not in str(list(journal.exported_rows()))
    new = sign_in(person=officer.pk, at=NOON)
    actor = sessions.standing(new.ref, at=NOON).actor
    change_password(present=password, new=GOOD, by=actor, at=NOON)
    assert not sessions.standing(new.ref, at=NOON).must_change_password


def test_nobody_gives_themselves_a_password_or_deactivates_themselves(admin):
    for verb in (set_password, deactivate_person, reactivate_person):
        with pytest.raises(Denied) as refused:
            verb(person=admin.person_id, by=admin, at=NOON)
        assert refused.value.code == "DENY_CONFLICT"


def test_changing_ones_password_ends_the_other_sessions_only(officer):
    here = sign_in(person=officer.pk, at=NOON)
    there = sign_in(person=officer.pk, at=NOON)
    actor = sessions.standing(here.ref, at=NOON).actor
    change_password(present="old password 123", new=GOOD, by=actor, at=NOON)
    assert isinstance(sessions.standing(here.ref, at=NOON), Standing)
    assert sessions.standing(there.ref, at=NOON) == "password"
    officer.refresh_from_db()
    assert officer.check_password(GOOD)


@pytest.mark.parametrize("new", ["short", "123456789012345", "password1234", "old password 123"])
def test_a_weak_password_is_refused(officer, new):
    session = sign_in(person=officer.pk, at=NOON)
    actor = sessions.standing(session.ref, at=NOON).actor
    with pytest.raises(PasswordTooWeak):
        change_password(present="old password 123", new=new, by=actor, at=NOON)


def test_the_present_password_is_asked(officer):
    session = sign_in(person=officer.pk, at=NOON)
    actor = sessions.standing(session.ref, at=NOON).actor
    with pytest.raises(PasswordWrong):
        change_password(present="guess", new=GOOD, by=actor, at=NOON)


def test_an_account_of_the_demo_has_no_password_to_change():
    actor = an_actor("dispatcher")
    Person.objects.update(password="!")
    with pytest.raises(Denied) as refused:
        change_password(present="", new=GOOD, by=actor, at=NOON)
    assert refused.value.code == "DENY_DEMO_ENTRY"


def test_deactivating_closes_the_account_and_its_sessions(admin, officer):
    session = sign_in(person=officer.pk, at=NOON)
    deactivate_person(person=officer.pk, by=admin, at=NOON)
    assert sessions.standing(session.ref, at=NOON) == "deactivated"
    assert roles_held([officer.pk], at=NOON) == {}
    reactivate_person(person=officer.pk, by=admin, at=NOON)
    officer.refresh_from_db()
    assert officer.is_active
    assert not officer.has_usable_password()


def test_accounts_are_found_by_account_badge_and_post_but_not_by_name(admin):
    held = an_appointment("archivist", name="li-si")

    def found(text):
        return [row.username for row in accounts.accounts(text=text, by=admin, at=NOON)]

    assert found("li-s") == ["li-si"]
    assert found(held.person.badge_no) == ["li-si"]
    assert found("档案") == ["li-si"]
    assert found(held.post.code) == ["li-si"]
    assert found(held.person.display_name) == []


def test_a_command_room_sees_its_own_station_only():
    room = an_actor("station_command")
    own = an_appointment("case_officer", name="own")
    an_appointment("lobby_officer", name="other", organisation=a_station("other"))
    names = {row.username for row in accounts.accounts(by=room, at=NOON)}
    assert own.person.username in names
    assert "other" not in names


def test_a_page_of_accounts_asks_a_fixed_number_of_questions(admin, django_assert_max_num_queries):
    for _ in range(12):
        an_appointment("dispatcher")
    with django_assert_max_num_queries(4):
        first = accounts.accounts(by=admin, at=NOON, most=10)
    rest = accounts.accounts(by=admin, at=NOON, most=10, after=first[-1].username)
    assert (len(first), len(rest)) == (10, 3)
    assert not {row.username for row in first} & {row.username for row in rest}
