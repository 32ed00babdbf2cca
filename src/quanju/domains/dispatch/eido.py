"""The common exchange of emergency incidents (EIDO, JSON): the subset that we hold, out and in.

Written from the public names of NENA-STA-021 (specification 5.2); no schema file of others is
copied. Pure: facts of an incident become a document, and a document facts. What a document holds
beside them is kept and given back as it came, but for persons, numbers to call and vehicles: those
we neither send nor keep.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Any
from xml.etree import ElementTree

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from quanju.domains.kernel.types import Refused, Text

STATUS = {
    "new": "Active",
    "dispatched": "ResourcesAssigned",
    "en_route": "ResourcesEnroute",
    "on_scene": "ResourcesOnscene",
    "controlled": "Active",
    "feedback_due": "Active",
    "closed": "Closed",
    "cancelled": "Cancelled",
    "reopened": "ReOpened",
    "merged": "Closed",
}
UNIT_STATUS = {
    "assigned": ("NotAvailable", "Dispatched"),
    "acknowledged": ("NotAvailable", "AcknowledgedTransmission"),
    "en_route": ("NotAvailable", "EnRoute"),
    "on_scene": ("NotAvailable", "OnScene"),
    "transporting": ("NotAvailable", "OnScene"),
    "reporting": ("ConditionallyAvailable", "InService"),
}
DISPOSITION = {
    "case_opened": "01",
    "handled_on_scene": "02",
    "mediated": "07",
    "false_report": "10",
    "nothing_found": "14",
    "handed_over": "15",
    "help_given": "18",
}
NOT_KEPT = (
    "personComponent",
    "callBackComponent",
    "callbackComponent",
    "vehicleComponent",
    "agentComponent",
    "additionalDataComponent",
)
"""Who called, who is meant, whose car, who sat at which desk, what a carrier knows of its customer:
no document brings persons into this house."""
MOST = 256_000
GML = "http://www.opengis.net/gml"
GS = "http://www.opengis.net/pidflo/1.0"
CIVIC = "urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr"
PIDF = "urn:ietf:params:xml:ns:pidf"


class NoSuchDocument(Refused):
    """What was sent is no document of this kind, or too large to be one."""

    code = "EIDO_NOT_USABLE"
    text = Text("不是可用的 EIDO 文档：{why}", "This is no EIDO document: {why}")
    status = 422


class _Part(BaseModel):
    """A component: its prologue is needed, whatever else it holds may stand there."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str = Field(alias="$id", min_length=1, max_length=300)
    updated_at: AwareDatetime = Field(alias="lastUpdateTimeStamp")
    by: dict[str, str] = Field(alias="updatedByAgencyReference")


class _Incident(_Part):
    number: str = Field("", alias="internalIncidentId", max_length=60)
    common: str = Field(alias="incidentTypeCommonRegistryText", min_length=1, max_length=60)
    statuses: list[str] = Field(alias="incidentStatusCommonRegistryText", min_length=1)


class _Location(_Part):
    kind: str = Field(alias="locationTypeDescriptionRegistryText", min_length=1, max_length=60)


class _Document(_Part):
    version: str = Field(alias="eidoVersion", pattern=r"^1\.")
    issuer: str = Field(alias="issuingElementIdentification", min_length=1, max_length=300)
    agencies: list[_Part] = Field(alias="agencyComponent", min_length=1, max_length=200)
    incident: _Incident | None = Field(None, alias="incidentComponent")
    locations: list[_Location] = Field([], alias="locationComponent", max_length=200)
    notes: list[_Part] = Field([], alias="notesComponent", max_length=1000)
    resources: list[_Part] = Field([], alias="emergencyResourceComponent", max_length=1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What of an incident goes out and comes back the same."""

    id: str
    number: str
    type_code: str
    type_words: str
    common: str
    state: str
    grade: int
    zone: str
    address: str
    points: tuple[tuple[float, float], ...]
    radius_m: float | None
    received_at: str
    answered_at: str
    disposition: str
    notes: tuple[tuple[str, str], ...] = ()
    """Moment and words."""
    units: tuple[tuple[str, str, str], ...] = ()
    """Call sign, force, state of its job."""


def checked(content: Mapping[str, Any]) -> None:
    """Refuse what is no document of this kind, naming the first place that does not fit."""
    try:
        _Document.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise NoSuchDocument(why=f"{place}: {first['msg']}"[:200]) from error


def document(
    facts: Facts, *, agency: str, at: str, kept: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The document of an incident; `kept` is the one it came by, whose other fields go along."""
    head = {"lastUpdateTimeStamp": at, "updatedByAgencyReference": {"$ref": agency}}

    def part(name: str, **more: Any) -> dict[str, Any]:
        return {"$id": f"{facts.id}:{name}", **head, **more}

    places = [
        part(
            f"place-{n}",
            locationTypeDescriptionRegistryText="InitialIncident" if n == 0 else "Other",
            locationByValue=pidf_lo(point, facts.radius_m, facts.address if n == 0 else ""),
        )
        for n, point in enumerate(facts.points or (None,))
    ]
    units = [
        part(
            f"unit-{sign}",
            emergencyResourceIdentifier=sign,
            emergencyResourceTypeInternalText=force,
            emergencyResourceTypeCommonRegistryText="PatrolUnit",
            primaryUnitStatusRegistryText=UNIT_STATUS.get(state, ("Available", ""))[0],
            resourceAttributeRegistryText=[],
            agentReference=[{"$ref": f"{agency}:desk"}],
            secondaryUnitStatusRegistryText=[UNIT_STATUS.get(state, ("", "InService"))[1]],
            unitStatusInternalText=state,
        )
        for sign, force, state in facts.units
    ]
    incident = part(
        "incident",
        internalIncidentId=facts.number,
        incidentTypeInternalCode=facts.type_code,
        incidentTypeInternalText=facts.type_words,
        incidentTypeCommonRegistryText=facts.common,
        incidentStatusInternalText=[facts.state],
        incidentStatusCommonRegistryText=[STATUS[facts.state]],
        incidentPriorityInternalText=str(facts.grade),
        incidentCommonPriorityNumber=facts.grade,
        beatOrDispatchGroupText=facts.zone,
        locationReference=[{"$ref": one["$id"]} for one in places],
    )
    call: dict[str, Any] = {
        "direction": "incoming",
        "standardPrimaryCallType": "emergency",
        "callStartTimestamp": facts.received_at,
        "callStateRegistryText": "callEnded",
    }
    if facts.answered_at:
        call["answerDate"] = facts.answered_at
    ours: dict[str, Any] = {
        "$id": facts.id,
        **head,
        "eidoVersion": "1.0",
        "issuingElementIdentification": agency,
        "agencyComponent": [
            {
                "$id": agency,
                **head,
                "agencyRoleDescriptionRegistryText": ["Dispatching"],
                "agencyType": ["police"],
            }
        ],
        "incidentComponent": incident,
        "callComponent": [part("call", **call)] if facts.received_at else [],
        "locationComponent": places,
        "notesComponent": [
            part(f"note-{n}", notesActionComments=escape(words), notesActionDate=moment)
            for n, (moment, words) in enumerate(facts.notes)
        ],
        "emergencyResourceComponent": units,
    }
    if units:
        refs = [{"$ref": one["$id"]} for one in units]
        ours["dispatchComponent"] = [part("dispatch", emergencyResourceReference=refs)]
        # The desk as a post: units are told by it, and nobody is named.
        ours["agentComponent"] = [
            {
                "$id": f"{agency}:desk",
                **head,
                "agentRoleRegistryText": ["Dispatching"],
                "agencyReference": {"$ref": agency},
            }
        ]
    if facts.disposition:
        ours["dispositionComponent"] = [
            part(
                "disposition",
                dispositionCommonRegistryCode=DISPOSITION.get(facts.disposition, "02"),
                dispositionInternalCode=facts.disposition,
            )
        ]
    filled = {name: value for name, value in ours.items() if value != []}
    return _with_kept(filled, kept or {})


def _with_kept(ours: dict[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of the document that the incident came by, where we have none of our own.

    A list of components keeps those of others beside ours; the incident itself is one object.
    """
    found = dict(ours)
    for name, value in kept.items():
        if name in NOT_KEPT:
            continue
        mine = found.get(name)
        if mine is None:
            found[name] = value
        elif isinstance(mine, list) and isinstance(value, list):
            known = [one.get("$id") for one in mine]
            theirs = [one for one in value if isinstance(one, dict)]
            strange = [one for one in theirs if one.get("$id") not in known]
            found[name] = [*mine, *strange]
        elif isinstance(mine, dict) and isinstance(value, dict):
            found[name] = {**value, **mine}
    return found


def keepable(content: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The document without what we do not keep, and the names of what was left out."""
    left = [name for name in NOT_KEPT if name in content]
    kept = {name: value for name, value in content.items() if name not in left}
    places = _parts(content, "locationComponent")
    if places:
        kept["locationComponent"] = [_place_only(one) for one in places]
        left += [WAY_TO_CALLER] if any(WAY_TO_CALLER in one for one in places) else []
    return kept, tuple(left)


WAY_TO_CALLER = "locationByReferenceUrl"
"""Where a carrier tells again where somebody's telephone is: nobody here asks that (NB-04)."""


def _place_only(place: Mapping[str, Any]) -> dict[str, Any]:
    """A location without who provides it and whose device it is: its shape and its words."""
    kept = {name: value for name, value in place.items() if name != WAY_TO_CALLER}
    if kept.get("locationByValue"):
        read = read_pidf_lo(str(kept["locationByValue"]))
        kept["locationByValue"] = pidf_lo(read.point, read.radius_m, read.address)
    return kept


def facts_in(content: Mapping[str, Any]) -> Facts:
    """What a document tells of its incident. Refuses one without an incident."""
    checked(content)
    told = content.get("incidentComponent")
    if not isinstance(told, dict):
        raise NoSuchDocument(why="incidentComponent")
    places = [one for one in _parts(content, "locationComponent") if one.get("locationByValue")]
    kind = "locationTypeDescriptionRegistryText"
    places = [one for one in places if one.get(kind) != "Caller"] or places
    read = [read_pidf_lo(str(one["locationByValue"])) for one in places]
    call = next(iter(_parts(content, "callComponent")), {})
    end = next(iter(_parts(content, "dispositionComponent")), {})
    common = str(told["incidentStatusCommonRegistryText"][0])
    own = told.get("incidentStatusInternalText")
    state = own[0] if isinstance(own, list) and own and own[0] in STATUS else ""
    states = {words: state for state, words in reversed(STATUS.items())}
    priority = told.get("incidentCommonPriorityNumber")
    return Facts(
        id=str(content["$id"]),
        number=str(told.get("internalIncidentId", "")),
        type_code=str(told.get("incidentTypeInternalCode", "")),
        type_words=str(told.get("incidentTypeInternalText", "")),
        common=str(told["incidentTypeCommonRegistryText"]),
        state=state or states.get(common, "new"),
        grade=priority if type(priority) is int and 1 <= priority <= 4 else 3,
        zone=str(told.get("beatOrDispatchGroupText", "")),
        address=next((one.address for one in read if one.address), ""),
        points=tuple(one.point for one in read if one.point),
        radius_m=next((one.radius_m for one in read if one.radius_m), None),
        received_at=str(call.get("callStartTimestamp", "")),
        answered_at=str(call.get("answerDate", "")),
        disposition=str(end.get("dispositionInternalCode", "")),
        notes=tuple(
            (str(one.get("notesActionDate", "")), plain_words(str(one["notesActionComments"])))
            for one in _parts(content, "notesComponent")
            if one.get("notesActionComments")
        ),
        units=tuple(
            (
                str(one.get("emergencyResourceIdentifier", "")),
                str(one.get("emergencyResourceTypeInternalText", "")),
                str(one.get("unitStatusInternalText", "")),
            )
            for one in _parts(content, "emergencyResourceComponent")
        ),
    )


def _parts(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The components of that name; what is none is passed over."""
    found = content.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def plain_words(html: str) -> str:
    """A note as text: markup of others never reaches a page."""
    text = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>", "", html)
    return unescape(re.sub(r"<[^>]*>", "", text)).strip()


@dataclass(frozen=True, slots=True)
class Located:
    """What a PIDF-LO tells: longitude and latitude, a radius, an address in words."""

    point: tuple[float, float] | None = None
    radius_m: float | None = None
    address: str = ""


def pidf_lo(point: tuple[float, float] | None, radius_m: float | None, address: str) -> str:
    """A place as PIDF-LO in a string: a point or a circle, the address in words."""
    root = ElementTree.Element(f"{{{PIDF}}}presence", {"entity": "pres:incident"})
    info = ElementTree.SubElement(root, "location-info")
    if point is not None:
        shape = f"{{{GS}}}Circle" if radius_m else f"{{{GML}}}Point"
        drawn = ElementTree.SubElement(info, shape, {"srsName": "urn:ogc:def:crs:EPSG::4326"})
        ElementTree.SubElement(drawn, f"{{{GML}}}pos").text = f"{point[1]!r} {point[0]!r}"
        if radius_m:
            ElementTree.SubElement(drawn, f"{{{GS}}}radius").text = repr(radius_m)
    if address:
        civic = ElementTree.SubElement(info, f"{{{CIVIC}}}civicAddress")
        ElementTree.SubElement(civic, f"{{{CIVIC}}}LOC").text = address
    return ElementTree.tostring(root, encoding="unicode")


def read_pidf_lo(text: str) -> Located:
    """What stands in a PIDF-LO; refuses entities, and what is no XML."""
    if "<!" in text or len(text) > MOST:
        raise NoSuchDocument(why="locationByValue")
    try:
        root = ElementTree.fromstring(text)  # no document type, so no entities
        pos = root.find(f".//{{{GML}}}pos")
        radius = root.find(f".//{{{GS}}}radius")
        place = _numbers(pos.text if pos is not None else "")
        way = _numbers(radius.text if radius is not None else "")
    except (ElementTree.ParseError, ValueError) as error:
        raise NoSuchDocument(why="locationByValue") from error
    parts = root.find(f".//{{{CIVIC}}}civicAddress")
    words = [(one.text or "").strip() for one in parts] if parts is not None else []
    point = (place[1], place[0]) if len(place) == 2 else None
    return Located(point, way[0] if way else None, " ".join(one for one in words if one))


def _numbers(text: str | None) -> Sequence[float]:
    return [float(one) for one in (text or "").split()]
