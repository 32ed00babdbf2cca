"""Each alarm once: before the end and at it, in time or by a worker that was away."""

import threading
from datetime import date

import pytest
from django.db import connection, connections
from tests.builders.clocks import DAY, a_clock, an_officer, at, seen

from quanju.domains.deadlines.actions import clocks as actions
from quanju.domains.deadlines.jobs import raise_due_alarms
from quanju.domains.deadlines.models import ClockAlarm
from quanju.domains.journal.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def told():
    names = Entry.objects.filter(event__in=("deadlines.clock_nearly_due", "deadlines.clock_lapsed"))
    return [
        name.partition("clock_")[2]
        for name in names.order_by("number").values_list("event", flat=True)
    ]


def test_amber_then_due_each_at_its_moment():
    clock = a_clock("F2", "2026-01-05T10:00")
    assert raise_due_alarms(at("2026-01-06T21:59")) == 0
    assert raise_due_alarms(at("2026-01-06T22:00")) == 1
    assert raise_due_alarms(at("2026-01-07T09:59")) == 0
    assert raise_due_alarms(at("2026-01-07T10:00")) == 1
    assert told() == ["nearly_due", "lapsed"]
    assert seen(clock).state == "lapsed"


def test_a_worker_that_was_away_for_days_raises_each_once():
    for number in range(5):
        a_clock("F2", "2026-01-05T10:00", f"case:{number}")
    late = at("2026-01-09")
    for _ in range(3):
        raise_due_alarms(late)
    assert sorted(told()) == ["lapsed"] * 5 + ["nearly_due"] * 5
    assert ClockAlarm.objects.count() == 10


def test_a_day_is_late_when_the_next_begins():
    clock = a_clock("C2")  # due on the 8th
    raise_due_alarms(at("2026-01-08T23:59"))
    assert seen(clock).state == "running"
    raise_due_alarms(at("2026-01-09T00:00"))
    assert seen(clock).state == "lapsed"


def test_a_clock_that_was_lengthened_alarms_for_its_new_end_too():
    clock = a_clock()
    raise_due_alarms(at("2026-02-04"))
    extended = actions.extend_clock(
        clock=clock.id, approver="next_higher", paper="延1号", by=an_officer(), at=at("2026-02-04")
    )
    assert raise_due_alarms(at("2026-02-05")) == 0
    assert extended.due_on == date(2026, 3, 6)
    raise_due_alarms(at("2026-03-07"))
    assert told() == ["nearly_due", "nearly_due", "lapsed"]


@pytest.mark.parametrize("verb", [actions.satisfy_clock, actions.drop_clock])
def test_what_has_ended_alarms_nobody(verb):
    clock = a_clock("F2", "2026-01-05T10:00")
    verb(clock=clock.id, by=an_officer(), at=at("2026-01-05T11:00"))
    assert raise_due_alarms(at("2026-02-01")) == 0


def test_nor_does_one_that_stands():
    clock = a_clock()
    actions.suspend_clock(
        clock=clock.id,
        reason="expert",
        since=at("2026-01-10"),
        by=an_officer(),
        at=at("2026-01-10"),
    )
    assert raise_due_alarms(at("2026-06-01")) == 0


def test_two_workers_at_the_same_instant_raise_each_once():
    for number in range(30):
        a_clock("F2", "2026-01-05T10:00", f"case:{number}")
    raised, start = [], threading.Barrier(2)

    def work():
        start.wait()
        try:
            raised.append(raise_due_alarms(at("2026-01-05T10:00") + 3 * DAY))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(raised) == len(told()) == 60
    assert connection.is_usable()
