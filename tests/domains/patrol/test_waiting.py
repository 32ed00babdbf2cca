"""What waits in patrol: a call for help, for who may end it, until it is ended."""

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import NOON, an_actor
from tests.waiting import posts_that_wait

from quanju.domains.kernel.roles import ROLES
from quanju.domains.patrol import waiting
from quanju.domains.patrol.actions import emergency

pytestmark = pytest.mark.django_db


def test_a_call_for_help_waits_for_the_desk_alone_and_not_once_it_is_ended():
    unit = a_unit()
    _, (member, _) = on_duty(unit)
    actors = {role: an_actor(role) for role in ROLES}
    assert posts_that_wait(waiting, actors, NOON) == {}
    emergency.panic(unit=unit.pk, by=member, at=NOON)
    assert posts_that_wait(waiting, actors, NOON) == {"dispatcher": 1, "shift_supervisor": 1}
    (one,) = waiting.waiting_for(actors["dispatcher"], at=NOON, until=NOON)
    assert (one.is_danger, one.is_at_once) == (True, True)
    emergency.end_emergency(unit=unit.pk, by=actors["dispatcher"], at=NOON)
    assert posts_that_wait(waiting, actors, NOON) == {}
