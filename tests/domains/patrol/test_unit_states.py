"""Every cell of a unit's state table, by the verbs themselves."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_crew, a_unit, ids, on_duty
from tests.builders.people import NOON, an_actor

from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.patrol.actions import crews, emergency
from quanju.domains.patrol.models import Unit
from quanju.domains.patrol.queries import units
from quanju.domains.patrol.workflow import DISPATCHABLE, UNIT

LATER = NOON + timedelta(minutes=5)


def do(verb, unit, by, crew):
    common = {"unit": unit.pk, "by": by, "at": LATER}
    if verb.startswith("set_"):
        return crews.set_activity(activity=verb.removeprefix("set_"), confirmed=True, **common)
    if verb == "sign_on":
        return crews.sign_on(crew=ids(crew), **common)
    if verb == "sign_off":
        return crews.sign_off(confirmed=True, **common)
    if verb == "change_crew":
        return crews.change_crew(crew=ids(crew), **common)
    if verb == "panic":
        emergency.panic(**common)
        return units.unit_view(unit.pk)
    return emergency.end_emergency(**common)


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "verb", "after"), list(UNIT.cells()))
def test_every_cell_of_the_state_table(state, verb, after):
    unit, dispatcher, crew = a_unit(), an_actor("dispatcher"), a_crew()
    if state != "off_duty":
        on_duty(unit, crew)
    Unit.objects.filter(pk=unit.pk).update(status=state)
    if after is None:
        with pytest.raises(NotInThisState) as refusal:
            do(verb, unit, dispatcher, crew)
        assert set(refusal.value.verbs) == set(UNIT.verbs(state))
        assert units.unit_view(unit.pk).status == state
    else:
        view = do(verb, unit, dispatcher, crew)
        assert (view.status, view.status_label) == (after, UNIT.state_labels[after])


def test_every_state_on_duty_can_be_signed_off_but_an_emergency():
    for state in set(UNIT.states) - {"off_duty", "emergency"}:
        assert UNIT.allows(state, "sign_off")
    assert UNIT.verbs("emergency") == ("end_emergency",)


def test_only_available_staging_and_patrolling_units_are_sent():
    assert {"available", "staging", "patrolling"} == DISPATCHABLE
