"""Questions about sessions: does this one still hold, and for whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from quanju.domains.kernel.prepared import Prepared
from quanju.domains.kernel.types import Text
from quanju.domains.people.models import Appointment, Person, SignIn
from quanju.domains.people.queries.actors import actor_in_session, appointments_of
from quanju.domains.people.queries.second_factors import has_second_factor
from quanju.domains.people.rules import session_ends_at, why_ended
from quanju.domains.people.types import SignedIn, Standing


@dataclass(frozen=True)
class HeldPost:
    """A post that a person may act in now."""

    code: str
    title: Text
    organisation: Text
    role: str
    requires_second_factor: bool
    valid_until: datetime | None
    is_current: bool


def standing(ref: str, *, at: datetime) -> Standing | str:
    """Who acts in the session `ref` at `at`, or why it has ended (a key of `ENDINGS`)."""
    found = _SESSION(ref=ref)
    if not found:
        return "sign_out"
    row: SignIn = found[0]
    if row.ended_at is not None:
        return row.ended_because or "sign_out"
    if not row.person.is_active:
        return "deactivated"
    role = row.post.role if row.post else ""
    if reason := why_ended(started_at=row.started_at, seen_at=row.seen_at, role=role, at=at):
        return reason
    return _standing_of(row, at)


# Every request asks this: all that an actor is made of comes with one row.
_SESSION = Prepared(
    lambda ref: SignIn.objects.select_related("person", "post__organisation__parent").filter(
        ref=ref
    ),
    ref=str,
)


def _standing_of(row: SignIn, at: datetime) -> Standing | str:
    held = _held_until(row, at)
    if not held:
        return "appointment"
    waits = bool(
        row.post
        and row.post.requires_second_factor
        and not (row.is_demo_entry or row.second_factor_at)
    )
    if waits and has_second_factor(row.person_id):
        return "second_factor"
    return Standing(
        actor=actor_in_session(row),
        session=view_of(row),
        password_hash=row.person.get_session_auth_hash(),
        language=row.person.language,
        theme=row.person.theme,
        must_choose_post=row.post is None,
        must_change_password=row.person.one_time_until is not None,
        must_set_second_factor=waits,
        post_until=None if None in held else max(until for until in held if until),
    )


def _held_until(row: SignIn, at: datetime) -> list[datetime | None]:
    """When each holding of the session's post ends, or of any while none has been chosen."""
    if row.post_id:
        return _POST_HELD(person=row.person_id, post=row.post_id, at=at)
    held = Appointment.objects.in_force(at).filter(person_id=row.person_id)
    return list(held.values_list("valid_until", flat=True))


_POST_HELD = Prepared(
    lambda person, post, at: (
        Appointment.objects.in_force(at)
        .filter(person_id=person, post_id=post)
        .values_list("valid_until", flat=True)
    ),
    person=int,
    post=int,
    at=datetime,
)


def view_of(row: SignIn) -> SignedIn:
    """The session as pages see it."""
    return SignedIn(
        ref=row.ref,
        person_id=row.person_id,
        post=row.post.code if row.post else "",
        started_at=row.started_at,
        seen_at=row.seen_at,
        ends_at=session_ends_at(
            started_at=row.started_at,
            seen_at=row.seen_at,
            role=row.post.role if row.post else "",
        ),
        device=row.device,
        address=row.address,
        is_demo_entry=row.is_demo_entry,
        has_second_factor=row.second_factor_at is not None,
    )


def sessions_of(person: int, *, at: datetime) -> list[SignedIn]:
    """The sessions of a person that still hold, newest first."""
    rows = SignIn.objects.open().filter(person_id=person).select_related("post")
    return [
        view_of(row)
        for row in rows.order_by("-started_at")
        if not why_ended(
            started_at=row.started_at,
            seen_at=row.seen_at,
            role=row.post.role if row.post else "",
            at=at,
        )
    ]


def is_signed_in_as(person: int, roles: Collection[str], *, at: datetime) -> bool:
    """Does a session of this person still hold in a post of one of these roles?"""
    rows = SignIn.objects.open().filter(person_id=person, post__role__in=roles)
    return any(
        not isinstance(standing(ref, at=at), str) for ref in rows.values_list("ref", flat=True)
    )


def sessions_to_end(*, at: datetime) -> list[tuple[str, str]]:
    """Sessions whose time is over or whose post is no longer held: (ref, why)."""
    held = set(Appointment.objects.in_force(at).values_list("person_id", "post_id"))
    holders = {person for person, _ in held}
    found = []
    for row in SignIn.objects.open().select_related("post"):
        role = row.post.role if row.post else ""
        why = why_ended(started_at=row.started_at, seen_at=row.seen_at, role=role, at=at)
        is_held = (row.person_id, row.post_id) in held if row.post_id else row.person_id in holders
        if why or not is_held:
            found.append((row.ref, why or "appointment"))
    return found


def may_remove_second_factor(person: int, *, at: datetime) -> bool:
    """No post held now asks for it."""
    held = Appointment.objects.in_force(at).filter(person_id=person)
    return not held.filter(post__requires_second_factor=True).exists()


def posts_to_choose(person: int, *, current: str, at: datetime) -> list[HeldPost]:
    """The posts a person may act in now."""
    who = Person.objects.get(pk=person)
    return [
        HeldPost(
            code=held.post.code,
            title=held.post.title,
            organisation=held.post.organisation.name,
            role=held.post.role,
            requires_second_factor=held.post.requires_second_factor,
            valid_until=held.valid_until,
            is_current=held.post.code == current,
        )
        for held in appointments_of(who, at=at)
    ]


def has_entered_from(username: str, address: str) -> bool:
    """Has the owner of this account signed in from this address before?"""
    rows = SignIn.objects.filter(person__username__iexact=username[:60], address=address[:45])
    return bool(address) and rows.exists()
