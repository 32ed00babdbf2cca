"""Verbs of accounts: add, deactivate, reactivate, give a one-time password, found."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people import events, rules
from quanju.domains.people.actions.sessions import end_sessions
from quanju.domains.people.models import Person
from quanju.domains.people.permissions import (
    may_change_credentials,
    may_manage_account,
    may_manage_accounts,
)
from quanju.domains.people.types import Actor

USERNAME = Text("账号", "account name")
DISPLAY_NAME = Text("姓名", "name")
BADGE_NO = Text("警号", "badge number")


class NameTaken(Refused):
    """Account names are unique, whatever their letter case."""

    code = "NAME_TAKEN"
    text = Text("账号 {name} 已存在", "The account {name} exists already")
    status = 409
    field = "username"


class PasswordTooWeak(Refused):
    """The password does not pass the validators of the site."""

    code = "PASSWORD_TOO_WEAK"
    text = Text("密码太弱：{why}", "The password is too weak: {why}")
    status = 422
    field = "password"


class PasswordWrong(Refused):
    """The present password was not typed correctly."""

    code = "PASSWORD_WRONG"
    text = Text("现在的密码不对", "The present password is not right")
    status = 422
    field = "password"


def add_person(
    *, username: str, display_name: str, badge_no: str = "", by: Actor, at: datetime
) -> Person:
    """Open an account without a password or a post. Refuses a name that exists."""
    may_manage_accounts(by).or_refuse()
    fields = person_fields(username, display_name, badge_no)
    with write():
        person = created_person(fields)
        record(events.PERSON_ADDED, subject=person.subject, by=by, at=at, purpose="administer")
    return person


def person_fields(username: str, display_name: str, badge_no: str) -> dict[str, str]:
    return {
        "username": rules.code(username, field="username", what=USERNAME),
        "display_name": words.line(
            display_name, field="display_name", what=DISPLAY_NAME, longest=60
        ),
        "badge_no": rules.badge(badge_no, field="badge_no", what=BADGE_NO),
    }


def created_person(fields: Mapping[str, str]) -> Person:
    person = Person(**fields)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise NameTaken(name=fields["username"]) from error
    return person


def deactivate_person(*, person: int, by: Actor, at: datetime) -> None:
    """Close an account and end its sessions. Refuses one's own."""
    may_manage_account(by, person).or_refuse()
    with write():
        row = _locked(person)
        if row.is_active:
            row.is_active = False
            row.save(update_fields=["is_active"])
            end_sessions(person=person, why="deactivated", by=by, at=at)
            _record(events.PERSON_DEACTIVATED, row, by, at)


def reactivate_person(*, person: int, by: Actor, at: datetime) -> None:
    """Open a closed account again; it needs a new one-time password."""
    may_manage_account(by, person).or_refuse()
    with write():
        row = _locked(person)
        if not row.is_active:
            row.is_active = True
            row.set_unusable_password()
            row.one_time_until = None
            row.save(update_fields=["is_active", "password", "one_time_until"])
            _record(events.PERSON_REACTIVATED, row, by, at)


def set_password(*, person: int, by: Actor, at: datetime) -> str:
    """Give a one-time password, shown once, to be changed at first use; ends all sessions.

    Refuses one's own account: that is changed with the present password.
    """
    may_manage_account(by, person).or_refuse()
    password = rules.one_time_password()
    with write():
        row = _locked(person)
        row.set_password(password)
        row.one_time_until = at + rules.ONE_TIME_PASSWORD_LIFE
        row.save(update_fields=["password", "one_time_until"])
        end_sessions(person=person, why="password", by=by, at=at)
        _record(events.PASSWORD_GIVEN, row, by, at, facts={"until": row.one_time_until.isoformat()})
    return password


def change_password(*, present: str, new: str, by: Actor, at: datetime) -> str:
    """Change one's own password; other sessions end. Returns the hash that sessions carry.

    Refuses a wrong present password, the same one again, and a weak one. Accounts entered with one
    click have no password.
    """
    row = Person.objects.filter(pk=by.person_id or 0).first()
    if row is None:
        raise NotFound(subject=by.subject)
    may_change_credentials(has_password=row.has_usable_password()).or_refuse()
    if not row.check_password(present):
        raise PasswordWrong()
    hashed = strong_password(new, present, row)
    with write():
        Person.objects.filter(pk=row.pk).update(password=hashed, one_time_until=None)
        end_sessions(person=row.pk, why="password", by=by, at=at, but=by.session)
        _record(events.PASSWORD_CHANGED, row, by, at)
    row.password = hashed
    return row.get_session_auth_hash()


def strong_password(new: str, present: str, person: Person) -> str:
    """Hash the new password before the write begins: hashing takes a third of a second."""
    if new == present:
        raise PasswordTooWeak(why=Text("与现在的相同", "it is the present one"))
    try:
        validate_password(new, person)
    except ValidationError as error:
        why = " ".join(error.messages)
        refused = PasswordTooWeak(why=Text(why, why))
        refused.field = "new"
        raise refused from error
    person.set_password(new)
    return person.password


def _locked(person: int) -> Person:
    return held(Person, f"person:{person}", pk=person)


def _record(
    event: Event, person: Person, by: Actor, at: datetime, facts: Mapping[str, Any] | None = None
) -> None:
    record(event, subject=person.subject, by=by, at=at, purpose="administer", facts=facts)
