"""Every cell of the three tables: a listed move works, every other is refused."""

import pytest

from quanju.domains.dispatch.workflow import ASSIGNMENT, CALL, INCIDENT
from quanju.domains.kernel.workflow import NotInThisState

CELLS = [(table, *cell) for table in (CALL, INCIDENT, ASSIGNMENT) for cell in table.cells()]


@pytest.mark.parametrize(
    ("table", "state", "verb", "after"),
    CELLS,
    ids=[f"{t.name}-{state}-{verb}" for t, state, verb, _ in CELLS],
)
def test_each_cell(table, state, verb, after):
    if after is not None:
        assert table.after(state, verb) == after
        return
    with pytest.raises(NotInThisState) as refusal:
        table.after(state, verb)
    assert set(refusal.value.verbs) == set(table.verbs(state))


def test_nothing_leaves_a_final_state():
    assert CALL.verbs("closed") == ()
    assert [ASSIGNMENT.verbs(s) for s in ("released", "refused", "withdrawn")] == [(), (), ()]


def test_every_state_of_specification_3_2_is_there():
    assert set(INCIDENT.states) == {
        "new",
        "dispatched",
        "en_route",
        "on_scene",
        "controlled",
        "feedback_due",
        "closed",
        "cancelled",
        "reopened",
        "merged",
    }
