"""Verbs of approvals: propose, approve, refuse, withdraw; what waited too long expires."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from quanju.domains.approvals import events
from quanju.domains.approvals.models import Proposal
from quanju.domains.approvals.permissions import may_decide, may_withdraw
from quanju.domains.approvals.ports import wait_of
from quanju.domains.approvals.types import Act, ProposalView, act_named
from quanju.domains.approvals.workflow import PROPOSAL
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Author, Event
from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text

LONGEST_REASON, LONGEST_WHY = 2000, 300
SERVICE = Author(subject="service:quanju")


class AlreadyProposed(Refused):
    """It waits for the second person already."""

    code = "ALREADY_PROPOSED"
    text = Text(
        "已提请，正在等待另一人决定；要另提，请先撤回前一次",
        "It waits for a second person already; to propose it anew, withdraw it first",
    )


class TimeIsOver(Refused):
    """Nobody decided in time; it is proposed anew if it is still wanted."""

    code = "TIME_IS_OVER"
    text = Text(
        "已超过等待期限 {until}；仍需办理请重新提出",
        "Its time ran out at {until}; propose it anew if it is still wanted",
    )


def propose(
    act: Act,
    *,
    subject: str,
    said: Text,
    content: Mapping[str, Any] | None = None,
    about: str = "",
    related: Iterable[str] = (),
    facts: Mapping[str, Any] | None = None,
    reason: str = "",
    by: Author,
    at: datetime,
) -> ProposalView:
    """Put an act up for a second person; the room's own verb calls it once it may be proposed.

    `said` is what the second person reads, `content` what `carry_out` needs, `facts` what the
    entry tells of it. Refuses a missing reason where one is needed, and a second open proposal.
    """
    what = Text("理由", "the reason")
    why = words.lines(
        reason, what, longest=LONGEST_REASON, needed=act.is_reason_needed, field="reason"
    )
    with write():
        try:
            with transaction.atomic():
                row = Proposal.objects.create(
                    act=act.name,
                    subject=subject,
                    about=about,
                    related=list(related),
                    content=dict(content or {}),
                    said_zh=said.zh,
                    said_en=said.en,
                    reason=why,
                    is_only_one=act.is_only_one,
                    proposed_by=by.subject,
                    proposed_at=at,
                    waits_until=at + wait_of(act.name, at),
                )
        except IntegrityError as error:
            raise AlreadyProposed() from error
        _record(events.PROPOSED, row, by, at, **(facts or {}))
    return row.view()


def approve(*, proposal: int, why: str = "", by: Author, at: datetime) -> ProposalView:
    """Carry out what another person proposed, in the same transaction.

    Refuses the proposer and whom it is about, other roles, what is decided or too old already, and
    whatever the act itself refuses: then the proposal stands as it stood.
    """
    with write():
        row, act = _held(proposal)
        may_decide(by, row.view()).or_refuse()
        _end(row, "approve", by, at, _why(why, needed=False))
        _record(events.APPROVED, row, by, at)
        assert act is not None  # nobody may decide an act that is none
        act.carry_out(row.view(), by, at)
    return row.view()


def refuse(*, proposal: int, why: str, by: Author, at: datetime) -> ProposalView:
    """Say no to what another person proposed, and why. Refuses as `approve` does."""
    with write():
        row, act = _held(proposal)
        may_decide(by, row.view()).or_refuse()
        _end(row, "refuse", by, at, _why(why, needed=True))
        _record(events.REFUSED, row, by, at)
        _set_aside(row, act, by, at)
    return row.view()


def withdraw(*, proposal: int, by: Author, at: datetime) -> ProposalView:
    """Take one's own proposal back. Refuses others, and what is decided already."""
    with write():
        row, act = _held(proposal)
        may_withdraw(by, row.view()).or_refuse()
        _end(row, "withdraw", by, at)
        _record(events.WITHDRAWN, row, by, at)
        _set_aside(row, act, by, at)
    return row.view()


def expire_due(*, at: datetime) -> int:
    """End what nobody decided in time, one transaction each; how many there were."""
    due = list(Proposal.objects.due(at).values_list("pk", flat=True))
    return sum(_expired(pk, at) for pk in due)


def _expired(pk: int, at: datetime) -> bool:
    with write():
        row, act = _held(pk)
        if row.status != "proposed":  # somebody decided meanwhile
            return False
        _expire(row, act, SERVICE, at, "time")
    return True


def overtake(*, subject: str, by: Author, at: datetime) -> int:
    """End what waits for a matter that was settled otherwise; inside the verb that did so.

    The verb holds the matter, as `hold` of its acts does, and so nobody decides meanwhile.
    """
    with write():
        rows = list(Proposal.objects.open().select_for_update().filter(subject=subject))
        for row in rows:
            _expire(row, act_named(row.act), by, at, "overtaken")
    return len(rows)


def end_together(proposal: ProposalView, by: Author, at: datetime) -> None:
    """End what was asked of others in the same instant, once one of them said no: a `set_aside`.

    It cannot come about any more, so nobody is asked further; the no's own reason is told there.
    """
    asked = (
        Proposal.objects.open()
        .select_for_update()
        .filter(
            subject=proposal.subject,
            proposed_by=proposal.proposed_by,
            proposed_at=proposal.proposed_at,
        )
    )
    for row in asked:
        row.why = proposal.why
        row.save(update_fields=["why"])
        _expire(row, act_named(row.act), by, at, "overtaken")


def _expire(row: Proposal, act: Act | None, by: Author, at: datetime, because: str) -> None:
    row.status = PROPOSAL.after(row.status, "expire")
    row.decided_at = at
    row.save(update_fields=["status", "decided_at"])
    _record(events.EXPIRED, row, by, at, because=because)
    _set_aside(row, act, by, at)


def _held(pk: int) -> tuple[Proposal, Act | None]:
    """The row, locked after what its act locks: the room's other verbs come in that order."""
    seen = Proposal.objects.filter(pk=pk).first()
    if seen is None:
        raise NotFound(subject=f"proposal:{pk}")
    act = act_named(seen.act)
    if act is not None and act.hold is not None:
        act.hold(seen.view())
    return Proposal.objects.select_for_update().get(pk=pk), act


def _end(row: Proposal, verb: str, by: Author, at: datetime, why: str = "") -> None:
    row.status = PROPOSAL.after(row.status, verb)
    if verb != "withdraw" and row.waits_until is not None and row.waits_until <= at:
        raise TimeIsOver(until=row.waits_until.isoformat(timespec="minutes"))
    row.decided_by, row.decided_at, row.why = by.subject, at, why
    row.save(update_fields=["status", "decided_by", "decided_at", "why"])


def _set_aside(row: Proposal, act: Act | None, by: Author, at: datetime) -> None:
    if act is not None and act.set_aside is not None:
        act.set_aside(row.view(), by, at)


def _why(why: str, *, needed: bool) -> str:
    return words.line(
        why, Text("理由", "the reason"), longest=LONGEST_WHY, needed=needed, field="why"
    )


def _record(event: Event, row: Proposal, by: Author, at: datetime, **facts: Any) -> None:
    act = act_named(row.act)
    people = [one for one in (row.proposed_by, row.about) if one]
    record(
        event,
        subject=row.entry_subject,
        by=by,
        at=at,
        related=[row.subject, *people, *row.related],
        facts={"act": row.act, **facts},
        purpose=act.purpose if act else "administer",
    )
