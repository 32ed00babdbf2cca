"""The exchange of incidents as EIDO: lossless out and in, strange fields kept, persons never."""

import copy
import json
import re
from pathlib import Path

import pytest
import yaml

from quanju.domains.dispatch.eido import (
    Facts,
    NoSuchDocument,
    checked,
    document,
    facts_in,
    keepable,
    plain_words,
    read_pidf_lo,
)

AT = "2026-11-30T12:00:00+08:00"
OURS = Facts(
    id="urn:emergency:uid:incidentid:20261130-0042:hailar",
    number="20261130-0042",
    type_code="fight",
    type_words="打架斗殴",
    common="FIGHT",
    state="controlled",
    grade=2,
    zone="7",
    address="中央大街 <3> & 旁",
    points=((119.765432101, 49.212345678),),
    radius_m=None,
    received_at="2026-11-30T11:50:00+08:00",
    answered_at="2026-11-30T11:50:07+08:00",
    disposition="mediated",
    notes=(("2026-11-30T11:58:00+08:00", "两人 <已分开> & 冷静"),),
    units=(("P3", "special_police", "on_scene"), ("S1", "case_team", "acknowledged")),
)


def out(facts=OURS, **more):
    return document(facts, agency="hailar.example", at=AT, **more)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"radius_m": 250.0},
        {"points": ((119.7, 49.2), (119.8, 49.25))},
        {"points": ()},
        {"state": "feedback_due", "units": (), "notes": (), "disposition": ""},
        {"answered_at": "", "zone": "", "address": ""},
    ],
)
def test_our_incident_comes_back_the_same(more):
    facts = Facts(**{name: getattr(OURS, name) for name in Facts.__slots__} | more)
    assert facts_in(out(facts)) == facts


def test_the_common_words_are_those_of_the_registry():
    told = out()
    assert told["eidoVersion"] == "1.0"
    assert told["incidentComponent"]["incidentStatusCommonRegistryText"] == ["Active"]
    assert told["dispositionComponent"][0]["dispositionCommonRegistryCode"] == "07"
    unit = told["emergencyResourceComponent"][0]
    assert unit["primaryUnitStatusRegistryText"] == "NotAvailable"
    assert unit["secondaryUnitStatusRegistryText"] == ["OnScene"]


def test_fields_that_we_do_not_know_are_kept_and_given_back():
    theirs = out()
    theirs["alarmComponent"] = [{"$id": "a1", "alarmKind": "smoke"}]
    theirs["incidentComponent"]["weatherText"] = "snow"
    theirs["locationComponent"].append({"$id": "l9", "geofence": "x"})
    kept, left = keepable(theirs)
    again = out(kept=kept)
    assert left == ("agentComponent",)  # who sits where
    assert again["alarmComponent"] == theirs["alarmComponent"]
    assert again["incidentComponent"]["weatherText"] == "snow"
    assert again["locationComponent"][-1] == {"$id": "l9", "geofence": "x"}


def test_persons_and_their_numbers_are_neither_kept_nor_sent():
    theirs = out() | {"personComponent": [{"$id": "p"}], "callbackComponent": [{"$id": "c"}]}
    kept, left = keepable(theirs)
    assert set(left) == {"personComponent", "callbackComponent", "agentComponent"}
    sent = out(kept={**theirs, "agentComponent": [{"$id": "tjones"}]})
    assert set(left) & set(sent) == {"agentComponent"}
    assert [one["$id"] for one in sent["agentComponent"]] == ["hailar.example:desk"]
    assert not set(left) & set(kept)


@pytest.mark.parametrize(
    "gone",
    ["$id", "lastUpdateTimeStamp", "updatedByAgencyReference", "eidoVersion", "agencyComponent"],
)
def test_a_document_without_what_the_standard_needs_is_refused(gone):
    told = copy.deepcopy(out())
    told.pop(gone)
    with pytest.raises(NoSuchDocument, match="EIDO_NOT_USABLE"):
        checked(told)


def test_markup_and_entities_of_others_never_come_in():
    assert plain_words("<b>两人</b><script>alert(1)</script> &lt;3") == "两人 <3"
    with pytest.raises(NoSuchDocument):
        read_pidf_lo('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(NoSuchDocument):
        read_pidf_lo("no xml")


STANDARD = Path(__file__).parents[4].parent / "shared" / "data" / "standards" / "eido"
WHOLE = "#/components/schemas/EmergencyIncidentDataObjectType"


def own_types(node):
    """The schema without what stands in the files of others: those lists are not ours to check."""
    if isinstance(node, dict):
        if str(node.get("$ref", "#"))[0] != "#":
            return {}
        return {name: own_types(inner) for name, inner in node.items()}
    return [own_types(inner) for inner in node] if isinstance(node, list) else node


@pytest.fixture(scope="module")
def public_schema():
    """The published schema, where it lies beside the project; “minItems: 1,” is its own slip."""
    jsonschema = pytest.importorskip("jsonschema_rs")
    if not (STANDARD / "Schema" / "openapi.yaml").is_file():
        pytest.skip("the published schema does not lie beside the project")
    text = (STANDARD / "Schema" / "openapi.yaml").read_text()
    whole = own_types(yaml.safe_load(re.sub(r"(?m)^( +minItems: \d+), *$", r"\1", text)))
    return jsonschema.Draft202012Validator({"$ref": WHOLE, "components": whole["components"]})


@pytest.mark.once
@pytest.mark.parametrize("more", [{}, {"points": (), "units": ()}, {"radius_m": 250.0}])
def test_our_documents_hold_by_the_published_schema(public_schema, more):
    facts = Facts(**{name: getattr(OURS, name) for name in Facts.__slots__} | more)
    assert [str(one) for one in public_schema.iter_errors(out(facts))] == []
    assert list(public_schema.iter_errors({**out(facts), "eidoVersion": "9"}))


@pytest.mark.once
def test_the_published_sample_is_a_call_without_an_incident_and_brings_no_person(public_schema):
    (sample,) = (STANDARD / "Samples").glob("*.json")
    content = json.loads(sample.read_text())
    assert list(public_schema.iter_errors(content)) == []
    checked(content)
    with pytest.raises(NoSuchDocument, match="incidentComponent"):
        facts_in(content)
    kept, left = keepable(content)
    assert set(left) >= {"personComponent", "additionalDataComponent", "agentComponent"}
    spelled = json.dumps(kept)
    for trace in ("tel:", "sip:8", "bday", "Hannes", "vcard"):
        assert trace not in spelled
    # With an incident of ours in it, what we do not know goes through and comes back.
    mixed = {**content, "incidentComponent": out()["incidentComponent"]}
    told = facts_in(mixed)
    back = document(told, agency="hailar.example", at=AT, kept=keepable(mixed)[0])
    assert back["@context"] == content["@context"]
    assert facts_in(back).points == told.points
