"""A crew says that its light is on; that is the only source of it."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import NOON, an_actor

from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.types import Denied
from quanju.domains.patrol.actions import crews, light
from quanju.domains.patrol.models import LitStretch
from quanju.domains.patrol.queries import presence

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=20)


@pytest.fixture
def riding():
    view, (member, _) = on_duty(a_unit(vehicle="car"))
    return view.pk, member


def test_on_and_off_make_one_stretch_and_two_entries(riding):
    unit, crew = riding
    assert light.switch_light(unit=unit, is_on=True, by=crew, at=NOON)
    assert presence.is_lit(unit)
    assert light.switch_light(unit=unit, is_on=False, by=crew, at=LATER)
    stretch = LitStretch.objects.get()
    assert (stretch.began_at, stretch.ended_at) == (NOON, LATER)
    switched = [e for e in history_of("unit:巡-01") if e.event == "patrol.light_switched"]
    assert [entry.facts["on"] for entry in switched] in ([True, False], [False, True])


def test_saying_it_twice_changes_nothing(riding):
    unit, crew = riding
    light.switch_light(unit=unit, is_on=True, by=crew, at=NOON)
    assert not light.switch_light(unit=unit, is_on=True, by=crew, at=LATER)
    assert LitStretch.objects.get().began_at == NOON


def test_signing_off_puts_it_out(riding):
    unit, crew = riding
    light.switch_light(unit=unit, is_on=True, by=crew, at=NOON)
    crews.sign_off(unit=unit, by=crew, at=LATER, confirmed=True)
    assert LitStretch.objects.get().ended_at == LATER


def test_only_its_crew_and_only_a_car_on_duty(riding):
    unit, crew = riding
    with pytest.raises(Denied):
        light.switch_light(unit=unit, is_on=True, by=an_actor("patrol_unit"), at=NOON)
    on_foot, (walker, _) = on_duty(a_unit("步-01"))
    with pytest.raises(light.NoLightToSwitch):
        light.switch_light(unit=on_foot.pk, is_on=True, by=walker, at=NOON)
    crews.sign_off(unit=unit, by=crew, at=LATER, confirmed=True)
    with pytest.raises(light.NoLightToSwitch):
        light.switch_light(unit=unit, is_on=True, by=an_actor("dispatcher"), at=LATER)
