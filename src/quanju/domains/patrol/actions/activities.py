"""Verbs of the four activities: what a unit does is kept in stretches, service is logged."""

from datetime import datetime, timedelta

from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol import events
from quanju.domains.patrol.actions.holding import crew_ids, held_unit, note
from quanju.domains.patrol.models import ActivityStretch
from quanju.domains.patrol.permissions import may_log_service
from quanju.domains.people.types import Actor

MOST_MINUTES = 480


class ServiceNotUsable(Refused):
    """Minutes of service that cannot be."""

    code = "SERVICE_NOT_USABLE"
    text = Text(
        "服务群众的分钟数应为 1 到 {most}，且在本班上勤之后",
        "Minutes of service are from 1 to {most} and lie within the shift",
    )
    status = 422
    field = "minutes"


def log_service(*, unit: int, minutes: int, by: Actor, at: datetime) -> None:
    """Say that the crew has just served people for so many minutes; no names, no matter."""
    with write():
        row = held_unit(unit)
        may_log_service(by, crew=crew_ids(row), station_id=row.station_id).or_refuse()
        begun = at - timedelta(minutes=max(0, min(minutes, MOST_MINUTES)))
        if (
            not 1 <= minutes <= MOST_MINUTES
            or row.shift_started_at is None
            or begun < row.shift_started_at
            or row.status == "off_duty"
        ):
            raise ServiceNotUsable(most=MOST_MINUTES)
        ActivityStretch.objects.create(unit=row, activity="service", began_at=begun, ended_at=at)
        note(events.SERVICE_LOGGED, row, by, at, minutes=minutes)
