"""A clock on a case, from its start to its end; what is refused on the way."""

from datetime import date, timedelta

import pytest
from tests.builders.clocks import DAY, SUBJECT, a_clock, an_officer, at, seen
from tests.builders.people import an_actor

from quanju.domains.deadlines import queries
from quanju.domains.deadlines.actions import clocks as actions
from quanju.domains.deadlines.actions.clocks import (
    ApprovalMissing,
    ClockForbids,
    ClockRunsAlready,
    NoSuchClock,
    NotStanding,
)
from quanju.domains.deadlines.models import Clock
from quanju.domains.deadlines.workflow import CLOCK
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.django_db(transaction=True)

# Typed by hand, so that a move lost from the table is noticed.
MOVES = {
    "running": {
        "suspend": "suspended",
        "extend": "running",
        "find": "running",
        "lapse": "lapsed",
        "satisfy": "satisfied",
        "drop": "dropped",
    },
    "suspended": {
        "suspend": "suspended",
        "extend": "suspended",
        "find": "suspended",
        "resume": "running",
        "resume_one": "suspended",
        "satisfy": "satisfied",
        "drop": "dropped",
    },
    "lapsed": {"put_right": "running", "satisfy": "satisfied", "drop": "dropped"},
    "satisfied": {},
    "dropped": {},
}


@pytest.mark.parametrize(("state", "verb", "after"), list(CLOCK.cells()))
def test_every_cell_of_the_state_table(state, verb, after):
    assert MOVES[state].get(verb) == after


def test_a_clock_starts_with_its_date_and_its_reasons():
    clock = a_clock()
    assert (clock.due_on, clock.due_at) == (date(2026, 2, 4), at("2026-02-05T00:00"))
    assert clock.title.zh == "治安案件办案期限"
    assert "第118条" in clock.steps[0].source.zh
    assert clock.verbs == tuple(MOVES["running"])


def test_it_is_in_the_journal_under_its_subject():
    clock = a_clock()
    entry = journal.history_of(SUBJECT)[0]
    assert entry.event == "deadlines.clock_started"
    assert entry.subjects == {f"clock:{clock.id}", SUBJECT}


def test_the_version_of_the_day_it_began_binds():
    assert a_clock(start="2025-12-31").rule == "A2-old"


def test_amber_comes_at_three_quarters_of_the_whole():
    clock = a_clock("F2", "2026-10-01T23:30")
    assert clock.due_at == at("2026-10-03T23:30")
    assert clock.amber_at == at("2026-10-03T11:30")


def test_the_same_clock_runs_once_on_a_subject():
    a_clock()
    with pytest.raises(ClockRunsAlready):
        a_clock("A2-old", "2025-12-31")
    assert a_clock("F2", "2026-01-05T09:00").subject == SUBJECT


def test_once_it_has_ended_another_may_start():
    actions.satisfy_clock(clock=a_clock().id, by=an_officer(), at=at("2026-01-06"))
    assert a_clock().state == "running"


def test_an_extension_needs_the_approver_and_the_paper():
    clock, by = a_clock(), an_officer()
    for approver, paper in (("", "延1号"), ("next_higher", ""), ("mayor", "延1号")):
        with pytest.raises(ApprovalMissing):
            actions.extend_clock(
                clock=clock.id, approver=approver, paper=paper, by=by, at=at("2026-02-01")
            )
    with pytest.raises(ClockForbids):
        actions.extend_clock(
            clock=clock.id, approver="county_head", paper="延1号", by=by, at=at("2026-02-01")
        )
    assert seen(clock).due_on == date(2026, 2, 4)


def extended(clock, on, **more):
    return actions.extend_clock(
        clock=clock.id,
        approver="next_higher",
        paper="延1号",
        by=an_officer(),
        at=at(on),
        **more,
    )


def test_extended_twice_and_no_third_time():
    clock = a_clock()
    assert extended(clock, "2026-02-04").due_on == date(2026, 3, 6)
    assert extended(clock, "2026-03-06").due_on == date(2026, 4, 7)
    with pytest.raises(ClockForbids) as refused:
        extended(clock, "2026-04-07")
    assert "最多延长 2 次" in refused.value.text.zh


def test_not_after_its_last_day_and_for_less_than_granted():
    clock = a_clock()
    with pytest.raises(ClockForbids):
        extended(clock, "2026-02-05")
    assert extended(clock, "2026-02-04", count=10).due_on == date(2026, 2, 14)


def suspended(clock, reason="expert", on="2026-01-10"):
    return actions.suspend_clock(
        clock=clock.id, reason=reason, since=at(on), paper="委托书", by=an_officer(), at=at(on)
    )


def resumed(clock, reason="expert", on="2026-01-20"):
    return actions.resume_clock(
        clock=clock.id, reason=reason, until=at(on), paper="意见", by=an_officer(), at=at(on)
    )


def test_while_it_stands_it_has_no_date_and_then_it_is_later():
    clock = a_clock()
    assert suspended(clock).due_at is None
    assert resumed(clock).due_on == date(2026, 2, 14)


def test_it_runs_again_when_no_reason_is_left():
    clock = a_clock()
    suspended(clock)
    suspended(clock, "hearing", "2026-01-15")
    assert resumed(clock).state == "suspended"
    assert resumed(clock, "hearing", "2026-01-25").due_on == date(2026, 2, 24)  # 19th: a holiday


def test_it_stands_once_for_a_reason_and_only_for_those_of_its_rule():
    clock = a_clock()
    suspended(clock)
    for reason in ("expert", "lunch"):
        with pytest.raises(ClockForbids):
            suspended(clock, reason, "2026-01-11")


def test_a_resumption_names_what_stands_and_comes_after_it():
    clock = a_clock()
    suspended(clock)
    with pytest.raises(NotStanding):
        resumed(clock, "hearing")
    with pytest.raises(ClockForbids):
        resumed(clock, on="2026-01-09")


def test_nothing_is_dated_ahead():
    clock, by = a_clock(), an_officer()
    with pytest.raises(ClockForbids):
        actions.suspend_clock(
            clock=clock.id, reason="expert", since=at("2026-01-11"), by=by, at=at("2026-01-10")
        )


def test_a_circumstance_gives_another_length():
    clock = a_clock("C2")
    found = actions.note_circumstance(
        clock=clock.id,
        code="major",
        approver="county_head",
        paper="审批1号",
        by=an_officer(),
        at=at("2026-01-06"),
    )
    assert found.due_on == date(2026, 2, 4)
    with pytest.raises(ClockForbids):
        actions.note_circumstance(clock=clock.id, code="x", by=an_officer(), at=at("2026-01-07"))


@pytest.mark.parametrize(("on", "late"), [("2026-02-04T23:59", False), ("2026-02-05T00:01", True)])
def test_done_in_time_or_late(on, late):
    done = actions.satisfy_clock(clock=a_clock().id, by=an_officer(), at=at(on))
    assert (done.state, done.was_late) == ("satisfied", late)


def test_what_has_ended_takes_no_further_act():
    clock = a_clock()
    actions.drop_clock(clock=clock.id, by=an_officer(), at=at("2026-01-06"))
    for verb in (extended, lambda c, on: suspended(c, on=on)):
        with pytest.raises(NotInThisState):
            verb(clock, "2026-01-07")


def test_what_does_not_exist_or_is_not_in_the_table():
    with pytest.raises(NoSuchClock):
        a_clock("A99")
    with pytest.raises(ClockForbids):
        a_clock("R4", "2023-12-31")
    with pytest.raises(NotFound):
        actions.satisfy_clock(clock=4711, by=an_officer(), at=at("2026-01-06"))


@pytest.mark.parametrize("role", ["auditor", "system_admin", "volunteer", "lawyer"])
def test_who_handles_no_matters_moves_no_clock(role):
    with pytest.raises(Denied):
        a_clock(by=an_actor(role))
    assert not Clock.objects.exists()


def test_a_clock_goes_with_the_verb_that_started_it():
    with pytest.raises(RuntimeError), write():
        a_clock(by=SERVICE)
        raise RuntimeError("the verb failed")
    assert not Clock.objects.exists()


def test_clocks_on_a_subject_the_first_due_first():
    later, sooner = a_clock(), a_clock("F2", "2026-01-05T09:00")
    ended = a_clock("C2")
    actions.drop_clock(clock=ended.id, by=an_officer(), at=at("2026-01-06"))
    found = queries.clocks_on(SUBJECT, at=at("2026-01-06"))
    assert [clock.id for clock in found] == [sooner.id, later.id]
    found = queries.clocks_on(SUBJECT, at=at("2026-01-06"), with_ended=True)
    assert [clock.id for clock in found] == [sooner.id, later.id, ended.id]


def test_what_is_due_in_the_hour():
    clock = a_clock("F2", "2026-01-05T09:00")
    due = clock.due_at
    hour = timedelta(hours=1)
    assert queries.due_between(due, due + hour) == [(clock.id, SUBJECT)]
    assert queries.due_between(due - hour, due) == []
    assert queries.due_between(due - DAY, due + DAY, most=0) == []
