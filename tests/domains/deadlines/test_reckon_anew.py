"""A rule or the calendar changes: the clocks follow, those that run and those that ran out."""

from datetime import date, timedelta

import pytest
from tests.builders.clocks import a_clock, an_officer, at, seen

from quanju.domains.deadlines.actions import clocks as actions
from quanju.domains.deadlines.jobs import raise_due_alarms, reckon_changed_rules
from quanju.domains.deadlines.models import Clock
from quanju.domains.deadlines.rules import STATUTORY_CLOCKS, WORKING_DAYS
from quanju.domains.journal.models import Entry
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook.actions import load_rule
from quanju.domains.rulebook.queries import shipped

pytestmark = pytest.mark.django_db(transaction=True)
NOON = at("2026-01-12T12:00")


def in_force(kind, old, new, on=NOON):
    """The room's table with one line changed comes into force."""
    text = shipped(kind)
    assert text.count(old) >= 1
    load_rule(
        kind=kind.name,
        text=text.replace(old, new, 1),
        effective_from=on,
        by=SERVICE,
        at=on,
    )


STOP = """length = "48 hour"
sources = ["payment"""


def test_clocks_of_hours_move_by_their_own_hour():
    first, second = a_clock("F2", "2026-01-11T10:00"), a_clock("F2", "2026-01-11T23:30", "case:2")
    in_force(STATUTORY_CLOCKS, STOP, STOP.replace("48", "72"))
    assert reckon_changed_rules(NOON) == 2
    assert seen(first).due_at == at("2026-01-14T10:00")
    assert seen(second).due_at == at("2026-01-14T23:30")
    assert seen(second).amber_at == at("2026-01-14T05:30")
    alarms = dict(Clock.objects.values_list("pk", "next_alarm_at"))
    assert alarms[second.id] == at("2026-01-14T05:30")


CASE = """length = "30 day"
sources = ["order 118"]"""


def test_clocks_of_days_and_those_to_which_something_happened():
    plain, stood = a_clock(), a_clock(subject="case:2")
    actions.suspend_clock(
        clock=stood.id, reason="expert", since=at("2026-01-06"), by=SERVICE, at=at("2026-01-06")
    )
    actions.resume_clock(
        clock=stood.id, reason="expert", until=at("2026-01-08"), by=SERVICE, at=at("2026-01-08")
    )
    in_force(STATUTORY_CLOCKS, CASE, CASE.replace("30", "20"))
    assert reckon_changed_rules(NOON) == 2
    assert seen(plain).due_on == date(2026, 1, 26)  # the 25th is a Sunday
    assert seen(stood).due_on == date(2026, 1, 27)


def test_nothing_moves_twice_and_the_entry_counts():
    a_clock()
    in_force(STATUTORY_CLOCKS, CASE, CASE.replace("30", "20"))
    for minute in range(3):
        reckon_changed_rules(NOON + timedelta(minutes=minute))
    entries = Entry.objects.filter(event="deadlines.clocks_reckoned")
    assert [entry.subject for entry in entries] == ["clocks:A2"]


def test_a_clock_that_had_run_out_by_a_wrong_rule_runs_again():
    clock = a_clock("F2", "2026-01-09T10:00")
    raise_due_alarms(at("2026-01-11T10:00"))
    in_force(STATUTORY_CLOCKS, STOP, STOP.replace("48", "96"))
    reckon_changed_rules(NOON)
    assert (seen(clock).state, seen(clock).due_at) == ("running", at("2026-01-13T10:00"))
    assert raise_due_alarms(at("2026-01-13T10:00")) == 2


def test_one_whose_new_end_has_passed_alarms_at_once():
    clock = a_clock("F2", "2026-01-11T10:00")
    in_force(STATUTORY_CLOCKS, STOP, STOP.replace("48", "24"))
    reckon_changed_rules(NOON)
    raise_due_alarms(NOON)
    assert seen(clock).state == "lapsed"


def test_what_has_ended_keeps_its_date():
    clock = a_clock()
    actions.satisfy_clock(clock=clock.id, by=an_officer(), at=at("2026-01-06"))
    in_force(STATUTORY_CLOCKS, CASE, CASE.replace("30", "20"))
    assert reckon_changed_rules(NOON) == 0
    assert seen(clock).due_on == date(2026, 2, 4)


def test_a_published_year_makes_provisional_dates_firm():
    clock = a_clock("A2", "2026-12-03")
    assert (clock.is_provisional, clock.due_on) == (True, date(2027, 1, 4))
    year = """[[year]]
number = 2027
source = ["通知", "notice"]
off = [{ name = ["元旦", "New Year"], first = "2027-01-01", last = "2027-01-04" }]

[[year]]
number = 2026"""
    on = at("2026-12-10")
    in_force(WORKING_DAYS, "[[year]]\nnumber = 2026", year, on)
    reckon_changed_rules(on)
    assert (seen(clock, "2026-12-10").is_provisional, seen(clock, "2026-12-10").due_on) == (
        False,
        date(2027, 1, 5),
    )


def test_a_rule_taken_from_the_table_leaves_its_clocks_as_they_are():
    clock = a_clock("T2", "2026-01-05")
    in_force(STATUTORY_CLOCKS, 'number = "T2"', 'number = "T9"')
    reckon_changed_rules(NOON)
    shown = seen(clock, "2026-01-13")
    assert (shown.due_on, shown.steps) == (date(2026, 1, 15), ())
