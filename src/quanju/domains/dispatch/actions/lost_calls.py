"""Verbs on calls that were lost: put on the list, called back, and how that ended."""

from datetime import datetime, timedelta

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import end_alerts
from quanju.domains.dispatch.models import Call, LostCall
from quanju.domains.dispatch.permissions import may_take_calls
from quanju.domains.dispatch.telephone import TELEPHONE, mark_of
from quanju.domains.dispatch.workflow import CALL, LOST_CALL
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Author
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

ENDS = {"link": "enter_incident", "inform": "find_nothing", "hand_over": "find_nothing"}
"""How the call back ended, by what became of the call: any other verb found nothing needed."""


def put_on_list(call: Call, by: Author, at: datetime) -> None:
    """The caller is to be called back; the same number within the table's minutes is one row.

    Inside a write that holds the call. Safe to ask again: a number that comes late is added.
    """
    mark = mark_of(call.caller_number)
    if call.lost_call is not None:
        if mark and not call.lost_call.mark and call.lost_call.state == "waiting":
            call.lost_call.mark = mark
            call.lost_call.save(update_fields=["mark"])
        return
    lost_at = call.hung_up_at or at
    row = _same_caller(mark, lost_at, at)
    if row is None:
        row = LostCall.objects.create(state="waiting", mark=mark, since_at=lost_at, last_at=lost_at)
    else:
        row.state = LOST_CALL.after(row.state, "ring_again")
        row.last_at = max(row.last_at, lost_at)
        row.save(update_fields=["state", "last_at"])
    call.lost_call = row
    call.save(update_fields=["lost_call"])
    facts = {"calls": row.calls.count()}
    record(events.CALL_LOST, subject=call.subject, by=by, at=at, urgent=True, facts=facts)


def _same_caller(mark: str, lost_at: datetime, at: datetime) -> LostCall | None:
    minutes = in_force(TELEPHONE, at=at).content.join_min
    if not mark:
        return None
    rows = LostCall.objects.select_for_update(of=("self",)).filter(state="waiting", mark=mark)
    return rows.filter(last_at__gte=lost_at - timedelta(minutes=minutes)).first()


def lose_call(call: Call, by: Actor, at: datetime) -> None:
    """The caller says nothing or has hung up; inside a write. A call back that nobody took ends."""
    verb = "hang_up" if call.state == "ringing" else "lose"
    call.state = CALL.after(call.state, verb)
    call.hung_up_at = call.hung_up_at or at
    call.save(update_fields=["state", "hung_up_at"])
    if call.lost_call is not None and call.lost_call.state == "calling":
        _settle(call.lost_call, "not_reach", by, at)
    else:
        put_on_list(call, by, at)


def call_back(*, lost_call: int, by: Actor, at: datetime) -> Call:
    """Take the caller into one's hand and ring; the clock of the call back stops here.

    Refuses one that another desk calls, or that has its outcome.
    """
    may_take_calls(by).or_refuse()
    with write():
        row = held(LostCall, f"lost_call:{lost_call}", pk=lost_call)
        row.state = LOST_CALL.after(row.state, "call_back")
        row.called_back_at, row.called_by_id = at, by.person_id
        row.save(update_fields=["state", "called_back_at", "called_by"])
        end_alerts(at, "call_back_due", subject=row.subject)
        last = _calls(row)[-1]
        last.state = CALL.after(last.state, "call_back")
        last.answered_by_id, last.answered_at = by.person_id, last.answered_at or at
        last.save(update_fields=["state", "answered_by", "answered_at"])
        record(events.CALLED_BACK, subject=last.subject, by=by, at=at, urgent=True)
    return last


def end_call_back(call: Call, verb: str, by: Actor, at: datetime, *, is_reached: bool) -> None:
    """The call has its outcome, and so has the call back it was; inside a write.

    Whoever rang again and was answered needs no call back either.
    """
    row = call.lost_call
    if row is not None and row.state == "calling":
        step = ENDS.get(verb, "find_nothing")
        step = "find_danger" if step == "enter_incident" and not is_reached else step
        _settle(row, step, by, at, call)
    mark = mark_of(call.caller_number)
    found = _same_caller(mark, call.ringing_at, at)
    if found is not None:
        found.called_back_at = call.answered_at
        _settle(found, "answer_again", by, at)


def _settle(row: LostCall, verb: str, by: Actor, at: datetime, call: Call | None = None) -> None:
    """The outcome is known: no mark stays, the calls of the row are closed, their places gone."""
    row.state = LOST_CALL.after(row.state, verb)
    row.mark, row.settled_at = "", at
    row.incident = call.incident if call is not None and verb != "find_nothing" else None
    row.save(update_fields=["state", "mark", "settled_at", "called_back_at", "incident"])
    end_alerts(at, "call_back_due", subject=row.subject)
    calls = _calls(row)
    for one in calls:
        if one.state == "abandoned":
            one.state, one.closed_at, one.closing_code = "closed", at, row.state
            one.caller_lon = one.caller_lat = one.caller_radius_m = None
            one.save()
    related = [row.incident.subject] if row.incident else []
    facts = {"outcome": row.state, "calls": len(calls)}
    record(
        events.LOST_CALL_SETTLED,
        subject=calls[-1].subject,
        by=by,
        at=at,
        related=related,
        urgent=True,
        facts=facts,
    )


def _calls(row: LostCall) -> list[Call]:
    """The calls of a row, locked, the oldest first."""
    rows = Call.objects.select_for_update(of=("self",)).filter(lost_call=row)
    return list(rows.order_by("ringing_at", "number"))
