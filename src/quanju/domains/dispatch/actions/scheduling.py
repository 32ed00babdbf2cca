"""Incidents that are to begin at a moment: planned, changed, withdrawn, begun."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import next_number, told, why_of
from quanju.domains.dispatch.actions.incidents import (
    ComplaintIsNoIncident,
    new_incident,
    put_incident,
    type_named,
)
from quanju.domains.dispatch.actions.placing import Told, placed
from quanju.domains.dispatch.models import Incident, ScheduledIncident
from quanju.domains.dispatch.permissions import may_schedule
from quanju.domains.dispatch.quiet import DESK_SIGNS
from quanju.domains.dispatch.types import ARRANGED
from quanju.domains.dispatch.workflow import SCHEDULED
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force


class BeginsInThePast(Refused):
    """What has begun is a call, and what is too far off belongs into the week's plan."""

    code = "BEGINS_IN_THE_PAST"
    text = Text(
        "开始时间应在现在之后、{days} 天之内",
        "It begins later than now and within {days} days",
    )
    status = 422
    field = "begins_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """What is to begin, where and when, as somebody tells it."""

    type_code: str
    text: str
    address: str
    lon: float | None
    lat: float | None
    begins_at: datetime


def schedule_incident(*, what: Arranged, by: Actor, at: datetime) -> ScheduledIncident:
    """Keep what is to begin at a moment; nothing runs before."""
    may_schedule(by).or_refuse()
    facts = _checked(what, at)
    assert by.person_id is not None
    with write():
        row = ScheduledIncident.objects.create(
            number=next_number("scheduled", at), planned_by_id=by.person_id, planned_at=at, **facts
        )
        _note(events.INCIDENT_SCHEDULED, row, by, at)
    return row


def change_scheduled(
    *, number: str, what: Arranged, reason: str, by: Actor, at: datetime
) -> ScheduledIncident:
    """Another moment, place or matter, with a reason; what was at the desk already goes back."""
    may_schedule(by).or_refuse()
    why = why_of(reason, Text("变更理由", "why it is changed"))
    with write():
        row = held(ScheduledIncident, f"scheduled:{number[:20]}", number=number)
        row.state, row.reason = SCHEDULED.after(row.state, "change"), why
        facts = _checked(what, at)
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(update_fields=["state", "reason", *facts])
        _note(events.SCHEDULED_CHANGED, row, by, at, why)
    return row


def withdraw_scheduled(*, number: str, reason: str, by: Actor, at: datetime) -> ScheduledIncident:
    """It will not take place."""
    may_schedule(by).or_refuse()
    why = why_of(reason, Text("取消理由", "why it is withdrawn"))
    with write():
        row = held(ScheduledIncident, f"scheduled:{number[:20]}", number=number)
        row.state, row.reason = SCHEDULED.after(row.state, "withdraw"), why
        row.save(update_fields=["state", "reason"])
        _note(events.SCHEDULED_WITHDRAWN, row, by, at, why)
    return row


def begin_scheduled(*, number: str, by: Actor, at: datetime) -> Incident:
    """Its moment has come, or a dispatcher begins it before: an incident of now, with its clocks.

    Once begun by somebody else, that incident is the answer: the clock and a desk press together.
    """
    may_schedule(by).or_refuse()
    with write():
        row = held(ScheduledIncident, f"scheduled:{number[:20]}", number=number)
        if row.incident is not None:
            return row.incident
        row.state = SCHEDULED.after(row.state, "begin")
        place = placed(Told(lon=row.lon, lat=row.lat, address=row.address), at)
        incident, proposed, why = new_incident(
            type_code=row.type_code,
            text=row.text,
            place=place,
            grade=None,
            grade_reason="",
            title=row.text.partition("\n")[0][:40],
            by=by,
            at=at,
        )
        incident.channel, incident.received_at = ARRANGED, at
        put_incident(incident, proposed, why, by, at, row.subject)
        row.incident = incident
        row.save(update_fields=["state", "incident"])
        _note(events.SCHEDULED_BEGUN, row, by, at)
    return incident


def show_at_desk(*, number: str, by: Actor, at: datetime) -> bool:
    """The lead has begun: the desks read that it comes. No if somebody was quicker."""
    may_schedule(by).or_refuse()
    with write():
        row = held(ScheduledIncident, f"scheduled:{number[:20]}", number=number)
        if not SCHEDULED.allows(row.state, "come_due"):
            return False
        row.state = SCHEDULED.after(row.state, "come_due")
        row.save(update_fields=["state"])
        _note(events.SCHEDULED_DUE, row, by, at)
    return True


def _checked(what: Arranged, at: datetime) -> dict[str, object]:
    """Type, words, an exact place and a moment that lies ahead, as they are kept."""
    if type_named(what.type_code, at).is_complaint:
        raise ComplaintIsNoIncident
    days = in_force(DESK_SIGNS, at=at).content.scheduled_within_days
    if not at < what.begins_at <= at + timedelta(days=days):
        raise BeginsInThePast(days=f"{days:g}")
    place = placed(Told(lon=what.lon, lat=what.lat, address=what.address), at)
    return {
        "type_code": what.type_code,
        "text": told(what.text, Text("事由", "what it is"), needed=False),
        "address": place["address"],
        "lon": place["lon"],
        "lat": place["lat"],
        "begins_at": what.begins_at,
    }


def _note(event: Event, row: ScheduledIncident, by: Actor, at: datetime, why: str = "") -> None:
    related = [row.incident.subject] if row.incident else []
    facts = {"type": row.type_code, "begins_at": row.begins_at.isoformat()}
    record(
        event, subject=row.subject, by=by, at=at, related=related, justification=why, facts=facts
    )
