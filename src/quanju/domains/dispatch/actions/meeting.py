"""What a crew comes across on its way: an incident where it stands, with the crew on it at once."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import crew_subjects, note, told
from quanju.domains.dispatch.actions.incidents import ChannelUnknown, new_incident, put_incident
from quanju.domains.dispatch.actions.notes import put_note
from quanju.domains.dispatch.actions.orders import SENDABLE, NobodyRides, UnitNotAvailable
from quanju.domains.dispatch.actions.placing import Placed, Told, placed
from quanju.domains.dispatch.actions.steps import check_crew
from quanju.domains.dispatch.models import Assignment, Incident, Order
from quanju.domains.dispatch.queries.places import Doubt
from quanju.domains.geo.queries.limits import place_limits
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions.holding import hold_units
from quanju.domains.patrol.queries.tables import position_ages
from quanju.domains.patrol.queries.units import is_crewed
from quanju.domains.patrol.types.standing import UnitView
from quanju.domains.people.types import Actor
from quanju.domains.rounds.actions.pauses import pause_rounds_of

MET_THROUGH = ("patrol", "walk_in")
WITHOUT_FIX = Text("{unit} 班组所在处（无定位）", "where the crew of {unit} is (no position)")
OUTSIDE = Text("{unit} 班组所在处（辖区外 {point}）", "where {unit} is (outside, {point})")
MAY_MEET = (*SENDABLE, "break", "out_of_service")
"""A crew at rest or with a broken car still comes across things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Where the crew's phone was when the crew pressed; the server's own fix where it says none."""

    lon: float
    lat: float
    accuracy_m: float | None = None


def meet_incident(
    *,
    unit: int,
    type_code: str,
    text: str = "",
    here: Here | None = None,
    channel: str = "patrol",
    by: Actor,
    at: datetime,
) -> Incident:
    """Enter what a crew came across, with the crew at the scene (t1 = t4): no order, no way.

    `channel` is `patrol`, or `walk_in` where somebody comes to the crew at the counter. It counts
    as found on patrol (V-2), never as a way driven (RT-3). A crew that is on another job cannot be
    on two: then the incident waits for an order like any other, and is no find of patrol.

    Refuses: who is neither the crew nor its command room nor the desk, an unknown type, a unit that
    is off duty or calls for help.
    """
    if channel not in MET_THROUGH:
        raise ChannelUnknown(channel=channel[:20])
    said = told(text, Text("情况", "what it is"), needed=False)
    with write():
        held = hold_units([unit])[unit]
        check_crew(held, by)
        is_busy = Assignment.objects.active().filter(unit=unit).exists()
        _check_on_duty(held)
        row, proposed, why = new_incident(
            type_code=type_code,
            text=said,
            place=_place(held, here, at),
            grade=None,
            grade_reason="",
            title=said.partition("\n")[0][:40],
            by=by,
            at=at,
        )
        row.channel, row.is_self_initiated, row.received_at = channel, not is_busy, at
        put_incident(row, proposed, why, by, at, held.subject)
        if not is_busy:
            _put_on(row, held, by, at)
        if said:
            put_note(row, said, by, at)
        note(
            events.INCIDENT_MET,
            row,
            by,
            at,
            related=[held.subject, *crew_subjects(unit)],
            unit=held.call_sign,
            on_it=not is_busy,
        )
    return row


def _check_on_duty(held: UnitView) -> None:
    if held.status not in MAY_MEET:
        raise UnitNotAvailable(unit=held.call_sign, state=held.status_label)
    if not is_crewed(held.pk):
        raise NobodyRides(unit=held.call_sign)


def _put_on(row: Incident, held: UnitView, by: Actor, at: datetime) -> None:
    """The crew is at the scene; it acknowledged nothing and drove nowhere: no such times."""
    order = Order.objects.create(incident=row, sent_by_id=by.person_id, sent_at=at)
    Assignment.objects.create(
        order=order,
        incident=row,
        unit_id=held.pk,
        state="on_scene",
        is_primary=True,
        assigned_at=at,
        arrived_at=at,
        last_status_at=at,
    )
    row.state, row.ordered_at, row.arrived_at = "on_scene", at, at
    row.save(update_fields=["state", "ordered_at", "arrived_at"])
    pause_rounds_of([held.pk], because=row.subject, by=by, at=at)


def _place(held: UnitView, here: Here | None, at: datetime) -> Placed:
    """Here, as well as it is known: the phone's fix, the unit's last one, else its own zone.

    What a crew stands before always becomes an incident: a fix far from any road is a place
    roughly there, one outside the branch is told in words.
    """
    fix = here or _last_fix(held, at)
    limits = place_limits(at)
    known: list[Told] = []
    if fix is not None:
        accuracy_m = fix.accuracy_m or 0.0
        around = Doubt(
            kind="around", radius_m=min(max(accuracy_m, limits.rough_least_m), limits.rough_most_m)
        )
        if accuracy_m <= limits.rough_least_m:
            known.append(Told(lon=fix.lon, lat=fix.lat))
        known.append(Told(lon=fix.lon, lat=fix.lat, doubt=around))
    for told_place in known:
        try:
            return placed(told_place, at)
        except Refused:
            continue
    words = WITHOUT_FIX if fix is None else OUTSIDE
    point = f"{fix.lon:.5f}, {fix.lat:.5f}" if fix else ""
    address = words.filled(unit=held.call_sign, point=point).zh
    return placed(Told(address=address, doubt=Doubt(kind="unknown", zone=held.home_zone)), at)


def _last_fix(held: UnitView, at: datetime) -> Here | None:
    """The unit's last position, if it is of about that moment and not of where it went since."""
    last = held.position
    if last is None or not is_of_then(last.at, at):
        return None
    return Here(lon=last.lon, lat=last.lat, accuracy_m=last.accuracy_m)


def is_of_then(measured_at: datetime, at: datetime) -> bool:
    """A position of about that moment, by the branch's age at which positions are old."""
    return abs((at - measured_at).total_seconds()) <= position_ages(at).stale_s
