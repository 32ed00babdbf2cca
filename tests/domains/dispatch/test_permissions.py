"""Who may do what with an incident: its station, its crew, the desk, and nobody else."""

import pytest
from tests.builders.incidents import a_crew_at, a_split, an_incident, an_order, fresh
from tests.builders.people import NOON, a_station, an_actor
from tests.builders.town import spot

from quanju.domains.dispatch.actions.cancelling import cancel_incident
from quanju.domains.dispatch.actions.correcting import move_incident, reclassify_incident
from quanju.domains.dispatch.actions.grading import lower_grade, raise_grade
from quanju.domains.dispatch.actions.incidents import reopen_incident
from quanju.domains.dispatch.actions.leaving import withdraw_unit
from quanju.domains.dispatch.actions.merging import propose_merge
from quanju.domains.dispatch.actions.notes import add_note
from quanju.domains.dispatch.actions.reserving import reserve_unit
from quanju.domains.dispatch.actions.split import undo_merge
from quanju.domains.dispatch.queries.incidents import open_incidents, read_incident
from quanju.domains.dispatch.queries.recommendation import read_receipt
from quanju.domains.kernel.types import Denied, NotFound

pytestmark = pytest.mark.django_db

OWN, OTHER = "xiangyang", "jiankang"
CHANGES = {
    raise_grade: {"grade": 1},
    lower_grade: {"grade": 4, "reason": "测试"},
    reclassify_incident: {"type_code": "theft"},
    move_incident: {"lon": spot(3, 2)[0], "lat": spot(3, 2)[1]},
    add_note: {"text": "测试"},
}


def room_of(station):
    return an_actor(
        "station_command", organisation=a_station(station).parts.get(kind="command_room")
    )


@pytest.fixture
def row(town):
    incident = an_incident()
    incident.station = a_station(OWN)
    incident.save()
    return incident


@pytest.mark.parametrize("verb", CHANGES)
def test_a_command_room_changes_its_own_stations_incidents_only(row, verb):
    change = {"incident": row.number, **CHANGES[verb], "at": NOON}
    with pytest.raises(Denied) as refusal:
        verb(**change, by=room_of(OTHER))
    assert refusal.value.code == "DENY_RELATION"
    verb(**change, by=room_of(OWN))


@pytest.mark.parametrize("verb", CHANGES)
@pytest.mark.parametrize(
    "role", ["branch_leader", "volunteer", "auditor", "system_admin", "lawyer"]
)
def test_others_change_nothing(row, verb, role):
    with pytest.raises(Denied):
        verb(incident=row.number, **CHANGES[verb], by=an_actor(role), at=NOON)


def test_a_command_room_sees_its_own_stations_incidents_only(row):
    assert [v.number for v in open_incidents(room_of(OWN), at=NOON)] == [row.number]
    assert open_incidents(room_of(OTHER), at=NOON) == []
    with pytest.raises(NotFound):
        read_incident(row.number, by=room_of(OTHER), at=NOON)


def test_a_command_room_sends_withdraws_and_reserves_for_its_own_only(row):
    unit, _ = a_crew_at("特-01", (2, 2))
    on = {"incident": row.number, "unit": unit.pk, "at": NOON}
    with pytest.raises(Denied):
        an_order(row, unit.pk, by=room_of(OTHER))
    with pytest.raises(Denied):
        reserve_unit(**on, by=room_of(OTHER))
    an_order(row, unit.pk, by=room_of(OWN))
    with pytest.raises(Denied):
        withdraw_unit(**on, reason="not_needed", by=room_of(OTHER))
    withdraw_unit(**on, reason="not_needed", by=room_of(OWN))
    assert fresh(row).state == "new"


@pytest.mark.parametrize("verb", [cancel_incident, propose_merge, reopen_incident, undo_merge])
def test_ending_merging_and_reopening_are_the_desks(row, verb):
    other = an_incident(where=(4, 2))
    asked = {"into": other.number} if verb is propose_merge else {"reason": "entered_twice"}
    for actor in (room_of(OWN), an_actor("patrol_unit"), an_actor("branch_leader")):
        with pytest.raises(Denied):
            verb(incident=row.number, **asked, by=actor, at=NOON)


def test_an_incident_is_split_by_the_desk_or_legal_supervision(row):
    for actor in (room_of(OWN), an_actor("patrol_unit"), an_actor("branch_leader")):
        with pytest.raises(Denied):
            a_split(row, by=actor)
    unit, _ = a_crew_at("特-01", (2, 2))
    an_order(row, unit.pk)
    supervisor = an_actor("legal_supervision")
    assert a_split(row, by=supervisor).split_from_id == row.pk
    with pytest.raises(Denied):  # units are the desk's to send
        a_split(row, by=supervisor, units=[unit.pk])


def test_reception_reads_what_it_entered_itself_and_nothing_else(row):
    reception = an_actor("reception_officer")
    own = an_incident(by=reception, where=(4, 2))
    assert [v.number for v in open_incidents(reception, at=NOON)] == [own.number]
    assert read_incident(own.number, by=reception, at=NOON).number == own.number
    with pytest.raises(NotFound):
        read_incident(row.number, by=reception, at=NOON)
    unit, _ = a_crew_at("特-01", (2, 2))
    sent = an_order(own, unit.pk)
    with pytest.raises(Denied):  # it tells where units stood
        read_receipt(receipt=sent.receipt.pk, at=NOON, purpose="respond", by=reception)


def test_a_crew_writes_notes_on_its_own_job_only(row):
    unit, crew = a_crew_at("特-01", (2, 2))
    said = {"incident": row.number, "text": "两人已分开", "by": crew[0], "at": NOON}
    with pytest.raises(Denied):
        add_note(**said)
    an_order(row, unit.pk)
    add_note(**said)


def test_a_receipt_is_read_by_those_who_may_read_its_incident(row):
    unit, _ = a_crew_at("特-01", (2, 2))
    sent = an_order(row, unit.pk)
    asked = {"receipt": sent.receipt.pk, "at": NOON, "purpose": "supervise"}
    with pytest.raises(NotFound):
        read_receipt(**asked, by=room_of(OTHER))
    with pytest.raises(Denied):
        read_receipt(**asked, by=an_actor("branch_leader"))
    assert read_receipt(**asked, by=room_of(OWN)).chosen == (unit.pk,)
