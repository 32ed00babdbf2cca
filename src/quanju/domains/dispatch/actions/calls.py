"""Verbs on calls: answer, link, hand over, inform, mark as nuisance, close."""

from datetime import datetime, timedelta
from typing import Any

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import (
    CodeUnknown,
    check_open,
    hear,
    held_incident,
    next_number,
    note,
    told,
    why_of,
)
from quanju.domains.dispatch.actions.lost_calls import end_call_back
from quanju.domains.dispatch.models import Call
from quanju.domains.dispatch.permissions import may_take_calls
from quanju.domains.dispatch.rules import DISPATCH_CLOCKS, DISPOSITIONS
from quanju.domains.dispatch.telephone import mark_of
from quanju.domains.dispatch.workflow import CALL
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.queries import entries_with_fact
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.prepared import Prepared
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force


class ConsentMissing(Refused):
    """The caller's number goes to another office only with the caller's yes."""

    code = "CONSENT_MISSING"
    text = Text(
        "移交前请问清报警人是否同意提供号码",
        "Ask whether the caller agrees to pass the number on before handing over",
    )
    status = 422
    field = "has_consent"


class SupervisorNeeded(Refused):
    """A second mark within the set days is for the supervisor to decide."""

    code = "SUPERVISOR_NEEDED"
    text = Text(
        "{days} 天内第二次标记，请值班长确认并写明",
        "Marked before within {days} days: ask the supervisor",
    )


def answer_call(
    *,
    channel: str = "phone",
    caller_number: str = "",
    is_anonymous: bool = False,
    ringing_at: datetime | None = None,
    answered_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Call:
    """Answer a call that no telephone system told of; the caller may stay anonymous.

    It was answered at `answered_at`, or now. Nobody knows how long it rang unless somebody says so.
    """
    may_take_calls(by).or_refuse()
    shown = words.line(
        caller_number, Text("号码", "the number"), longest=30, needed=False, field="caller_number"
    )
    heard = min(answered_at or at, at)
    with write():
        call = Call.objects.create(
            number=next_number("call", at),
            state=CALL.after("ringing", "answer"),
            channel=channel,
            caller_number="" if is_anonymous else shown,
            is_anonymous=is_anonymous,
            answered_by_id=by.person_id,
            ringing_at=min(ringing_at or heard, heard),
            has_ring=ringing_at is not None,
            answered_at=heard,
        )
        _record(events.CALL_ANSWERED, call, by, at, channel=channel, anonymous=is_anonymous)
    return call


def link_call(
    *,
    call: str,
    incident: str,
    said: str = "",
    is_reached: bool = True,
    by: Actor,
    at: datetime,
) -> Call:
    """Join a call to an open incident. Always a person's act, never done by itself.

    `is_reached`: of a call back, whether the caller was reached, or is in danger and was not.
    """
    may_take_calls(by).or_refuse()
    heard = told(said, Text("报警内容", "what was said"), field="said", needed=False)
    with write():
        row = held_call(call)
        found = held_incident(incident)
        check_open(found)
        end_with(row, "link", by, at, is_reached=is_reached, incident=found, said=heard or row.said)
        hear(found, row.ringing_at, row.answered_at, has_ring=row.has_ring)
        found.save(update_fields=["received_at", "answered_at", "has_ring"])
        note(events.CALL_LINKED, found, by, at, related=[row.subject])
    return row


def hand_over_call(
    *, call: str, target: str, has_consent: bool | None, said: str = "", by: Actor, at: datetime
) -> Call:
    """Pass a call to the office it is for, with the least data and the caller's yes or no."""
    may_take_calls(by).or_refuse()
    known_code("hand_over", target, at)
    if has_consent is None:
        raise ConsentMissing
    with write():
        row = held_call(call)
        heard = told(said, Text("内容", "what it is about"), field="said", needed=False)
        end_with(
            row,
            "hand_over",
            by,
            at,
            handed_to=target,
            has_consent=has_consent,
            said=heard or row.said,
        )
        fields = ["said", *(["caller_number"] if has_consent else [])]
        record(
            events.CALL_HANDED_OVER,
            subject=row.subject,
            by=by,
            at=at,
            recipient=target,
            facts={"consent": has_consent, "fields": fields},
        )
    return row


def inform_caller(*, call: str, topic: str, by: Actor, at: datetime) -> Call:
    """Answer a question on the telephone."""
    may_take_calls(by).or_refuse()
    known_code("topic", topic, at)
    with write():
        row = held_call(call)
        end_with(row, "inform", by, at, closing_code=topic)
        _record(events.CALLER_INFORMED, row, by, at, topic=topic)
    return row


def find_nothing(*, call: str, by: Actor, at: datetime) -> Call:
    """Whoever was called back needs nothing: dialled by mistake, settled meanwhile."""
    may_take_calls(by).or_refuse()
    with write():
        row = held_call(call)
        end_with(row, "inform", by, at, closing_code="nothing_needed")
        _record(events.CALLER_INFORMED, row, by, at, topic="nothing_needed")
    return row


def mark_nuisance(*, call: str, reason: str, supervisor: str = "", by: Actor, at: datetime) -> Call:
    """Mark a call as nuisance with a reason; a second mark in 30 days needs the supervisor.

    The number is compared by a keyed hash in the journal: there is no list of callers.
    """
    may_take_calls(by).or_refuse()
    why = why_of(reason, Text("标记理由", "why"))
    days = in_force(DISPATCH_CLOCKS, at=at).content.nuisance_days
    with write():
        row = held_call(call)
        CALL.after(row.state, "mark_nuisance")
        mark = mark_of(row.caller_number)
        since = at - timedelta(days=days)
        before = mark and entries_with_fact(events.NUISANCE_MARKED.name, "mark", mark, since)
        if before and not supervisor.strip():
            raise SupervisorNeeded(days=f"{days:g}")
        end_with(row, "mark_nuisance", by, at, closing_code="nuisance")
        record(
            events.NUISANCE_MARKED,
            subject=row.subject,
            by=by,
            at=at,
            justification=why,
            facts={"mark": mark, "repeated": bool(before)},
        )
    return row


def end_with(
    row: Call, verb: str, by: Actor, at: datetime, *, is_reached: bool = True, **known: Any
) -> None:
    """The call has its outcome: from now on nobody needs to know where its caller stood."""
    row.state = CALL.after(row.state, verb)
    row.caller_lon = row.caller_lat = row.caller_radius_m = None
    for name, value in known.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *WHERE, *known])
    end_call_back(row, verb, by, at, is_reached=is_reached)


WHERE = ("caller_lon", "caller_lat", "caller_radius_m")


def close_call(*, call: str, by: Actor, at: datetime) -> Call:
    """End the call."""
    may_take_calls(by).or_refuse()
    with write():
        row = held_call(call)
        close_settled(row, by, at)
    return row


def close_settled(row: Call, by: Actor, at: datetime) -> None:
    """The line is silent and the outcome known; inside a write."""
    row.state, row.closed_at = CALL.after(row.state, "close"), at
    row.save(update_fields=["state", "closed_at"])
    _record(events.CALL_CLOSED, row, by, at)


def held_call(number: str) -> Call:
    """The call's row, locked; `NotFound` if there is none."""
    found = _HELD(number=number)
    if not found:
        raise NotFound(subject=f"call:{number[:20]}")
    row: Call = found[0]
    return row


_HELD = Prepared(
    lambda number: Call.objects.select_for_update(of=("self",)).filter(number=number), number=str
)


FIELD_OF = {"disposition": "disposition", "hand_over": "target", "topic": "topic"}
"""At which field of the form a code of a list is chosen; every other list is of reasons."""


def known_code(name: str, code: str, at: datetime) -> Text:
    """The words of a code of one of the branch's lists; refuses what is not on it."""
    known = in_force(DISPOSITIONS, at=at).content.of(name)
    if code not in known:
        named = known.values()
        refused = CodeUnknown(
            known=Text("、".join(w.zh for w in named), ", ".join(w.en for w in named))
        )
        refused.field = FIELD_OF.get(name, "reason")
        raise refused
    return known[code]


def _record(event: Event, call: Call, by: Actor, at: datetime, **facts: object) -> None:
    record(event, subject=call.subject, by=by, at=at, facts=facts)
