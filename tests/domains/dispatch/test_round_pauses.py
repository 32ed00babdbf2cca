"""A call goes before a round."""

from datetime import timedelta
from functools import partial

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.incidents import an_incident, an_order
from tests.builders.people import an_actor
from tests.domains.rounds.test_round_guards import MINUTE, START, under_way

from quanju.domains.dispatch.actions.leaving import withdraw_unit
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Refused
from quanju.domains.rounds import queries
from quanju.domains.rounds.actions import checkpoints, guards, walking

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
    with pytest.raises(guards.OnACall) as refusal:
        walking.resume_round(**wish)
    assert incident.number in str(refusal.value.text)
    withdraw_unit(
        incident=incident.number, unit=unit.pk, reason="not_needed", by=desk, at=START + MINUTE
    )
    assert walking.resume_round(**wish).status == "started"


@pytest.mark.parametrize("verb", ["visit_checkpoint", "skip_checkpoint"])
@pytest.mark.parametrize(("seconds", "is_taken"), [(-1, True), (0, False), (1, False)])
def test_what_a_phone_kept_from_before_the_order_counts(verb, seconds, is_taken):
    unit = a_unit("巡-07")
    _, crew = on_duty(unit, where=(2, 2))
    view, desk = under_way(unit, crew), an_actor("dispatcher")
    ordered = START + MINUTE
    an_order(an_incident(by=desk, at=ordered), unit.pk, by=desk, at=ordered)
    wish = {"round": view.pk, "checkpoint": view.checkpoints[0].pk, "by": crew[0]}
    wish |= {"why": "道路不通"} if verb == "skip_checkpoint" else {}
    step = partial(getattr(checkpoints, verb), **wish, at=ordered + timedelta(seconds=seconds))
    if not is_taken:
        with pytest.raises(Refused) as refusal:
            step()
        assert refusal.value.code == "ROUND_NOT_UNDER_WAY"
        return
    assert step().checkpoints[0].status != "due"
    # So does the end of the round, and the call goes on.
    end = {"round": view.pk, "by": crew[0], "at": ordered - timedelta(milliseconds=500)}
    assert walking.complete_round(**end).status == "completed"


def test_a_round_that_went_on_forgets_its_pause():
    unit = a_unit("巡-07")
    _, crew = on_duty(unit, where=(2, 2))
    view = under_way(unit, crew)
    common = {"round": view.pk, "by": crew[0]}
    walking.pause_round(**common, at=START + MINUTE)
    walking.resume_round(**common, at=START + 2 * MINUTE)
    walking.pause_round(**common, at=START + 3 * MINUTE)
    stop = view.checkpoints[0].pk
    checkpoints.visit_checkpoint(**common, checkpoint=stop, at=START + 2.5 * MINUTE)
