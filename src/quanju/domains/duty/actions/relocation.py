"""Verb of planned duty: a shift that has not begun stands elsewhere."""

from datetime import datetime

from quanju.domains.duty import events
from quanju.domains.duty.actions.planning import around, held_shift
from quanju.domains.duty.actions.shift_refusals import AlreadyOver
from quanju.domains.duty.actions.wishes import zone_of_wish
from quanju.domains.duty.models import ShiftMember
from quanju.domains.duty.notices import MOVED, tell_of_shift
from quanju.domains.duty.permissions import may_plan
from quanju.domains.duty.queries import shifts
from quanju.domains.duty.types import ShiftView
from quanju.domains.duty.workflow import SHIFT
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import Actor


class StandsThereAlready(Refused):
    """The shift is planned there already."""

    code = "STANDS_THERE_ALREADY"
    text = Text("这个班次已经排在那里", "The shift is planned there already")


class BelongsToOccasion(Refused):
    """Extra duty of a market or event stands at its place."""

    code = "BELONGS_TO_OCCASION"
    text = Text(
        "这是“{name}”的加勤，跟随其地点；不需要时请取消",
        "This is extra duty for “{name}” and stands at its place; cancel it if it is not needed",
    )


def relocate_shift(
    *, shift: int, zone: int, staging_point: int | None = None, by: Actor, at: datetime
) -> ShiftView:
    """Let a planned shift stand in another zone, or at another point, with the same people.

    Whoever had confirmed it confirms anew. Refuses others than its planners, shifts that have
    begun or are over, unknown zones and points, a point of another zone, and where it is already.
    """
    with write():
        row = held_shift(shift)
        may_plan(by, station_id=station_of(row.organisation)).or_refuse()
        state = SHIFT.after(row.status, "relocate")
        if row.duty_from <= at:
            raise AlreadyOver()
        if row.occasion is not None:
            raise BelongsToOccasion(name=row.occasion.name)
        place = zone_of_wish(zone, staging_point, row.duty_from, at)
        if (row.zone, row.staging_point) == (place, staging_point):
            raise StandsThereAlready()
        before = f"zone:{row.zone}"
        row.zone, row.staging_point, row.status = place, staging_point, state
        row.revision += 1
        row.save(update_fields=["zone", "staging_point", "status", "revision"])
        members = ShiftMember.objects.filter(shift=row, is_standing=True)
        people = list(members.values_list("person", flat=True))
        record(
            events.SHIFT_RELOCATED,
            subject=row.subject,
            by=by,
            at=at,
            facts={"to_zone": place, "to_point": staging_point},
            related=[before, *around(row), *(f"person:{pk}" for pk in people)],
        )
        tell_of_shift(row, people, MOVED.filled(zone=place), by, at)
    return shifts.shift(shift, by=by, at=at)
