"""Units as others see them, and who sees which."""

import pytest
from tests.builders.crews import a_crew, a_unit, ids, on_duty, rostered
from tests.builders.people import NOON, a_branch, a_station, an_actor
from tests.builders.town import spot

from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound
from quanju.domains.patrol.actions import holding, loading
from quanju.domains.patrol.actions.loading import UnitNotUsable
from quanju.domains.patrol.permissions import (
    may_read_positions,
    may_read_units,
    may_read_zones,
)
from quanju.domains.patrol.queries import units
from quanju.domains.people.models import Person
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.django_db


def test_a_unit_on_duty_shows_what_boards_need(django_assert_max_num_queries):
    on_duty(a_unit(home_zone=3, vehicle="蒙E·0001", home_staging_point=2), where=(2, 2))
    on_duty(a_unit("巡-02", organisation=a_station().parts.get(kind="case_team")))
    a_unit("巡-03")
    with django_assert_max_num_queries(1):
        first, second = units.units_on_duty()
    assert (first.call_sign, first.vehicle, first.home_zone, first.home_staging_point) == (
        "巡-01",
        "蒙E·0001",
        3,
        2,
    )
    assert (first.position.lon, first.position.lat) == spot(2, 2)
    assert second.position is None
    assert first.station_id == second.station_id == a_station().pk
    assert (first.force.en, first.is_outside) == ("special police", False)


def test_a_unit_of_no_station_has_none():
    on_duty(a_unit(organisation=a_branch()))
    assert units.units_on_duty()[0].station_id is None


def test_a_unit_is_found_by_its_call_sign():
    unit = a_unit("特-07")
    assert units.unit_named("特-07").pk == unit.pk
    assert units.unit_view(unit.pk).subject == "unit:特-07"
    with pytest.raises(NotFound):
        units.unit_named("特-08")


def test_units_of_a_person_are_the_one_ridden_then_the_usual_ones():
    riding, usual = a_unit("巡-02"), a_unit("巡-01")
    _, (member, _) = on_duty(riding)
    rostered(usual, [member])
    rostered(riding, [member])
    person = ids([member])[0]
    assert [unit.call_sign for unit in units.units_of_person(person)] == ["巡-02", "巡-01"]
    assert units.unit_ridden_by(person).call_sign == "巡-02"
    assert units.unit_ridden_by(ids(a_crew(1))[0]) is None


EVERY = {"dispatcher", "shift_supervisor", "legal_supervision", "outside_liaison", "auditor"}
RIDE = {"patrol_unit", "community_officer", "case_officer", "volunteer"}


@pytest.mark.parametrize("role", ROLES)
def test_which_units_a_role_sees(role):
    mine, other = a_unit("本所"), a_unit("外所", organisation=a_station("zhengyang"))
    on_duty(mine)
    on_duty(other)
    actor = an_actor(role)
    seen = {unit.call_sign for unit in units.units_visible_to(actor)}
    if role in EVERY:
        assert seen == {"本所", "外所"}
    elif role == "station_command":
        assert seen == {"本所"}
    else:
        assert seen == set()


@pytest.mark.parametrize("role", sorted(RIDE))
def test_a_crew_sees_its_own_unit(role):
    unit = a_unit(force_type="volunteer" if role == "volunteer" else "community_team")
    crew = a_crew(role=role)
    on_duty(unit, crew)
    on_duty(a_unit("别的"))
    assert [u.call_sign for u in units.units_visible_to(crew[0])] == ["巡-01"]
    assert units.units_visible_to(crew[0], is_on_duty=False) == []


COMMAND = {"station_command", "branch_leader"}
SEE_POSITIONS = RIDE - {"volunteer"} | {
    "dispatcher",
    "shift_supervisor",
    "outside_liaison",
    "station_command",
}
SEE_ZONES = {
    "reception_officer",
    "dispatcher",
    "shift_supervisor",
    "patrol_unit",
    "volunteer",
    "community_officer",
    "grid_member",
    "station_command",
    "case_officer",
    "investigation_analyst",
    "legal_supervision",
    "base_control_officer",
    "branch_leader",
    "outside_liaison",
    "system_admin",
}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_read(role):
    actor = an_actor(role)
    assert bool(may_read_units(actor)) == (role in EVERY | RIDE | COMMAND)
    assert bool(may_read_positions(actor)) == (role in SEE_POSITIONS)
    assert bool(may_read_zones(actor)) == (role in SEE_ZONES)


def test_a_refusal_gives_its_reason():
    verdict = may_read_units(an_actor("lawyer"))
    assert verdict.code == "DENY_ROLE"
    assert verdict.text.zh
    assert verdict.text.en


def test_units_are_held_in_order_and_unknown_ones_are_told():
    first, second = a_unit("巡-02"), a_unit("巡-01")
    with write():
        held = holding.hold_units([second.pk, first.pk, first.pk])
    assert {pk: view.call_sign for pk, view in held.items()} == {
        first.pk: "巡-02",
        second.pk: "巡-01",
    }
    with pytest.raises(NotFound), write():
        holding.hold_units([987654])


ROW = {"call_sign": "巡-01", "force_type": "special_police", "organisation_code": "jiankang"}


def load(rows, crews=()):
    a_station()
    return loading.load_units(rows, crews, by=SERVICE, at=NOON)


def test_units_and_their_usual_crews_are_loaded_from_rows_of_text():
    (member,) = a_crew(1)
    username = Person.objects.get(pk=member.person_id).username
    row = ROW | {"vehicle": "车", "crew_size": "3", "home_zone": "2", "home_staging_point": ""}
    assert load([row], [{"call_sign": "巡-01", "username": username}]) == 1
    unit = units.unit_named("巡-01")
    assert (unit.crew_size, unit.home_zone, unit.home_staging_point) == (3, 2, None)
    assert units.roster_of(unit.pk) == [member.person_id]
    assert unit.status == "off_duty"


@pytest.mark.parametrize(
    "change",
    [
        {"call_sign": ""},
        {"call_sign": "长" * 21},
        {"call_sign": "巡\n01"},
        {"force_type": "army"},
        {"organisation_code": "nowhere"},
        {"home_zone": "北"},
        {"crew_size": "-1"},
        {"crew_size": "10000"},
    ],
)
def test_an_unusable_unit_is_refused_and_nothing_is_stored(change):
    with pytest.raises(UnitNotUsable):
        load([ROW | {"call_sign": "巡-00"}, ROW | change])
    with pytest.raises(NotFound):
        units.unit_named("巡-00")


def test_a_call_sign_twice_or_a_stranger_on_the_roster_is_refused():
    with pytest.raises(UnitNotUsable):
        load([ROW, ROW])
    with pytest.raises(UnitNotUsable):
        load([ROW], [{"call_sign": "巡-01", "username": "nobody"}])
