"""What waits in deadlines: a clock of the law from amber on, for legal supervision."""

from datetime import timedelta

import pytest
from tests.builders.clocks import a_clock, an_officer
from tests.builders.people import an_actor
from tests.waiting import posts_that_wait

from quanju.domains.deadlines import waiting
from quanju.domains.deadlines.actions import clocks
from quanju.domains.kernel.roles import ROLES

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def test_a_clock_waits_for_supervision_from_amber_on_until_the_matter_is_done():
    clock = a_clock("F2", "2026-10-01T23:30")
    actors = {role: an_actor(role) for role in ROLES}
    supervised = {"legal_supervision": 1}
    assert posts_that_wait(waiting, actors, clock.amber_at - SECOND) == {}
    assert posts_that_wait(waiting, actors, clock.amber_at) == supervised
    assert posts_that_wait(waiting, actors, clock.due_at + SECOND) == supervised
    clocks.satisfy_clock(clock=clock.id, by=an_officer(), at=clock.due_at)
    assert posts_that_wait(waiting, actors, clock.due_at + SECOND) == {}
