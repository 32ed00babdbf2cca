"""What waits in duty: one's own shift to check in to and to leave, empty posts, briefings."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_crew
from tests.builders.duty import a_shift
from tests.builders.people import an_actor
from tests.domains.duty.test_staging import here
from tests.waiting import posts_that_wait, waits

from quanju.domains.duty import waiting
from quanju.domains.duty.actions import deciding, staging, volunteers
from quanju.domains.duty.queries.tables import duty_rule
from quanju.domains.kernel.roles import ROLES

pytestmark = pytest.mark.usefixtures("town")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def stood():
    """A shift at a staging point, its crew, when it begins and ends."""
    crew = a_crew()
    shift = a_shift(crew, staging_point=1)
    return shift, crew, shift.duty_from, shift.duty_until


def test_a_shift_waits_for_its_crew_to_check_in_and_to_leave(stood):
    shift, (first, second), begins, ends = stood
    early = begins - duty_rule(begins).early_min * MINUTE
    assert waits(waiting, first, early - SECOND) == []
    assert waits(waiting, first, early) == waits(waiting, second, early) == ["shift"]
    assert waits(waiting, an_actor("patrol_unit"), early) == []
    staging.check_in(shift=shift.pk, position=here(), by=first, at=begins)
    assert waits(waiting, first, ends - SECOND) == []
    assert waits(waiting, second, ends) == ["shift"]
    staging.check_out(shift=shift.pk, by=first, at=ends)
    assert waits(waiting, second, ends) == []


def test_a_post_that_nobody_came_to_waits_for_the_planners_until_it_is_excused(stood):
    shift, _, begins, _ = stood
    at = begins + duty_rule(begins).late_min * MINUTE + SECOND
    actors = {role: an_actor(role) for role in ROLES}
    assert posts_that_wait(waiting, actors, at) == {}
    staging.mark_missed(shift=shift.pk, by=actors["dispatcher"], at=at)
    assert posts_that_wait(waiting, actors, at) == {
        "dispatcher": 1,
        "shift_supervisor": 1,
        "branch_leader": 1,
    }
    deciding.excuse_shift(shift=shift.pk, why="病假", by=actors["dispatcher"], at=at)
    assert posts_that_wait(waiting, actors, at) == {}


def test_a_volunteer_waits_to_be_briefed(stood):
    _, _, begins, _ = stood
    actors = {role: an_actor(role) for role in ROLES}
    someone = an_actor("volunteer").person_id
    keeper = actors["community_officer"]
    volunteers.register_volunteer(person=someone, by=keeper, at=begins)
    keepers = {"community_officer": 1, "station_command": 1, "branch_leader": 1}
    assert posts_that_wait(waiting, actors, begins) == keepers
    volunteers.brief_volunteer(person=someone, by=keeper, at=begins)
    assert posts_that_wait(waiting, actors, begins) == {}
