"""Two planners put the same person into two zones in the same instant: one of them gets it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests.builders import town as towns
from tests.builders.duty import HOUR, a_shift
from tests.builders.people import NOON, a_branch, an_actor

from quanju.domains.duty.actions import shift_refusals
from quanju.domains.duty.models import PlannedShift, ShiftMember

TIMES = 20


@pytest.mark.django_db(transaction=True)
def test_of_two_planners_one_gets_the_person_and_the_other_a_refusal():
    towns.load_zones(at=NOON)
    towns.load_staging_points(at=NOON)
    officer, branch = an_actor("patrol_unit"), a_branch().pk
    planners = [an_actor("dispatcher"), an_actor("dispatcher")]
    for number in range(TIMES):
        barrier = Barrier(2)

        def plan(zone, number=number, barrier=barrier):
            try:
                barrier.wait()
                a_shift(
                    [officer],
                    zone=zone,
                    organisation=branch,
                    duty_from=NOON + (2 + 8 * number) * HOUR,
                    by=planners[zone - 1],
                )
            except shift_refusals.OnAnotherShift:
                return "refused"
            finally:
                connection.close()
            return "planned"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(plan, (1, 2))) == ["planned", "refused"]
    assert (PlannedShift.objects.count(), ShiftMember.objects.count()) == (TIMES, TIMES)
