"""What waits in rounds: a round to set out on, for its own crew, until they do."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import an_actor
from tests.domains.rounds.test_rounds import START, a_round
from tests.waiting import waits

from quanju.domains.duty.queries.tables import duty_rule
from quanju.domains.rounds import waiting
from quanju.domains.rounds.actions import walking

pytestmark = pytest.mark.usefixtures("town")


def test_a_round_waits_for_its_crew_from_early_on_until_they_set_out():
    unit = a_unit()
    _, (first, second) = on_duty(unit)
    _, (other, _) = on_duty(a_unit("巡-02"))
    view = a_round(unit=unit.pk)
    early = START - timedelta(minutes=duty_rule(START).early_min)
    assert waits(waiting, first, early - timedelta(seconds=1)) == []
    assert waits(waiting, first, early) == waits(waiting, second, early) == ["round"]
    assert waits(waiting, other, early) == waits(waiting, an_actor("dispatcher"), early) == []
    walking.start_round(round=view.pk, by=first, at=START)
    assert waits(waiting, second, START) == []
