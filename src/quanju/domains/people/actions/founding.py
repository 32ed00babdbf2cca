"""The first administrator or leader of a branch, named on the machine itself."""

from collections.abc import Mapping
from datetime import datetime

from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.roles import ADMIN, LEADERS, ROLES
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people import events
from quanju.domains.people.actions.accounts import (
    NameTaken,
    created_person,
    person_fields,
    strong_password,
)
from quanju.domains.people.models import Appointment, Organisation, Person, Post
from quanju.domains.people.types import SERVICE


class RoleIsHeld(Refused):
    """The first administrator is made only while nobody can act as one."""

    code = "ROLE_IS_HELD"
    text = Text(
        "已有人担任{role}；请由管理员在页面上任命",
        "Somebody holds the role of {role} already; appoint on the administration page",
    )


def found_branch_admin(
    *,
    username: str,
    display_name: str,
    password: str,
    at: datetime,
    role: str = "system_admin",
) -> Person:
    """Make the first administrator, or the first leader who approves what they propose.

    Refuses when somebody with a password holds that role, an account of that name that is not
    theirs, and a weak password.
    """
    if role not in ADMIN | LEADERS:
        raise ValueError(f"only the first administrator or leader is founded, not {role!r}")
    fields = person_fields(username, display_name, "")
    hashed = strong_password(password, "", Person(**fields))
    with write():
        if _is_held(role, at):
            raise RoleIsHeld(role=ROLES[role])
        person = _founder(fields, role, at)
        person.password = hashed
        person.save(update_fields=["password"])
        record(
            events.PERSON_ADDED,
            subject=person.subject,
            by=SERVICE,
            at=at,
            purpose="administer",
            facts={"role": role, "founding": True},
        )
    return person


def _is_held(role: str, at: datetime) -> bool:
    held = Appointment.objects.in_force(at).filter(post__role=role).select_related("person")
    return any(one.person.has_usable_password() for one in held)


def _founder(fields: Mapping[str, str], role: str, at: datetime) -> Person:
    """An account of that name that holds the role already (loaded without a password), or new."""
    known = Person.objects.filter(username__iexact=fields["username"]).first()
    if known is not None:
        if not Appointment.objects.in_force(at).filter(person=known, post__role=role).exists():
            raise NameTaken(name=fields["username"])
        return known
    person = created_person(fields)
    Appointment.objects.create(
        person=person, post=_founding_post(role), valid_from=at, status="approved"
    )
    return person


def _founding_post(role: str) -> Post:
    organisation, _ = Organisation.objects.get_or_create(
        code="administration",
        defaults={
            "kind": "centre",
            "name_zh": "系统管理",
            "name_en": "System administration",
            "parent": Organisation.objects.filter(kind="branch").first(),
        },
    )
    post, _ = Post.objects.get_or_create(
        code=f"founding-{role.replace('_', '-')}",
        defaults={
            "organisation": organisation,
            "role": role,
            "title_zh": ROLES[role].zh,
            "title_en": ROLES[role].en.capitalize(),
            "requires_second_factor": True,
        },
    )
    return post
