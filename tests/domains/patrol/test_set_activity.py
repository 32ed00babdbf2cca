"""Breaks, staging, signing off: the zone's cover is looked at first, and a job is not left."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_crew, a_unit, ids, on_duty
from tests.builders.people import NOON, a_station, an_actor

from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Denied, NotFound, Text
from quanju.domains.patrol import ports
from quanju.domains.patrol.actions import crews
from quanju.domains.patrol.actions.crews import StillOnAJob, ZoneWouldBeEmpty
from quanju.domains.patrol.queries import cover
from quanju.domains.patrol.queries import units as units_queries

pytestmark = pytest.mark.usefixtures("town")
LATER = NOON + timedelta(seconds=100)


def leave(verb, unit, by, **more):
    if verb == "sign_off":
        return crews.sign_off(unit=unit.pk, by=by, at=LATER, **more)
    return crews.set_activity(unit=unit.pk, activity=verb, by=by, at=LATER, **more)


LEAVING = ["sign_off", "break", "out_of_service"]


def test_staging_and_patrolling_ask_nothing():
    unit = a_unit(home_zone=1)
    _, (member, _) = on_duty(unit)
    for activity in ("staging", "patrolling", "available"):
        view = crews.set_activity(unit=unit.pk, activity=activity, by=member, at=LATER)
        assert (view.status, view.status_at) == (activity, LATER)


@pytest.mark.parametrize("verb", LEAVING)
def test_the_last_unit_of_a_zone_is_asked_to_confirm(verb):
    unit = a_unit(home_zone=1)
    _, (member, _) = on_duty(unit)
    with pytest.raises(ZoneWouldBeEmpty) as refusal:
        leave(verb, unit, member)
    assert "1 号巡区" in refusal.value.text.zh
    assert units_queries.unit_view(unit.pk).status == "available"
    assert leave(verb, unit, member, confirmed=True).status != "available"


@pytest.mark.parametrize("verb", LEAVING)
def test_with_another_unit_in_the_zone_nothing_is_asked(verb):
    unit = a_unit(home_zone=1)
    _, (member, _) = on_duty(unit)
    on_duty(a_unit("巡-02", home_zone=1))
    assert leave(verb, unit, member).status != "available"


@pytest.mark.parametrize(
    "other",
    [
        {"home_zone": 2},
        {"home_zone": 1, "force_type": "volunteer"},
        {"home_zone": 1, "force_type": "traffic_police"},
    ],
)
def test_who_does_not_cover_the_zone(other):
    unit = a_unit(home_zone=1)
    _, (member, _) = on_duty(unit)
    on_duty(a_unit("他-02", **other))
    with pytest.raises(ZoneWouldBeEmpty):
        leave("break", unit, member)


def test_a_unit_on_a_job_does_not_cover_its_zone():
    unit, other = a_unit(home_zone=1), a_unit("巡-02", home_zone=1)
    _, (member, _) = on_duty(unit)
    on_duty(other)
    ports.busy.plug("test", lambda units: {other.pk: Text("在办", "on a job")})
    with pytest.raises(ZoneWouldBeEmpty):
        leave("break", unit, member)


def test_a_unit_counts_where_it_is_and_not_where_it_lives():
    unit, other = a_unit(home_zone=1), a_unit("巡-02", home_zone=2)
    _, (member, _) = on_duty(unit)
    on_duty(other, where=(1, 1))  # in zone 1
    assert leave("break", unit, member).status == "break"


@pytest.mark.parametrize(("age_s", "is_asked"), [(120, False), (121, True)])
def test_a_stale_position_is_no_proof_of_cover(age_s, is_asked):
    unit, other = a_unit(home_zone=1), a_unit("巡-02", home_zone=2)
    _, (member, _) = on_duty(unit)
    on_duty(other, where=(1, 1), at=LATER - timedelta(seconds=age_s))
    if is_asked:
        with pytest.raises(ZoneWouldBeEmpty):
            leave("break", unit, member)
    else:
        leave("break", unit, member)


def test_from_a_break_to_out_of_service_empties_nothing():
    unit = a_unit(home_zone=1)
    _, (member, _) = on_duty(unit)
    leave("break", unit, member, confirmed=True)
    assert leave("out_of_service", unit, member).status == "out_of_service"


def test_a_unit_without_a_zone_is_not_asked():
    unit = a_unit()
    _, (member, _) = on_duty(unit)
    assert leave("break", unit, member).status == "break"


@pytest.mark.parametrize("verb", LEAVING)
def test_nobody_leaves_a_job(verb):
    unit = a_unit()
    _, (member, _) = on_duty(unit)
    ports.busy.plug(
        "test", lambda units: {pk: Text("警情在办", "an incident is open") for pk in units}
    )
    with pytest.raises(StillOnAJob, match="an incident is open"):
        leave(verb, unit, member, confirmed=True)
    assert cover.busy_units([unit.pk])[unit.pk].zh == "警情在办"


def test_what_is_no_activity_is_not_found():
    unit = a_unit()
    _, (member, _) = on_duty(unit)
    for activity in ("emergency", "off_duty", "", "<b>"):
        with pytest.raises(NotFound):
            crews.set_activity(unit=unit.pk, activity=activity, by=member, at=LATER)


def test_the_journal_tells_before_and_after_and_that_it_was_confirmed():
    unit = a_unit(home_zone=1)
    _, (member, _) = on_duty(unit)
    leave("break", unit, member, confirmed=True)
    entry = history_of(unit.subject, newest_first=True)[0]
    assert entry.event == "patrol.activity_set"
    assert entry.facts == {"before": "available", "after": "break", "confirmed": True}


def test_signing_off_takes_the_unit_from_the_map():
    unit = a_unit()
    _, (member, _) = on_duty(unit, where=(2, 2))
    leave("sign_off", unit, member, confirmed=True)
    assert units_queries.position_of(unit.pk) is None
    assert units_queries.units_on_duty() == []
    assert units_queries.crew_of(unit.pk) == []
    entry = history_of(unit.subject, newest_first=True)[0]
    assert member.subject in entry.related


RIDE = {"patrol_unit", "community_officer", "case_officer"}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_set_the_activity_of_a_unit_of_this_station(role):
    unit, actor = a_unit(), an_actor(role)
    on_duty(unit)
    if role in {"dispatcher", "shift_supervisor", "station_command"}:
        assert leave("staging", unit, actor).status == "staging"
        return
    with pytest.raises(Denied) as refusal:
        leave("staging", unit, actor)
    assert refusal.value.code == ("DENY_RELATION" if role in RIDE else "DENY_ROLE")


def test_a_volunteer_does_not_even_for_the_own_unit():
    unit = a_unit(force_type="volunteer")
    _, (member, _) = on_duty(unit)
    with pytest.raises(Denied):
        leave("staging", unit, member)


def test_another_stations_command_room_does_not():
    unit = a_unit(organisation=a_station("zhengyang"))
    on_duty(unit)
    with pytest.raises(Denied):
        leave("staging", unit, an_actor("station_command"))


def test_a_crew_changes_during_its_shift():
    unit = a_unit()
    _, (stays, leaves) = on_duty(unit)
    (joins,) = a_crew(1)
    crews.change_crew(unit=unit.pk, crew=ids([stays, joins]), by=stays, at=LATER)
    assert [m.person_id for m in units_queries.crew_of(unit.pk)] == ids([stays, joins])
    entry = history_of(unit.subject, newest_first=True)[0]
    assert entry.facts == {"joined": 1, "left": 1}
    assert leaves.subject in entry.related


def test_a_crew_does_not_shrink_below_two():
    unit = a_unit()
    _, (stays, _) = on_duty(unit)
    with pytest.raises(crews.CrewTooSmall):
        crews.change_crew(unit=unit.pk, crew=ids([stays]), by=stays, at=LATER)


def test_a_crew_does_not_take_somebody_from_another_crew():
    unit, other = a_unit(), a_unit("巡-02")
    _, (stays, _) = on_duty(unit)
    _, (taken, _) = on_duty(other)
    with pytest.raises(crews.OnAnotherCrew, match="巡-02"):
        crews.change_crew(unit=unit.pk, crew=ids([stays, taken]), by=stays, at=LATER)
