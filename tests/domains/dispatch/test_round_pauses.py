"""A call goes before a round."""

import pytest
from tests.domains.dispatch.stories import an_incident, an_order
from tests.domains.patrol.crews import a_unit, on_duty
from tests.domains.patrol.test_round_guards import MINUTE, START, under_way
from tests.factories import an_actor

from quanju.domains.dispatch.actions import withdraw_unit
from quanju.domains.journal.models import Entry
from quanju.domains.patrol import actions, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def test_an_order_pauses_the_round_and_the_crew_goes_on_when_it_is_free():
    unit = a_unit("巡-07")
    _, crew = on_duty(unit, where=(2, 2))
    view, desk = under_way(unit, crew), an_actor("dispatcher")
    incident = an_incident(by=desk, at=START)
    an_order(incident, unit.pk, by=desk, at=START)
    assert queries.round_view(view.pk).status == "paused"
    entry = Entry.objects.filter(event="patrol.round_moved").latest("number")
    assert incident.subject in entry.related
    wish = {"round": view.pk, "by": crew[0], "at": START + MINUTE}
    with pytest.raises(actions.OnACall) as refusal:
        actions.resume_round(**wish)
    assert incident.number in str(refusal.value.text)
    withdraw_unit(
        incident=incident.number, unit=unit.pk, reason="not_needed", by=desk, at=START + MINUTE
    )
    assert actions.resume_round(**wish).status == "started"
