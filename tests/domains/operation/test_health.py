"""Whether the service runs: a worker that is silent, a clock that was set, a full disk."""

import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from tests.domains.kernel.test_clock import HOUR_S, START, Computer

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.actions.seals import seal
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.transaction import write
from quanju.domains.operation import actions, queries
from quanju.domains.operation.models import Heartbeat
from quanju.domains.people.events import SIGNED_IN
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.django_db


@pytest.fixture
def computer(monkeypatch, settings):
    """The computer that serves, with a worker that has just said that it is there."""
    settings.WORKER_SILENT_S, settings.CLOCK_TOLERANCE_S = 15.0, 5.0
    settings.DISK_FREE_MIN_MB, settings.SEAL_OVERDUE_H = 0.0, 30.0
    made = Computer()
    monkeypatch.setattr(queries, "clock", lambda: made.clock)
    monkeypatch.setattr(actions, "clock", lambda: made.clock)
    queries.forget()
    actions.beat(at=made.clock.now(), worker="w/1")
    yield made
    queries.forget()


def found(computer):
    """What does not hold, as a monitor is told, after the answer of before has grown old."""
    computer.passes(queries.FRESH_S)
    checks = queries.health(at=computer.clock.now()).checks
    return {check.name: check.found for check in checks if not check.holds}


def test_a_service_whose_worker_beats_is_ready(computer):
    assert found(computer) == {}
    assert queries.health(at=computer.clock.now()).is_ready


def test_a_worker_is_silent_after_its_limit_and_not_before(computer):
    assert found(computer) == {}
    computer.passes(15 - 2 * queries.FRESH_S)
    assert found(computer) == {}
    computer.passes(0.1)
    assert found(computer) == {"worker": "silent"}
    assert [fault.code for fault in queries.known_faults()] == ["worker"]


def test_a_worker_that_beats_again_lives_again(computer):
    computer.passes(60)
    assert found(computer) == {"worker": "silent"}
    actions.beat(at=computer.clock.now(), worker="w/1")
    assert found(computer) == {}


def test_one_of_two_workers_is_enough_and_one_that_leaves_is_gone(computer):
    actions.beat(at=computer.clock.now(), worker="w/2")
    computer.passes(60)
    actions.beat(at=computer.clock.now(), worker="w/2")
    assert found(computer) == {}
    actions.leave(worker="w/2")
    assert found(computer) == {"worker": "silent"}


def test_workers_whose_computer_is_an_hour_off_are_heard_by_their_pulse(computer):
    """Their moments say nothing: ahead they would never grow old, behind they would be dead."""
    for off in (timedelta(hours=1), timedelta(hours=-1)):
        actions.beat(at=START + off, worker="w/1")
        found(computer)
        actions.beat(at=START + off, worker="w/1")
        assert "worker" not in found(computer)
        computer.passes(20)
        assert found(computer)["worker"] == "silent"


def test_processes_long_gone_are_forgotten(computer):
    computer.passes(25 * HOUR_S)
    actions.beat(at=computer.clock.now(), worker="w/2")
    assert list(Heartbeat.objects.values_list("worker", flat=True)) == ["w/2"]


@pytest.mark.parametrize("by", [-HOUR_S, HOUR_S])
def test_a_clock_that_was_set_is_told_at_once_by_every_page(computer, by):
    computer.set_by(by)
    assert [fault.code for fault in queries.known_faults()] == ["clock"]
    assert found(computer) == {"clock": "moved"}
    (fault,) = queries.faults(at=computer.clock.now())
    assert ("慢" if by < 0 else "快") in fault.text.zh
    assert "60 min" in fault.text.en


def test_the_clock_of_the_workers_computer_is_told_too(computer):
    Heartbeat.objects.update(clock_off_s=-HOUR_S)
    assert found(computer) == {"clock": "moved"}


@pytest.mark.parametrize(("ahead_s", "wrong"), [(5.5, "behind the journal"), (4.5, "")])
def test_a_newest_entry_that_lies_ahead_is_told(computer, monkeypatch, ahead_s, wrong):
    moment = computer.clock.now() + timedelta(seconds=queries.FRESH_S + ahead_s)
    monkeypatch.setattr("quanju.domains.journal.actions.entries.now", lambda: moment)
    an_entry(moment)
    assert found(computer) == ({"clock": wrong} if wrong else {})


def an_entry(at):
    with write():
        record(SIGNED_IN, subject="person:1", by=SERVICE, at=at, purpose="administer")


@pytest.mark.parametrize(("hours", "overdue"), [(29, False), (31, True)])
def test_entries_without_a_seal_are_overdue_after_their_limit(
    computer, monkeypatch, hours, overdue
):
    monkeypatch.setattr("quanju.domains.journal.actions.entries.now", computer.clock.now)
    an_entry(START)
    computer.passes(hours * HOUR_S)
    actions.beat(at=computer.clock.now(), worker="w/2")
    assert found(computer) == ({"seals": "overdue"} if overdue else {})
    assert queries.faults(at=computer.clock.now()) == (), "nothing that a desk could do"
    assert Entry.objects.count() == 1
    seal(by=SERVICE, at=computer.clock.now())
    assert found(computer) == {}


@pytest.mark.parametrize(("free_mb", "low"), [(499, True), (500, False)])
def test_a_disk_that_is_nearly_full_is_told(computer, monkeypatch, settings, free_mb, low):
    settings.DISK_FREE_MIN_MB = 500.0
    left = SimpleNamespace(free=free_mb * 1024 * 1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: left)
    assert found(computer) == ({"disk": "low"} if low else {})


def test_a_database_that_does_not_answer_is_told_and_asked_no_more(computer, monkeypatch):
    def gone():
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(queries.Heartbeat.objects, "all", gone)
    assert found(computer) == {"database": "no answer"}
    assert [fault.code for fault in queries.known_faults()] == ["database"]


def test_an_answer_is_good_for_all_who_ask_at_once(computer, django_assert_num_queries):
    found(computer)
    with django_assert_num_queries(0):
        queries.health(at=computer.clock.now())
        queries.known_faults()
