"""What a telephone system tells: a line rings, is claimed, ends, is given up; and its beat.

News may come twice, late and in any order. Each tells one moment of one call, so each has its own
place: what is known already stays, and a moment that contradicts another one is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import end_alerts
from quanju.domains.dispatch.actions.calls import close_settled
from quanju.domains.dispatch.actions.held import held_incident, next_number
from quanju.domains.dispatch.actions.lost_calls import put_on_list
from quanju.domains.dispatch.models import Alert, Bridge, Call
from quanju.domains.dispatch.telephone import TELEPHONE, Telephone, is_believed
from quanju.domains.dispatch.workflow import CALL, SETTLED, WITHOUT_OUTCOME
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, Refused, Text, Verdict
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

NO_KEY = Verdict.no("DENY_RELATION", Text("这把密钥不能报来电", "This key may not tell of calls"))


class MomentNotBelieved(Refused):
    """A moment ahead of our clock, or from too long ago."""

    code = "MOMENT_NOT_BELIEVED"
    text = Text(
        "时刻 at 不能超前 {skew} 秒以上，也不能早于 {oldest} 分钟前；请校准话机系统的时钟",
        "The moment `at` is at most {skew} s ahead and {oldest} min old; "
        "set the clock of the telephone system",
    )
    status = 422
    field = "at"


class MomentsCross(Refused):
    """A call is answered after it rang, and ends after it was answered."""

    code = "MOMENTS_CROSS"
    text = Text(
        "时刻互相矛盾：这通来电 {known}，这次报的是 {told}",
        "The moments contradict each other: this call {known}, and now {told} is told",
    )
    status = 422
    field = "at"


class CallMissing(Refused):
    """Everything but a beat is about a call."""

    code = "CALL_MISSING"
    text = Text("请写明是哪一通来电（call）", "Say which call it is about (call)")
    status = 422
    field = "call"


RANG = Text("{at} 振铃或接听", "rang or was answered at {at}")
ENDED = Text("{at} 接听或挂断", "was answered or ended at {at}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One piece of news of a telephone system; what is not known is empty."""

    call: str
    told_at: datetime
    caller_number: str = ""
    line: str = ""
    recording: str = ""
    place: tuple[float, float, float] | None = None


def beat(*, bridge: int, by: Actor, at: datetime) -> None:
    """The telephone system says that it is there."""
    with write():
        _heard(bridge, by, at)


def line_rings(*, bridge: int, told: Told, by: Actor, at: datetime) -> Call:
    """A line rings: the desks see it, with what the network delivered of this very call."""

    def change(row: Call, when: datetime) -> None:
        if row.has_ring:
            return
        _not_after(when, row.answered_at or row.hung_up_at, ENDED)
        row.ringing_at, row.has_ring = when, True

    return _news(events.LINE_RINGING, "ringing", change, bridge, told, by, at)


def line_claimed(*, bridge: int, told: Told, by: Actor, at: datetime) -> Call:
    """Somebody picked the receiver up: this is the moment of the answer, whoever has it in hand."""

    def change(row: Call, when: datetime) -> None:
        if row.claimed_at is not None:
            return
        if row.state in ("ringing", "abandoned"):
            row.state = CALL.after(row.state, "answer")
        _not_before(when, row.ringing_at if row.has_ring else None, RANG)
        _not_after(when, row.hung_up_at, ENDED)
        row.claimed_at = row.answered_at = when
        row.ringing_at = row.ringing_at if row.has_ring else when

    return _news(events.LINE_CLAIMED, "answered", change, bridge, told, by, at)


def line_ended(*, bridge: int, told: Told, by: Actor, at: datetime) -> Call:
    """The conversation is over. What came of it is for a person to say."""

    def change(row: Call, when: datetime) -> None:
        if row.hung_up_at is not None:
            return
        _not_before(when, row.claimed_at or (row.ringing_at if row.has_ring else None), RANG)
        row.hung_up_at = when
        if row.state == "ringing":
            row.state = CALL.after(row.state, "answer")

    return _news(events.LINE_ENDED, "answered", change, bridge, told, by, at)


def line_abandoned(*, bridge: int, told: Told, by: Actor, at: datetime) -> Call:
    """The caller hung up before anybody picked the receiver up."""

    def change(row: Call, when: datetime) -> None:
        if row.claimed_at is not None:
            CALL.after("answered", "hang_up")
        if row.hung_up_at is None:
            _not_before(when, row.ringing_at if row.has_ring else None, RANG)
            row.hung_up_at = when
        if row.state == "ringing":
            row.state = CALL.after(row.state, "hang_up")

    return _news(events.LINE_ABANDONED, "abandoned", change, bridge, told, by, at)


def _news(
    event: Event,
    state: str,
    change: Callable[[Call, datetime], None],
    bridge: int,
    told: Told,
    by: Actor,
    at: datetime,
) -> Call:
    """One piece of news taken in; what says nothing new is neither stored nor recorded."""
    with write():
        row, is_new, when = _call(bridge, told, state, by, at)
        before = None if is_new else _known(row)
        change(row, when)
        _add(row, told, at)
        if _known(row) != before:
            row.save()
            _mend_incident(row)
            _record(event, row, by, at)
        if row.state == "abandoned":
            put_on_list(row, by, at)
        if row.hung_up_at is not None and row.state in SETTLED:
            close_settled(row, by, at)
    return row


def _known(row: Call) -> tuple[object, ...]:
    moments = row.ringing_at, row.has_ring, row.claimed_at, row.hung_up_at
    return row.state, *moments, row.caller_number, row.line, row.recording, row.caller_lon


def _call(
    bridge: int, told: Told, state: str, by: Actor, at: datetime
) -> tuple[Call, bool, datetime]:
    """The call of this news, locked; made in `state` if nothing was told of it before.

    The bridge's row is locked first: two first words of one call come one after the other.
    """
    _heard(bridge, by, at)
    rule = in_force(TELEPHONE, at=at).content
    if not told.call:
        raise CallMissing
    if not is_believed(told.told_at, rule, at=at):
        raise MomentNotBelieved(skew=f"{rule.skew_s:g}", oldest=f"{rule.oldest_min:g}")
    when = min(told.told_at, at)
    known = Call.objects.select_for_update(of=("self",)).filter(bridge=bridge, line_ref=told.call)
    if row := known.first():
        return row, False, when
    made = Call.objects.create(
        number=next_number("call", at),
        state=state,
        channel="phone",
        bridge_id=bridge,
        line_ref=told.call,
        ringing_at=when,
    )
    return made, True, when


def _add(row: Call, told: Told, at: datetime) -> None:
    """What the news knows beside its moment. The first word stands; a place is one place."""
    if not row.caller_number and not row.is_anonymous:
        row.caller_number = _line(told.caller_number, Text("号码", "the number"), 30)
    row.line = row.line or _line(told.line, Text("线路", "the line"), 20)
    row.recording = row.recording or told.recording
    rule: Telephone = in_force(TELEPHONE, at=at).content
    is_needed = row.state in WITHOUT_OUTCOME and row.caller_lon is None
    if told.place and rule.takes_place and is_needed:
        row.caller_lon, row.caller_lat, row.caller_radius_m = told.place


def _line(text: str, what: Text, longest: int) -> str:
    return words.line(text, what, longest=longest, needed=False)


def _mend_incident(row: Call) -> None:
    """A moment that came late is true for the incident too, if this call is its first."""
    if row.incident_id is None or row.incident is None:
        return
    found = held_incident(row.incident.number)
    is_first = not found.calls.exclude(pk=row.pk).filter(ringing_at__lt=row.ringing_at).exists()
    if not is_first:
        return
    found.received_at, found.answered_at = row.ringing_at, row.answered_at
    found.has_ring = row.has_ring
    found.save(update_fields=["received_at", "answered_at", "has_ring"])


def _heard(bridge: int, by: Actor, at: datetime) -> None:
    """The bridge's row, locked, with the moment it was heard; a silence that was told is over."""
    row = held(Bridge, f"bridge:{bridge}", pk=bridge)
    if row.withdrawn_at is not None or by.subject != row.subject:
        raise Denied(NO_KEY)
    row.heard_at = max(at, row.heard_at or at)
    row.save(update_fields=["heard_at"])
    if Alert.objects.filter(kind="bridge_silent", subject=row.subject, closed_at=None).exists():
        end_alerts(at, "bridge_silent", subject=row.subject)
        record(events.BRIDGE_HEARD, subject=row.subject, by=by, at=at, urgent=True)


def _not_before(told: datetime, known: datetime | None, what: Text) -> None:
    if known is not None and told < known:
        raise MomentsCross(known=what.filled(at=_iso(known)), told=_iso(told))


def _not_after(told: datetime, known: datetime | None, what: Text) -> None:
    if known is not None and told > known:
        raise MomentsCross(known=what.filled(at=_iso(known)), told=_iso(told))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _record(event: Event, row: Call, by: Actor, at: datetime) -> None:
    """Moments and states; no number, no place, no word."""
    related = [row.incident.subject] if row.incident else []
    facts = {"line": row.line, "state": row.state, "with_place": row.caller_lon is not None}
    record(event, subject=row.subject, by=by, at=at, related=related, urgent=True, facts=facts)
