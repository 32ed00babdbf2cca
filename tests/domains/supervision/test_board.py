"""The board: three levels by stations and departments; targets that may not be set."""

from datetime import timedelta

import pytest
from tests.builders.people import NOON, an_actor
from tests.builders.reports import a_room

from quanju.domains.rulebook.reading import read_shipped, read_table
from quanju.domains.rulebook.types import RuleError
from quanju.domains.supervision.actions import answering
from quanju.domains.supervision.actions import findings as acts
from quanju.domains.supervision.queries.board import board
from quanju.domains.supervision.queries.findings import findings
from quanju.domains.supervision.rules import NEVER_TARGETS, TARGETS_RULE

DAY = timedelta(days=1)


@pytest.mark.django_db
def test_every_open_finding_falls_in_one_cell_and_the_list_shows_what_it_counts():
    a_room()
    room, legal = an_actor("station_command"), an_actor("legal_supervision")
    for level in (3, 3, 1):
        acts.raise_finding(unit="jiankang", level=level, what="x", by=legal, at=NOON)
    view = findings(legal, most=9)[0]
    answering.answer_finding(finding=view.number, answer="x", by=room, at=NOON)
    found = board(at=NOON)
    (row,) = [one for one in found.stations if any(one.findings.values())]
    assert dict(row.findings) == {1: 1, 2: 0, 3: 2}
    assert [(one.number, one.open, one.late) for one in found.levels] == [
        (1, 1, 0),
        (2, 0, 0),
        (3, 2, 0),
    ]
    assert len(findings(legal, state="open", level="3", office=row.code, most=9)) == 2
    assert not row.next_due.is_late
    assert not row.next_due.is_today


@pytest.mark.django_db
def test_the_day_a_clock_ends_is_today_and_from_its_end_it_is_late():
    a_room()
    legal = an_actor("legal_supervision")
    due_at = acts.raise_finding(unit="jiankang", level=1, what="x", by=legal, at=NOON).due_at
    second = timedelta(seconds=1)
    for at, today, late in (
        (due_at - DAY - second, 0, 0),
        (due_at - DAY, 1, 0),
        (due_at - second, 1, 0),
        (due_at, 0, 1),
    ):
        found = board(at=at)
        assert (found.today, found.late) == (today, late), at
    assert [one.number for one in found.first] == [findings(legal, most=1)[0].number]


@pytest.mark.parametrize("measure", sorted(NEVER_TARGETS))
def test_numbers_of_crimes_and_clear_up_rates_cannot_be_targets(measure):
    with pytest.raises(RuleError, match="SUP-10") as refused:
        _read(measure)
    assert NEVER_TARGETS[measure].zh in refused.value.text.zh


def test_numbers_of_crimes_and_of_clear_ups_can_be_no_targets():
    assert _read("SP-2").target[0].told.zh == "目标 ≤ 5"
    with pytest.raises(RuleError):
        _read("CF-4")
    ours = {one.measure for one in read_shipped(TARGETS_RULE).target}
    reports = {*(f"RP-{n}" for n in range(1, 6)), "RP-7"}
    assert ours == reports | {"SP-1", "SP-2", "SP-3", "CF-1", "CF-3", "CM-1", "CM-2", "CM-3"}


def _read(measure):
    return read_table(TARGETS_RULE, f'[[target]]\nmeasure = "{measure}"\nat_most = 5\n')
