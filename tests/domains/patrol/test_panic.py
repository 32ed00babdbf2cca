"""A crew calls for help."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import NOON, a_station, an_actor

from quanju.domains.geo.network import Shelf
from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Denied
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.patrol.actions import crews, emergency
from quanju.domains.patrol.queries import help, units
from quanju.engine.roads.errors import RoadInputError

SOON = NOON + timedelta(seconds=20)


@pytest.mark.usefixtures("town")
class TestPanic:
    def test_the_three_nearest_by_road_are_alerted(self):
        unit = a_unit()
        _, (member, _) = on_duty(unit, where=(4, 3))
        places = {"巡-北": (4, 4), "巡-东": (7, 3), "巡-西": (0, 3), "巡-远": (0, 6)}
        for sign, where in places.items():
            on_duty(a_unit(sign), where=where)
        told = emergency.panic(unit=unit.pk, by=member, at=SOON)
        # The one 500 m north stands across the river: five blocks by the bridge.
        assert [subject[-1] for subject, _ in told.nearest] == ["东", "西", "北"]
        assert [seconds for _, seconds in told.nearest] == pytest.approx([150, 200, 250])

    def test_the_entry_is_urgent_and_names_whom_it_concerns(self):
        unit = a_unit()
        _, (member, _) = on_duty(unit, where=(4, 3))
        on_duty(a_unit("巡-02"), where=(5, 3))
        emergency.panic(unit=unit.pk, by=member, at=SOON)
        entry = history_of(unit.subject, newest_first=True)[0]
        assert (entry.event, entry.urgent) == ("patrol.panic_called", True)
        assert {"unit:巡-02", member.subject} <= set(entry.related)
        assert entry.facts["after"] == "emergency"
        assert entry.facts["nearest"][0]["unit"] == "unit:巡-02"

    def test_out_of_service_and_other_emergencies_are_not_sent(self):
        unit, broken = a_unit(), a_unit("巡-02")
        _, (member, _) = on_duty(unit, where=(4, 3))
        _, (other, _) = on_duty(broken, where=(5, 3))
        crews.set_activity(
            unit=broken.pk, activity="out_of_service", by=other, at=NOON, confirmed=True
        )
        assert emergency.panic(unit=unit.pk, by=member, at=SOON).nearest == ()

    def test_a_unit_on_a_break_is(self):
        unit, resting = a_unit(), a_unit("巡-02")
        _, (member, _) = on_duty(unit, where=(4, 3))
        _, (other, _) = on_duty(resting, where=(5, 3))
        crews.set_activity(unit=resting.pk, activity="break", by=other, at=NOON, confirmed=True)
        assert len(emergency.panic(unit=unit.pk, by=member, at=SOON).nearest) == 1


@pytest.mark.usefixtures("town")
class TestWhoHears:
    """The call stands, with who was told, until the desk ends it."""

    def called(self, where=(4, 3)):
        unit, near = a_unit(), a_unit("巡-02")
        _, (member, _) = on_duty(unit, where=where)
        _, crew = on_duty(near, where=(5, 3))
        emergency.panic(unit=unit.pk, by=member, at=SOON)
        return unit, near, crew

    def test_it_stands_until_the_desk_ends_it(self):
        unit, near, _ = self.called()
        (call,) = help.help_calls()
        assert (call.unit.call_sign, call.called_at) == (unit.call_sign, SOON)
        assert [told.call_sign for told in call.told] == ["巡-02"]
        assert call.told[0].seconds == pytest.approx(50)
        emergency.end_emergency(unit=unit.pk, by=an_actor("dispatcher"), at=SOON)
        assert help.help_calls() == []
        assert help.help_calls_told_to(units.unit_view(near.pk)) == []

    def test_only_the_crews_that_were_told_have_it(self):
        _, near, _ = self.called()
        late = a_unit("巡-03")
        on_duty(late, where=(4, 3))
        ((_, told),) = help.help_calls_told_to(units.unit_view(near.pk))
        assert told.call_sign == "巡-02"
        assert help.help_calls_told_to(units.unit_view(late.pk)) == []

    def test_beginning_and_end_name_the_crews_that_were_told(self):
        unit, _, crew = self.called()
        emergency.end_emergency(unit=unit.pk, by=an_actor("dispatcher"), at=SOON)
        ended, begun = history_of(unit.subject, newest_first=True)[:2]
        for entry in (begun, ended):
            assert {"unit:巡-02", *(one.subject for one in crew)} <= set(entry.related)
            assert entry.urgent

    def test_it_can_call_again_and_volunteers_are_not_called_into_danger(self):
        unit, _, _ = self.called()
        on_duty(a_unit("志-01", force_type="volunteer"), where=(4, 3))
        desk = an_actor("dispatcher")
        emergency.end_emergency(unit=unit.pk, by=desk, at=SOON)
        again = emergency.panic(unit=unit.pk, by=desk, at=SOON + timedelta(seconds=5))
        assert again.nearest[0][0] == "unit:巡-02"
        assert len(again.nearest) == 1
        assert len(help.help_calls()) == 1


@pytest.mark.django_db
def test_it_works_without_a_position():
    unit = a_unit()
    _, (member, _) = on_duty(unit)
    told = emergency.panic(unit=unit.pk, by=member, at=SOON)
    assert (told.position, told.nearest) == (None, ())
    assert units.unit_view(unit.pk).status == "emergency"


@pytest.mark.django_db
def test_it_works_without_a_map_as_the_crow_flies():
    unit = a_unit()
    _, (member, _) = on_duty(unit, where=(4, 3))
    on_duty(a_unit("巡-远"), where=(8, 3))
    on_duty(a_unit("巡-近"), where=(5, 3))
    told = emergency.panic(unit=unit.pk, by=member, at=SOON)
    assert told.nearest == (("unit:巡-近", None), ("unit:巡-远", None))


@pytest.mark.usefixtures("town")
def test_it_works_with_a_damaged_map(monkeypatch):
    def damaged(path):
        raise RoadInputError("文件损坏", "damaged")

    monkeypatch.setattr("quanju.domains.geo.network._files", Shelf(1))
    monkeypatch.setattr("quanju.engine.roads.network.load", damaged)
    unit = a_unit()
    _, (member, _) = on_duty(unit, where=(4, 3))
    on_duty(a_unit("巡-02"), where=(5, 3))
    told = emergency.panic(unit=unit.pk, by=member, at=SOON)
    assert told.nearest == (("unit:巡-02", None),)


@pytest.mark.django_db
def test_a_second_press_is_told_that_help_is_called():
    unit = a_unit()
    _, (member, _) = on_duty(unit)
    emergency.panic(unit=unit.pk, by=member, at=SOON)
    with pytest.raises(NotInThisState):
        emergency.panic(unit=unit.pk, by=member, at=SOON)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_who_may_call_for_help_for_a_unit_of_this_station(role):
    unit, actor = a_unit(), an_actor(role)
    on_duty(unit)
    if role in {"dispatcher", "shift_supervisor", "station_command"}:
        assert emergency.panic(unit=unit.pk, by=actor, at=SOON)
    else:
        with pytest.raises(Denied):
            emergency.panic(unit=unit.pk, by=actor, at=SOON)


@pytest.mark.django_db
def test_volunteers_may_for_their_own_unit():
    unit = a_unit(force_type="volunteer")
    _, (member, _) = on_duty(unit)
    assert emergency.panic(unit=unit.pk, by=member, at=SOON)


@pytest.mark.django_db
def test_another_stations_command_room_may_not():
    unit = a_unit(organisation=a_station("zhengyang"))
    on_duty(unit)
    with pytest.raises(Denied):
        emergency.panic(unit=unit.pk, by=an_actor("station_command"), at=SOON)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_only_the_desk_ends_an_emergency(role):
    unit = a_unit()
    _, (member, _) = on_duty(unit)
    emergency.panic(unit=unit.pk, by=member, at=SOON)
    actor = an_actor(role)
    if role in {"dispatcher", "shift_supervisor"}:
        assert emergency.end_emergency(unit=unit.pk, by=actor, at=SOON).status == "available"
        assert history_of(unit.subject, newest_first=True)[0].urgent
    else:
        with pytest.raises(Denied):
            emergency.end_emergency(unit=unit.pk, by=actor, at=SOON)


@pytest.mark.django_db
def test_the_crew_itself_does_not_end_it():
    unit = a_unit()
    _, (member, _) = on_duty(unit)
    emergency.panic(unit=unit.pk, by=member, at=SOON)
    with pytest.raises(Denied):
        emergency.end_emergency(unit=unit.pk, by=member, at=SOON)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kept_s", "is_told"), [(3600, True), (16, True), (15, False), (-30, False)]
)
def test_a_call_that_a_phone_kept_says_when_it_was_pressed(kept_s, is_told):
    unit = a_unit()
    _, (member, _) = on_duty(unit)
    pressed = SOON - timedelta(seconds=kept_s)
    emergency.panic(unit=unit.pk, by=member, at=SOON, pressed_at=pressed)
    (call,) = help.help_calls()
    assert (call.called_at, call.pressed_at) == (SOON, pressed if is_told else None)
