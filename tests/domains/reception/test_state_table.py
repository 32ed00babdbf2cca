"""Every cell of the visit's table, by the verbs that people press."""

from datetime import timedelta

import pytest
from tests.builders.hall import greeted, lobby
from tests.builders.people import NOON

from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.reception.actions import calling, greeting, visits_ahead
from quanju.domains.reception.models import Visit
from quanju.domains.reception.queries.visits import told
from quanju.domains.reception.workflow import AT_A_PLACE, VISIT

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=10)
VERBS = {
    "arrive": lambda common: visits_ahead.meet_booked(**common),
    "sort": lambda common: greeting.sort_visit(service="petition", **common),
    "call": lambda common: calling.call_visit(place="W1", **common),
    "serve": lambda common: calling.serve_visit(**common),
    "miss": lambda common: calling.miss_visit(**common),
    "return": lambda common: calling.return_visit(**common),
    "leave": lambda common: calling.end_visit(**common),
    "move": lambda common: calling.move_visit(area="interview", **common),
}
CELLS = [cell for cell in VISIT.cells() if cell[1] != "queue"]
"""Joining the queue is part of sorting."""


@pytest.mark.parametrize(("state", "verb", "after"), CELLS)
def test_every_cell_of_the_table(state, verb, after):
    officer = lobby()
    view = greeted(officer)
    place = "W2" if state in AT_A_PLACE else ""
    Visit.objects.filter(pk=view.pk).update(
        status=state, service="report", place=place, called_at=NOON, waiting_since=NOON
    )
    common = {"visit": view.pk, "by": officer, "at": LATER}
    if after is None:
        with pytest.raises(NotInThisState):
            VERBS[verb](common)
        assert told(view.pk, at=LATER).status == state
    else:
        assert VERBS[verb](common).status == after
