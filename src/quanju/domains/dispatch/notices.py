"""What dispatch tells people: an order that nobody has acknowledged."""

from datetime import datetime, timedelta

from quanju.domains.dispatch.models import Alert, Assignment
from quanju.domains.journal.types import Author
from quanju.domains.kernel.roles import STATION
from quanju.domains.kernel.types import Text
from quanju.domains.notices.actions.telling import tell
from quanju.domains.notices.types import NoticeKind, To
from quanju.domains.patrol.queries.units import crews_of

ORDER_WAITS = NoticeKind(
    "dispatch.order_waits",
    Text("指令未签收", "order not acknowledged"),
    ("number", "unit", "minutes"),
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
