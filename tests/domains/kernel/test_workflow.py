import pytest

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import NotInThisState, Workflow

DOOR = Workflow(
    name="door",
    moves={"open": {"close": "shut"}, "shut": {"open": "open", "lock": "locked"}, "locked": {}},
    state_labels={s: Text(s, s) for s in ("open", "shut", "locked")},
    verb_labels={
        "close": Text("关", "close"),
        "open": Text("开", "open"),
        "lock": Text("锁", "lock"),
    },
)


def test_an_allowed_move_gives_the_next_state():
    assert DOOR.after("shut", "lock") == "locked"


def test_any_other_move_is_refused_and_says_what_is_possible():
    with pytest.raises(NotInThisState) as refusal:
        DOOR.after("shut", "close")
    assert refusal.value.verbs == ("open", "lock")
    assert "开、锁" in refusal.value.text.zh
    assert "open, lock" in refusal.value.text.en


def test_a_final_state_says_that_nothing_is_possible():
    with pytest.raises(NotInThisState) as refusal:
        DOOR.after("locked", "open")
    assert "无" in refusal.value.text.zh


def test_cells_are_states_times_verbs():
    cells = list(DOOR.cells())
    assert len(cells) == 3 * 3
    assert ("shut", "lock", "locked") in cells
    assert ("open", "lock", None) in cells


def test_a_table_with_a_state_that_has_no_row_cannot_be_made():
    with pytest.raises(ValueError, match="without a row"):
        Workflow("bad", {"a": {"go": "b"}}, {"a": Text("a", "a")}, {"go": Text("去", "go")})
