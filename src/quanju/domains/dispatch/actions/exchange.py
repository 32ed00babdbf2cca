"""An incident that another system hands to us as an EIDO, and one that we give away as one."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.handing_over import BodyUnknown, KeptClose
from quanju.domains.dispatch.actions.held import note
from quanju.domains.dispatch.actions.incidents import TypeUnknown, create_incident
from quanju.domains.dispatch.actions.notes import put_note
from quanju.domains.dispatch.eido import (
    MOST,
    Facts,
    NoSuchDocument,
    document,
    facts_in,
    keepable,
)
from quanju.domains.dispatch.models import EidoDocument, Incident
from quanju.domains.dispatch.permissions import may_change_incident, may_create_incident
from quanju.domains.dispatch.queries.exchange import facts_of
from quanju.domains.dispatch.queries.handovers import bodies_at
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.dispatch.queries.places import Doubt
from quanju.domains.dispatch.rules import DISPATCH_CLOCKS, INCIDENT_CLASSES
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Text
from quanju.domains.people.queries import organisations
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force


def receive_eido(*, content: Mapping[str, Any], by: Actor, at: datetime) -> Incident:
    """Enter the incident that a document tells of; the same document again is the same incident.

    It begins as ours do: nobody was sent yet, whatever the other says of its own units. Its notes
    become notes, its persons are not kept. Refuses what is no document, and a type that is not
    mapped.
    """
    may_create_incident(by).or_refuse()
    told = facts_in(content)
    kept, left = keepable(content)
    with write():
        known = EidoDocument.objects.select_related("incident").filter(document_id=told.id).first()
        if known is not None:
            return known.incident
        lon, lat = told.points[0] if told.points else (None, None)
        row = create_incident(
            type_code=_type_of(told, at),
            text="",
            lon=lon,
            lat=lat,
            address=told.address,
            doubt=_doubt(told),
            grade=told.grade,
            grade_reason=f"EIDO {told.number}"[:100],
            channel="liaison",
            received_at=_moment(told.received_at, at),
            by=by,
            at=at,
        )
        EidoDocument.objects.create(
            incident=row, document_id=told.id, content=kept, left_out=list(left), received_at=at
        )
        for _, words in told.notes:
            if words:
                put_note(row, words[:4000], by, at)
        note(events.EIDO_RECEIVED, row, by, at, left_out=list(left))
    return row


NO_FILE = Text("没有选择文件", "no file was chosen")
TOO_LARGE = Text("文件超过 {kb} KB", "the file is larger than {kb} KB").filled(kb=MOST // 1000)
NO_JSON = Text("文件不是 JSON 对象", "the file is no JSON object")


def document_of_file(file: bytes) -> dict[str, Any]:
    """What stands in a file, as an object; refuses in words what is none, or too large."""
    if not file:
        raise NoSuchDocument(why=NO_FILE)
    if len(file) > MOST:
        raise NoSuchDocument(why=TOO_LARGE)
    try:
        found = json.loads(file.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NoSuchDocument(why=NO_JSON) from error
    if not isinstance(found, dict):
        raise NoSuchDocument(why=NO_JSON)
    return found


def _type_of(told: Facts, at: datetime) -> str:
    """Our own code, else the first type that has the same word in the common registry."""
    types = in_force(INCIDENT_CLASSES, at=at).content.types
    if told.type_code in types:
        return told.type_code
    found = next((one.code for one in types.values() if one.common == told.common), None)
    if found is None:
        raise TypeUnknown(type=(told.type_code or told.common)[:30])
    return found


def _doubt(told: Facts) -> Doubt | None:
    if not told.points:
        return Doubt(kind="unknown")
    if told.radius_m:
        return Doubt(kind="around", radius_m=told.radius_m)
    if len(told.points) > 1:
        lon, lat = told.points[1]
        return Doubt(kind="either", other_lon=lon, other_lat=lat)
    return None


def _moment(text: str, at: datetime) -> datetime | None:
    """When the call came, if that can be true; else it counts from now."""
    try:
        told = parse_datetime(text)
    except ValueError:
        return None
    oldest = at - timedelta(days=in_force(DISPATCH_CLOCKS, at=at).content.late_entry_days)
    return told if told is not None and told.tzinfo and oldest <= told <= at else None


def give_eido(*, incident: str, body: str, by: Actor, at: datetime) -> dict[str, Any]:
    """The document of an incident for a body: the fields of its agreement, and an entry of it."""
    view = incident_named(incident, actor=by, at=at)
    may_change_incident(by, view.station_id).or_refuse()
    line = bodies_at(at).get(body)
    if line is None:
        raise BodyUnknown(body=body[:30])
    if view.is_restricted and not line.takes_restricted:
        raise KeptClose(body=line.name)
    fields = [one for one in line.needs if one != "caller_number"]
    with write():
        row = Incident.objects.get(pk=view.pk)
        names: dict[str, Any] = {"name_zh": line.name_zh, "name_en": line.name_en}
        note(events.EIDO_GIVEN, row, by, at, **names, fields=fields)
        kept = EidoDocument.objects.filter(incident=row).first()
    facts = facts_of(view, fields)
    if kept is not None:
        facts = replace(facts, id=kept.document_id)
    return document(
        facts,
        agency=organisations.branch().code,
        at=local_time(at).isoformat(timespec="milliseconds"),
        kept=_given_back(kept.content, fields) if kept else None,
    )


PART_OF = {
    "callComponent": "moments",
    "locationComponent": "point",
    "notesComponent": "notes",
    "emergencyResourceComponent": "units",
    "dispatchComponent": "units",
}
"""Which field of an agreement covers which component of a document."""


def _given_back(content: Mapping[str, Any], fields: list[str]) -> dict[str, Any]:
    """What the other system had sent, as far as this body may have it."""
    return {n: v for n, v in content.items() if n not in PART_OF or PART_OF[n] in fields}
