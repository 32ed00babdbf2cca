"""Verbs of the second factor: set up, renew recovery codes, and a reset that needs two people."""

from datetime import datetime

from django.db import IntegrityError, transaction

from quanju.domains.journal.actions import record
from quanju.domains.journal.types import Author
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people import events, second_factor
from quanju.domains.people.actions.sessions import end_sessions
from quanju.domains.people.actions.submissions import once
from quanju.domains.people.models import Person, SecondFactorReset, SignIn
from quanju.domains.people.permissions import (
    may_ask_reset,
    may_change_credentials,
    may_decide_reset,
    may_withdraw_proposal,
)
from quanju.domains.people.queries.sessions import may_remove_second_factor
from quanju.domains.people.types import Actor
from quanju.domains.people.workflow import SECOND_FACTOR_RESET


class SecondFactorIsSet(Refused):
    """An account has one second factor; it is taken off before another is set up."""

    code = "SECOND_FACTOR_IS_SET"
    text = Text("已经设置了第二因素", "A second factor is set up already")


class NoSecondFactor(Refused):
    """There is none to reset or renew."""

    code = "NO_SECOND_FACTOR"
    text = Text("这个账号没有第二因素", "This account has no second factor")


class ResetIsAsked(Refused):
    """One open request an account."""

    code = "RESET_IS_ASKED"
    text = Text("已有待批准的重置申请", "A request to reset it is waiting for approval")


class PostRequiresIt(Refused):
    """A post that asks for a second factor keeps it on."""

    code = "POST_REQUIRES_IT"
    text = Text(
        "您的岗位要求第二因素，不能移除；换手机请移到新设备后重新设置",
        "Your post asks for a second factor; it cannot be taken off",
    )


def set_up_second_factor(*, secret: str, by: Actor, at: datetime) -> None:
    """Keep a TOTP secret whose code was just verified; other sessions end.

    Refuses when one is set up already, and accounts entered with one click.
    """
    with write():
        person = _self(by)
        may_change_credentials(has_password=person.has_usable_password()).or_refuse()
        if second_factor.has_second_factor(person.pk):
            raise SecondFactorIsSet()
        second_factor.store(person, secret)
        SignIn.objects.filter(ref=by.session).update(second_factor_at=at)
        end_sessions(person=person.pk, why="second_factor", by=by, at=at, but=by.session)
        record(events.SECOND_FACTOR_SET, subject=person.subject, by=by, at=at, purpose="administer")


def use_code(*, person: int, code: str, at: datetime) -> bool:
    """Use up a TOTP code that was found right; False if it was used before.

    The step is claimed in the database: a code that somebody overheard opens no second session in
    another server process either. Recovery codes are used up where they are kept.
    """
    step = second_factor.step_of(person, code)
    if step is None:
        return True
    who = Author(subject=f"person:{person}")
    with write(), once(key=f"totp-step-{step}", by=who, verb="use_code", at=at) as form:
        return not form.is_repeat


def remove_second_factor(*, by: Actor, at: datetime) -> None:
    """Take one's own second factor off; refuses where a post one holds asks for it."""
    with write():
        person = _self(by)
        if not may_remove_second_factor(person.pk, at=at):
            raise PostRequiresIt()
        if not second_factor.has_second_factor(person.pk):
            raise NoSecondFactor()
        second_factor.remove(person.pk)
        record(
            events.SECOND_FACTOR_REMOVED, subject=person.subject, by=by, at=at, purpose="administer"
        )


def renew_recovery_codes(*, by: Actor, at: datetime) -> list[str]:
    """Make new recovery codes, shown once; refuses without a second factor."""
    with write():
        person = _self(by)
        if not second_factor.has_second_factor(person.pk):
            raise NoSecondFactor()
        codes = second_factor.renew_recovery_codes(person)
        record(
            events.RECOVERY_CODES_RENEWED,
            subject=person.subject,
            by=by,
            at=at,
            purpose="administer",
        )
    return codes


def ask_second_factor_reset(*, person: int, by: Actor, at: datetime) -> SecondFactorReset:
    """Ask to take a lost second factor off an account; a branch leader decides.

    Refuses one's own account, an account without one, and a second open request.
    """
    may_ask_reset(by, person).or_refuse()
    with write():
        if not second_factor.has_second_factor(person):
            raise NoSecondFactor()
        try:
            with transaction.atomic():
                reset = SecondFactorReset.objects.create(
                    person_id=person, asked_by_id=by.person_id or 0, asked_at=at
                )
        except IntegrityError as error:
            raise ResetIsAsked() from error
        _record(reset, by, at, asked=True)
    return reset


def decide_second_factor_reset(*, reset: int, verb: str, by: Actor, at: datetime) -> None:
    """Approve, reject or withdraw a request. Approving takes TOTP off and ends all sessions.

    Refuses the asker and the person it is for (approve, reject), others (withdraw).
    """
    with write():
        row = SecondFactorReset.objects.select_for_update().filter(pk=reset).first()
        if row is None:
            raise NotFound(subject=f"second_factor_reset:{reset}")
        asker = f"person:{row.asked_by_id}"
        if verb == "withdraw":
            may_withdraw_proposal(by, asker).or_refuse()
        else:
            may_decide_reset(by, asker=asker, person=f"person:{row.person_id}").or_refuse()
        row.status = SECOND_FACTOR_RESET.after(row.status, verb)
        row.decided_by_id, row.decided_at = by.person_id, at
        row.save(update_fields=["status", "decided_by", "decided_at"])
        if verb == "approve":
            second_factor.remove(row.person_id)
            end_sessions(person=row.person_id, why="second_factor", by=by, at=at)
        _record(row, by, at, asked=False)


def _self(by: Actor) -> Person:
    row = Person.objects.select_for_update().filter(pk=by.person_id or 0).first()
    if row is None:
        raise NotFound(subject=by.subject)
    return row


def _record(reset: SecondFactorReset, by: Actor, at: datetime, *, asked: bool) -> None:
    record(
        events.RESET_ASKED if asked else events.RESET_DECIDED,
        subject=reset.subject,
        by=by,
        at=at,
        purpose="administer",
        related=[f"person:{reset.person_id}"],
        facts={"status": reset.status},
    )
