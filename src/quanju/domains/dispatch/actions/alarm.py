"""Levels of alarm: more units go and more people are told, in one press; put back in another."""

from collections.abc import Sequence
from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import check_open, held_incident, note, why_of
from quanju.domains.dispatch.actions.orders import send_order
from quanju.domains.dispatch.actions.services import want_services
from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.notices import tell_of_alarm
from quanju.domains.dispatch.permissions import may_change_incident
from quanju.domains.dispatch.queries.plans import level_named
from quanju.domains.dispatch.types import Recommendation
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor

FIRST = Text("常规响应", "First alarm")


class NotTheNextLevel(Refused):
    """Somebody else raised it meanwhile, or the branch has no such level."""

    code = "NOT_THE_NEXT_LEVEL"
    text = Text(
        "现在是第 {level} 档响应，不能直接升为第 {wanted} 档",
        "It is at alarm level {level}; level {wanted} does not follow it",
    )


class NoAlarm(Refused):
    """The first level is every incident's own."""

    code = "NO_ALARM"
    text = Text("没有升过响应级别", "No level of alarm has been raised")


def raise_alarm(
    *,
    incident: str,
    level: int,
    units: Sequence[int],
    recommendation: Recommendation,
    receipt_content: str,
    by: Actor,
    at: datetime,
) -> Incident:
    """Raise the alarm by one level: these units go, and whom the level names is told.

    Refuses a level that does not follow the present one, and what an order refuses; then nothing
    happens. Without units that could go only the level is raised and people are told.
    """
    with write():
        row = held_incident(incident)
        may_change_incident(by, row.station_id).or_refuse()
        check_open(row)
        line = level_named(level, at)
        if line is None or level != row.alarm_level + 1:
            raise NotTheNextLevel(level=row.alarm_level, wanted=level)
        row.alarm_level = level
        row.save(update_fields=["alarm_level"])
        note(events.ALARM_RAISED, row, by, at, urgent=True, level=level)
        if units:
            send_order(
                incident=incident,
                units=units,
                recommendation=recommendation,
                receipt_content=receipt_content,
                override_reason=f"{line.name.zh} / {line.name.en}",
                by=by,
                at=at,
            )
        tell_of_alarm(row, line.name, line.tells, by, at)
        want_services(row, line.asks, by, at)
    row.refresh_from_db()
    return row


def lower_alarm(*, incident: str, reason: str, by: Actor, at: datetime) -> Incident:
    """Put the alarm back by one level; who was told of it is told. Units are withdrawn one by one.

    Refuses an incident whose alarm nobody raised.
    """
    why = why_of(reason, Text("撤回理由", "why it is put back"))
    with write():
        row = held_incident(incident)
        may_change_incident(by, row.station_id).or_refuse()
        check_open(row)
        if row.alarm_level == 1:
            raise NoAlarm
        line = level_named(row.alarm_level, at)
        row.alarm_level -= 1
        row.save(update_fields=["alarm_level"])
        note(events.ALARM_LOWERED, row, by, at, justification=why, level=row.alarm_level)
        now = level_named(row.alarm_level, at)
        tell_of_alarm(row, now.name if now else FIRST, line.tells if line else (), by, at)
    return row
