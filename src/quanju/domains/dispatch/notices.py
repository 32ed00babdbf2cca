"""What dispatch tells people: an order that nobody has acknowledged."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from quanju.domains.dispatch.models import Alert, Assignment, Desk, Incident
from quanju.domains.journal.types import Author
from quanju.domains.kernel.roles import STATION, SUPERVISORS
from quanju.domains.kernel.types import Text
from quanju.domains.notices.actions.telling import tell
from quanju.domains.notices.types import NoticeKind, To
from quanju.domains.patrol.queries.units import crews_of

ORDER_WAITS = NoticeKind(
    "dispatch.order_waits",
    Text("指令未签收", "order not acknowledged"),
    ("number", "unit", "minutes"),
)
ALARM = NoticeKind(
    "dispatch.alarm",
    Text("响应级别变化", "level of alarm"),
    ("number", "grade", "level"),
)
ALSO_TOLD = NoticeKind(
    "dispatch.also_told",
    Text("出警方案要求告知的警情", "incident to be told by its plan"),
    ("number", "grade"),
)
DESK_GONE = NoticeKind(
    "dispatch.desk_gone",
    Text("席位登录结束", "session of a desk ended"),
    ("desk", "incidents"),
)
MINUTE = timedelta(minutes=1)


def tell_of_waiting_order(alert: Alert, by: Author, at: datetime) -> None:
    """Tell the crew, and the command room of its station; in the write that raises the alert."""
    rows = Assignment.objects.select_related("unit", "incident")
    job = rows.get(pk=alert.subject.removeprefix("assignment:"))
    unit = job.unit
    to = To(people=crews_of([unit.pk])[unit.pk])
    if unit.station_id is not None:
        to = To(people=to.people, roles=tuple(STATION), station_id=unit.station_id)
    tell(
        ORDER_WAITS,
        to=to,
        about=job.incident.subject,
        cause=alert.subject,
        values={
            "number": job.incident.number,
            "unit": unit.call_sign,
            "minutes": max(1, round((at - job.assigned_at) / MINUTE)),
        },
        by=by,
        at=at,
    )


def tell_of_desk(desk: Desk, incidents: int, by: Author, at: datetime) -> None:
    """Tell who answers for the shift that nobody sits there any more, and how much had to move."""
    tell(
        DESK_GONE,
        to=To(roles=tuple(SUPERVISORS)),
        about=desk.subject,
        cause=f"{desk.subject} {desk.pk}",
        values={"desk": desk.number, "incidents": incidents},
        by=by,
        at=at,
    )


def tell_of_incident(row: Incident, roles: Sequence[str], by: Author, at: datetime) -> None:
    """Tell whom its response plan names that there is such an incident; once an incident."""
    values = {"number": row.number, "grade": row.grade}
    _tell_roles(ALSO_TOLD, row, roles, row.subject, values, by, at)


def tell_of_alarm(
    row: Incident, level: Text, roles: Sequence[str], by: Author, at: datetime
) -> None:
    """Tell these roles that an incident is at this level now: raised to it, or put back."""
    values = {"number": row.number, "grade": row.grade, "level": level}
    cause = f"{row.subject} alarm {row.alarm_level} {at.isoformat()}"
    _tell_roles(ALARM, row, roles, cause, values, by, at)


def _tell_roles(
    kind: NoticeKind,
    row: Incident,
    roles: Sequence[str],
    cause: str,
    values: Mapping[str, object],
    by: Author,
    at: datetime,
) -> None:
    """A command room is told of its own station's incidents, everybody else of all."""
    near = tuple(role for role in roles if role in STATION)
    wide = tuple(role for role in roles if role not in STATION)
    asked = [To(roles=wide)] if wide else []
    if near and row.station_id is not None:
        asked.append(To(roles=near, station_id=row.station_id))
    for to in asked:
        tell(kind, to=to, about=row.subject, cause=cause, values=values, by=by, at=at)
