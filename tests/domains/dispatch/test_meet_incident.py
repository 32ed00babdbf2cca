"""What a crew comes across: an incident where it stands, the crew on it, no way to measure."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, a_station, an_actor
from tests.builders.town import spot

from quanju.domains.dispatch.actions.feedback import accept_feedback, give_feedback
from quanju.domains.dispatch.actions.meeting import Here, meet_incident
from quanju.domains.dispatch.actions.steps import clear
from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.dispatch.queries.handling import handling_rate
from quanju.domains.dispatch.queries.measures import measures
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Refused
from quanju.domains.patrol.models import Unit
from quanju.domains.patrol.queries.tables import position_ages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]

HOUR = timedelta(hours=1)


def met(unit, by, at=NOON, **more):
    return meet_incident(unit=unit.pk, **({"type_code": "fight"} | more), by=by, at=at)


def refused(unit, by, **more):
    with pytest.raises(Refused) as error:
        met(unit, by, **more)
    return error.value.code


def test_the_crew_stands_at_it_at_once_and_acknowledged_nothing():
    unit, (crew, _) = a_crew_at("P3")
    row = met(unit, crew, text="两人推搡")
    job = Assignment.objects.get(unit=unit.pk)
    assert (row.state, job.state, job.incident_id) == ("on_scene", "on_scene", row.pk)
    assert row.ordered_at == row.arrived_at == job.arrived_at == NOON
    assert (job.acknowledged_at, job.departed_at, row.acknowledged_at) == (None, None, None)
    assert (row.lon, row.lat) == pytest.approx(spot(2, 2))
    assert (row.channel, row.is_self_initiated, row.title) == ("patrol", True, "两人推搡")
    assert row.notes.get().text == "两人推搡"
    told = journal.search(subject=row.subject, limit=9)
    assert "dispatch.incident_met" in {one.event for one in told}


def test_it_counts_in_v2_and_never_in_rt3_nor_in_sign_off():
    unit, (crew, _) = a_crew_at("P3")
    row = met(unit, crew)
    clear(incident=row.number, unit=unit.pk, by=crew, at=NOON + timedelta(minutes=5))
    ended = {"disposition": "mediated", "type_code": "fight"}
    give_feedback(incident=row.number, **ended, by=crew, at=NOON + timedelta(minutes=6))
    accept_feedback(incident=row.number, by=an_actor("dispatcher"), at=NOON + timedelta(minutes=7))
    found = {one.code: one for one in measures(from_at=NOON - HOUR, until_at=NOON + HOUR)}
    rings = [one.n for code, one in found.items() if code.startswith("RT-3")]
    assert (sum(rings), found["RT-5"].n, found["RT-6"].n) == (0, 0, 0)
    assert (found["RT-10"].n, found["RT-10"].value) == (1, 0)
    rate = handling_rate(since=NOON - HOUR, until=NOON + HOUR, at=NOON + HOUR)
    assert (rate.n, rate.numerator) == (1, 1)


def test_a_crew_on_a_job_leaves_it_to_the_desk_and_is_no_find_of_patrol():
    unit, (crew, _) = a_crew_at("P3")
    an_order(an_incident(), unit.pk)
    row = met(unit, crew)
    assert (row.state, row.is_self_initiated) == ("new", False)
    assert Assignment.objects.get(unit=unit.pk).incident_id != row.pk


@pytest.mark.parametrize("accuracy_m", [None, 8.0])
def test_here_is_where_the_phone_was(accuracy_m):
    unit, (crew, _) = a_crew_at("P3")
    lon, lat = spot(4, 2)
    row = met(unit, crew, here=Here(lon=lon, lat=lat, accuracy_m=accuracy_m))
    assert ((row.lon, row.lat), row.place_kind) == (pytest.approx((lon, lat)), "exact")


def test_a_rough_fix_is_a_place_roughly_there():
    unit, (crew, _) = a_crew_at("P3")
    lon, lat = spot(4, 2)
    row = met(unit, crew, here=Here(lon=lon, lat=lat, accuracy_m=400.0))
    assert (row.place_kind, row.radius_m) == ("around", 400)


def test_outside_the_branch_it_is_told_in_words():
    unit, (crew, _) = a_crew_at("P3")
    row = met(unit, crew, here=Here(lon=100.0, lat=30.0))
    assert row.place_kind == "unknown"
    assert "100.00000" in row.address


def test_an_old_position_is_no_place():
    unit, (crew, _) = a_crew_at("P3")
    old = timedelta(seconds=position_ages(NOON).stale_s)
    assert met(unit, crew, at=NOON + old).place_kind == "exact"
    other, (mate, _) = a_crew_at("P4")
    late = met(other, mate, at=NOON + old + timedelta(seconds=1))
    assert (late.place_kind, "P4" in late.address) == ("unknown", True)


@pytest.mark.parametrize("status", ["off_duty", "emergency"])
def test_who_is_off_duty_or_calls_for_help_meets_nothing(status):
    unit, _ = a_crew_at("P3")
    Unit.objects.filter(pk=unit.pk).update(status=status)
    assert refused(unit, an_actor("dispatcher")) == "UNIT_NOT_AVAILABLE"


@pytest.mark.parametrize("role", ["dispatcher", "station_command"])
def test_the_desk_and_the_crews_own_station_say_it_for_the_crew(role):
    unit, _ = a_crew_at("P3")
    assert met(unit, an_actor(role), channel="walk_in").channel == "walk_in"


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("patrol_unit", "DENY_RELATION"),
        ("branch_leader", "DENY_ROLE"),
        ("reception_officer", "DENY_ROLE"),
        ("station_command", "DENY_RELATION"),
    ],
)
def test_nobody_else_says_it_for_the_crew(role, code):
    unit, _ = a_crew_at("P3", organisation=a_station("other"))
    assert refused(unit, an_actor(role)) == code
    assert not Incident.objects.exists()


def test_another_channel_and_another_type_are_refused():
    unit, (crew, _) = a_crew_at("P3")
    assert refused(unit, crew, channel="phone") == "CHANNEL_UNKNOWN"
    assert refused(unit, crew, type_code="nothing") == "TYPE_UNKNOWN"
