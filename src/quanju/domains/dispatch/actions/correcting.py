"""Correcting what an incident is, and where."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import (
    check_open,
    held_incident,
    note,
)
from quanju.domains.dispatch.actions.incidents import (
    ComplaintIsNoIncident,
    change_reason,
    type_named,
)
from quanju.domains.dispatch.actions.placing import CALLER_FIELDS, Told, placed, put_place
from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.permissions import (
    may_change_incident,
)
from quanju.domains.dispatch.queries.places import Doubt
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import Actor


def reclassify_incident(
    *, incident: str, type_code: str, reason: str = "", by: Actor, at: datetime
) -> Incident:
    """Give the incident another type; the grade only ever rises with it."""
    kind, why = type_named(type_code, at), change_reason(reason)
    if kind.is_complaint:
        raise ComplaintIsNoIncident
    with write():
        row = held_incident(incident)
        may_change_incident(by, row.station_id).or_refuse()
        check_open(row)
        before = row.type_code
        row.class_code, row.type_code = kind.class_code, kind.code
        row.is_restricted = row.is_restricted or kind.is_restricted
        row.grade = min(row.grade, kind.grade)
        row.save(update_fields=["class_code", "type_code", "is_restricted", "grade"])
        note(
            events.INCIDENT_RECLASSIFIED,
            row,
            by,
            at,
            justification=why,
            before=before,
            after=kind.code,
            grade=row.grade,
        )
    return row


def move_incident(
    *,
    incident: str,
    lon: float | None = None,
    lat: float | None = None,
    address: str = "",
    datum: str = "WGS-84",
    doubt: Doubt | None = None,
    by: Actor,
    at: datetime,
) -> Incident:
    """Put the incident at another place, or say better where it is; zone, ring and station follow.

    The crews at work for it hear at once: they may be driving to the place before.
    """
    place = placed(Told(lon=lon, lat=lat, address=address, datum=datum, doubt=doubt), at)
    with write():
        row = held_incident(incident)
        may_change_incident(by, row.station_id).or_refuse()
        check_open(row)
        before = {"place": row.place_kind, "zone": row.zone, "ring": row.ring}
        put_place(row, {name: value for name, value in place.items() if name not in CALLER_FIELDS})
        row.place_changed_at = at
        row.save()
        note(
            events.INCIDENT_MOVED,
            row,
            by,
            at,
            urgent=True,
            before=before,
            place=row.place_kind,
            zone=row.zone,
            ring=row.ring,
        )
    return row
