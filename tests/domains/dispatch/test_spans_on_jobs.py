"""How long a unit was on calls, for patrol's minutes of call response."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.incidents import an_incident, an_order
from tests.builders.people import NOON

from quanju.domains.dispatch.apps import spans_on_jobs
from quanju.domains.dispatch.models import Assignment

HOUR = timedelta(hours=1)


@pytest.mark.django_db
@pytest.mark.usefixtures("town")
def test_a_job_counts_from_the_order_until_the_unit_is_clear():
    unit, _ = on_duty(a_unit("特-01"), where=(2, 2), at=NOON)
    an_order(an_incident(at=NOON), unit.pk, at=NOON)
    assert spans_on_jobs(unit.pk, NOON, NOON + HOUR) == [(NOON, NOON + HOUR)]
    cleared = NOON + timedelta(minutes=20)
    Assignment.objects.update(cleared_at=cleared)
    assert spans_on_jobs(unit.pk, NOON, NOON + HOUR) == [(NOON, cleared)]
    assert spans_on_jobs(unit.pk, cleared, NOON + HOUR) == []
