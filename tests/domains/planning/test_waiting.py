"""What waits in planning: a suggestion, for who may decide it, until it is decided or too late."""

from datetime import date, timedelta

import pytest
from tests.builders.duty import a_shift
from tests.builders.people import NOON, an_actor
from tests.waiting import posts_that_wait

from quanju.domains.kernel.roles import ROLES
from quanju.domains.planning import waiting
from quanju.domains.planning.actions import suggestions as actions
from quanju.domains.planning.models import Suggestion

pytestmark = pytest.mark.django_db
CELL = {"zone": 1, "calls": 5, "days": 1, "mean": 1.0, "low": 0, "high": 3, "units": 1}
BASIS = {"why_zh": "", "why_en": "", "first_on": "2026-01-01", "days": 28, "calls": 40}
BEGINS = NOON + timedelta(days=1)


def test_a_suggestion_waits_for_the_planners_until_it_is_rejected_or_its_shift_begins(planner):
    shift = a_shift(zone=1, by=planner, duty_from=BEGINS)
    suggestion = Suggestion.objects.create(
        week_on=date(2026, 11, 23),
        shift_id=shift.pk,
        zone_from=1,
        zone_to=2,
        duty_from=BEGINS,
        duty_until=shift.duty_until,
        basis={**BASIS, "from": CELL, "to": CELL},
        offered_at=NOON,
    )
    actors = {role: an_actor(role) for role in ROLES}
    planners = {"dispatcher": 1, "shift_supervisor": 1, "branch_leader": 1}
    assert posts_that_wait(waiting, actors, NOON) == planners
    assert posts_that_wait(waiting, actors, BEGINS) == {}
    actions.reject_suggestion(suggestion=suggestion.pk, why="不动", by=planner, at=NOON)
    assert posts_that_wait(waiting, actors, NOON) == {}
