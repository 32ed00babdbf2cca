"""Verbs of the second factor: set up, renew recovery codes, and a reset that needs two people."""

from datetime import datetime

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.types import Act, ProposalView
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Author
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people import events, second_factor
from quanju.domains.people.actions.sessions import end_sessions
from quanju.domains.people.actions.submissions import once
from quanju.domains.people.models import Person, SignIn
from quanju.domains.people.permissions import (
    may_ask_reset,
    may_change_credentials,
    may_decide_reset,
)
from quanju.domains.people.queries.second_factors import has_second_factor
from quanju.domains.people.queries.sessions import may_remove_second_factor
from quanju.domains.people.types import RESET_ACT, Actor


class SecondFactorIsSet(Refused):
    """An account has one second factor; it is taken off before another is set up."""

    code = "SECOND_FACTOR_IS_SET"
    text = Text("已经设置了第二因素", "A second factor is set up already")


class NoSecondFactor(Refused):
    """There is none to reset or renew."""

    code = "NO_SECOND_FACTOR"
    text = Text("这个账号没有第二因素", "This account has no second factor")


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
        if has_second_factor(person.pk):
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
        if not has_second_factor(person.pk):
            raise NoSecondFactor()
        second_factor.remove(person.pk)
        record(
            events.SECOND_FACTOR_REMOVED, subject=person.subject, by=by, at=at, purpose="administer"
        )


def renew_recovery_codes(*, by: Actor, at: datetime) -> list[str]:
    """Make new recovery codes, shown once; refuses without a second factor."""
    with write():
        person = _self(by)
        if not has_second_factor(person.pk):
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


def ask_second_factor_reset(*, person: int, by: Actor, at: datetime) -> ProposalView:
    """Ask to take a lost second factor off an account; a branch leader decides.

    Refuses one's own account, an account without one, and a second open request.
    """
    may_ask_reset(by, person).or_refuse()
    with write():
        row = Person.objects.filter(pk=person).first()
        if row is None or not has_second_factor(person):
            raise NoSecondFactor()
        said = Text(
            "取下{who}（{account}）遗失的第二因素",
            "Take the lost second factor off the account of {who} ({account})",
        )
        return approvals.propose(
            RESET,
            subject=row.subject,
            said=said.filled(who=row.display_name, account=row.username),
            content={"person": person},
            about=row.subject,
            by=by,
            at=at,
        )


def _reset(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """Take TOTP off and end all sessions."""
    person = int(proposal.content["person"])
    second_factor.remove(person)
    end_sessions(person=person, why="second_factor", by=by, at=at)
    record(events.SECOND_FACTOR_RESET, subject=proposal.subject, by=by, at=at, purpose="administer")


RESET = Act(
    name=RESET_ACT,
    label=Text("重置第二因素", "reset a second factor"),
    may_decide=may_decide_reset,
    roles=may_decide_reset.roles,
    carry_out=_reset,
)


def _self(by: Actor) -> Person:
    return held(Person, by.subject, pk=by.person_id or 0)
