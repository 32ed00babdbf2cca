"""What was at a place lately: number, type and outcome, nothing of anybody."""

from datetime import timedelta

import pytest
from tests.builders.incidents import an_incident
from tests.builders.people import NOON
from tests.builders.town import spot
from tests.domains.dispatch.test_places import UNKNOWN, entered

from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.queries.here import here_lately

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(at=NOON, where=(3, 2)):
    found = here_lately([spot(*where)], at)
    return {(str(one.type_name), str(one.outcome)): one.number for one in found}


def test_incidents_near_by_are_counted_by_type_and_outcome(town):
    rows = [an_incident(where=where) for where in ((3, 2), (3.19, 2), (3.21, 2))]
    Incident.objects.filter(pk=rows[0].pk).update(
        state="closed", disposition_code="mediated", ended_at=NOON
    )
    counts = told()
    assert sum(counts.values()) == 2
    assert {kind for kind, _ in counts} == {"打架斗殴"}
    assert "在办" in {outcome for _, outcome in counts}


@pytest.mark.parametrize(("days", "n"), [(30, 1), (31, 0)])
def test_for_the_days_of_the_table(town, days, n):
    an_incident(where=(3, 2))
    assert sum(told(NOON + days * DAY).values()) == n


def test_what_is_kept_close_or_not_exact_is_no_part_of_it(town):
    an_incident(where=(3, 2), type_code="family_violence")
    entered(UNKNOWN)
    assert told() == {}
