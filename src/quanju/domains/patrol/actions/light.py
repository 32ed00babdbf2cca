"""Verb of a crew: the light of its car goes on or off."""

from datetime import datetime

from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol import events
from quanju.domains.patrol.actions.holding import crew_ids, held_unit, note
from quanju.domains.patrol.models import LitStretch
from quanju.domains.patrol.permissions import may_act_for
from quanju.domains.people.types import Actor


class NoLightToSwitch(Refused):
    """On foot, or off duty."""

    code = "NO_LIGHT_TO_SWITCH"
    text = Text(
        "{call_sign} 现在没有在勤的车辆，没有警灯可开关",
        "{call_sign} has no car on duty now, so there is no light to switch",
    )


def switch_light(*, unit: int, is_on: bool, by: Actor, at: datetime) -> bool:
    """Say that the car's light is on, or off; whether that changed anything.

    Refuses others than the crew, its command room and the dispatcher, and units without a car.
    """
    with write():
        row = held_unit(unit)
        may_act_for(by, crew=crew_ids(row), station_id=row.station_id).or_refuse()
        if row.status == "off_duty" or not row.vehicle:
            raise NoLightToSwitch(call_sign=row.call_sign)
        lit = LitStretch.objects.filter(unit=row, ended_at__isnull=True).first()
        if (lit is not None) == is_on:
            return False
        if lit is None:
            LitStretch.objects.create(unit=row, began_at=at)
        else:
            lit.ended_at = max(at, lit.began_at)
            lit.save(update_fields=["ended_at"])
        note(events.LIGHT_SWITCHED, row, by, at, on=is_on)
    return True
