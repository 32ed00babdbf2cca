"""Verbs of sessions: sign in, switch post, sign out, sign out everywhere."""

import secrets
from datetime import datetime

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Author
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people import events
from quanju.domains.people.models import Appointment, Person, SignIn
from quanju.domains.people.ports import leaving
from quanju.domains.people.queries.actors import actor_in_session, appointments_of
from quanju.domains.people.queries.sessions import view_of
from quanju.domains.people.rules import SEEN_EVERY, device_words
from quanju.domains.people.types import STRANGER, Actor, SignedIn


class SignInRefused(Refused):
    """The name and password are right, and still nobody may come in."""

    status = 403


class AccountInactive(SignInRefused):
    """The account was deactivated."""

    code = "ACCOUNT_INACTIVE"
    text = Text("账号已停用，请找系统管理员", "The account is deactivated; ask the administrator")


class NoPostHeld(SignInRefused):
    """No appointment is in force at this moment."""

    code = "DENY_EXPIRED"
    text = Text(
        "您现在没有在任岗位，不能进入；请找系统管理员",
        "You hold no post at this moment and cannot enter; ask the administrator",
    )


class OneTimePasswordTooOld(SignInRefused):
    """A one-time password works for a limited time."""

    code = "ONE_TIME_PASSWORD_TOO_OLD"
    text = Text(
        "一次性密码已过期，请找系统管理员重新发放",
        "The one-time password has run out; ask the administrator for a new one",
    )


class PostNotHeld(Refused):
    """The person does not hold that post now."""

    code = "POST_NOT_HELD"
    text = Text("您现在不担任这个岗位", "You do not hold this post now")
    status = 403
    field = "post"


def sign_in(
    *,
    person: int,
    at: datetime,
    user_agent: str = "",
    address: str = "",
    has_second_factor: bool = False,
    demo_post: str = "",
) -> SignedIn:
    """Open a session for somebody who proved who they are; in their post if they hold just one.

    `demo_post` is the post of a one-click entry of the demo. Refuses an inactive account, a person
    without a post in force, and a one-time password that ran out.
    """
    with write():
        who = Person.objects.get(pk=person)
        held = _posts_to_enter(who, at)
        chosen = _chosen(held, demo_post)
        row = SignIn.objects.create(
            ref=secrets.token_hex(12),
            person=who,
            post=chosen.post if chosen else None,
            started_at=at,
            seen_at=at,
            device=device_words(user_agent),
            address=address[:45],
            is_demo_entry=bool(demo_post),
            second_factor_at=at if has_second_factor else None,
        )
        record(
            events.SIGNED_IN,
            subject=who.subject,
            by=actor_in_session(row),
            at=at,
            purpose="administer",
            facts={"second_factor": has_second_factor, "demo_entry": bool(demo_post)},
        )
    return view_of(row)


def _posts_to_enter(who: Person, at: datetime) -> list[Appointment]:
    if not who.is_active:
        raise AccountInactive()
    if who.one_time_until and at >= who.one_time_until:
        raise OneTimePasswordTooOld()
    held = appointments_of(who, at=at)
    if not held:
        raise NoPostHeld()
    return held


def _chosen(held: list[Appointment], wanted: str) -> Appointment | None:
    if wanted:
        return _held(held, wanted)
    return held[0] if len(held) == 1 else None


def _held(held: list[Appointment], post: str) -> Appointment:
    found = next((one for one in held if one.post.code == post), None)
    if found is None:
        raise PostNotHeld()
    return found


def sign_in_failed(
    *, username: str, why: str, at: datetime, user_agent: str = "", address: str = ""
) -> None:
    """Record a failed sign-in. An unknown name is not kept: people type passwords there."""
    who = Person.objects.filter(username__iexact=username[:60]).first() if username else None
    with write():
        record(
            events.SIGN_IN_FAILED,
            subject=who.subject if who else "person:unknown",
            by=Author(
                subject=STRANGER.subject,
                device=device_words(user_agent),
                network_zone=address[:40],
            ),
            at=at,
            purpose="administer",
            result="denied",
            deny_code=why.upper(),
        )


def sign_out(*, by: Actor, at: datetime) -> None:
    """End one's own session; refused while rooms above want something handed over first."""
    with write():
        for leave in leaving:
            leave(by, at)
        end_session(ref=by.session, why="sign_out", by=by, at=at)


def end_session(*, ref: str, why: str, by: Author, at: datetime) -> None:
    """End a session for a reason of `ENDINGS`; nothing happens if it has ended already."""
    with write():
        row = SignIn.objects.select_for_update().open().filter(ref=ref).first()
        if row is not None:
            _end(row, why, by, at)


def end_own_session(*, ref: str, by: Actor, at: datetime) -> None:
    """End another of one's own sessions; refuses one that is not one's own."""
    if not SignIn.objects.filter(ref=ref, person_id=by.person_id or 0).exists():
        raise NotFound(subject=f"session:{ref}")
    end_session(ref=ref, why="elsewhere", by=by, at=at)


def sign_out_everywhere(*, by: Actor, at: datetime) -> int:
    """End all of one's own sessions, this one too; returns how many."""
    if by.person_id is None:
        return 0
    return end_sessions(person=by.person_id, why="elsewhere", by=by, at=at)


def end_sessions(*, person: int, why: str, by: Author, at: datetime, but: str = "") -> int:
    """End every open session of a person, `but` one."""
    with write():
        rows = list(
            SignIn.objects.select_for_update().open().filter(person_id=person).exclude(ref=but)
        )
        for row in rows:
            _end(row, why, by, at)
    return len(rows)


def _end(row: SignIn, why: str, by: Author, at: datetime) -> None:
    row.ended_at, row.ended_because = max(at, row.started_at), why
    row.save(update_fields=["ended_at", "ended_because"])
    record(
        events.SIGNED_OUT,
        subject=f"person:{row.person_id}",
        by=by,
        at=at,
        purpose="administer",
        facts={"why": why, "session": row.ref},
    )


def note_activity(*, session: SignedIn, at: datetime) -> None:
    """Move the idle clock of a session on; at most one write a minute, and no journal entry."""
    if at - session.seen_at < SEEN_EVERY:
        return
    with write():
        SignIn.objects.open().filter(ref=session.ref, seen_at__lt=at).update(seen_at=at)


def switch_post(*, post: str, by: Actor, at: datetime) -> None:
    """Act in another post that one holds; refuses one not held now."""
    with write():
        rows = SignIn.objects.open().select_related("person").filter(person_id=by.person_id or 0)
        row = held(rows, f"session:{by.session}", ref=by.session)
        chosen = _held(appointments_of(row.person, at=at), post)
        if row.post_id == chosen.post_id:
            return
        for leave in leaving:
            leave(by, at)
        row.post = chosen.post
        row.save(update_fields=["post"])
        record(
            events.POST_SWITCHED,
            subject=row.person.subject,
            by=actor_in_session(row),
            at=at,
            purpose="administer",
            related=[chosen.post.subject],
        )
