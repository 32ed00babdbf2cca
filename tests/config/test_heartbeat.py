"""The worker's heartbeat: a long job is no silence; a hanging one, or a dead worker, is."""

import threading

import pytest
from django.db import OperationalError
from tests.domains.kernel.test_clock import Computer

from quanju.config import heartbeat, jobs
from quanju.config.heartbeat import AtWork, beat_beside
from quanju.config.jobs import Job, run_due_jobs


@pytest.fixture
def computer(monkeypatch, settings):
    settings.JOB_HANGS_S = 60.0
    made = Computer()
    monkeypatch.setattr(heartbeat, "clock", lambda: made.clock)
    monkeypatch.setattr(heartbeat, "at_work", AtWork())
    return made


class Jobs:
    """A thread of jobs that lives for so many looks."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    def is_alive(self) -> bool:
        self.looks -= 1
        return self.looks >= 0


@pytest.fixture
def beats(monkeypatch):
    """What was stored, without a database and without waiting."""
    told: list[object] = []
    monkeypatch.setattr(heartbeat.operation, "beat", lambda *, at: told.append(at))
    monkeypatch.setattr(heartbeat, "close_old_connections", lambda: None)
    monkeypatch.setattr(heartbeat, "EVERY_S", 0.0)
    return told


def test_a_job_that_takes_its_time_is_no_silence_up_to_the_limit(computer, beats):
    with heartbeat.at_work.on("room.jobs:long"):
        computer.passes(60)
        beat_beside(Jobs(3), threading.Event())
    assert len(beats) == 3


def test_a_job_beyond_the_limit_silences_the_heart_and_is_named_once(computer, beats, caplog):
    with heartbeat.at_work.on("room.jobs:stuck"):
        computer.passes(60.1)
        beat_beside(Jobs(3), threading.Event())
    assert beats == []
    assert caplog.text.count("room.jobs:stuck hangs") == 1


def test_the_heart_beats_again_once_the_job_has_ended(computer, beats):
    with heartbeat.at_work.on("room.jobs:stuck"):
        computer.passes(61)
    beat_beside(Jobs(1), threading.Event())
    assert len(beats) == 1


def test_a_worker_whose_jobs_are_dead_has_no_heart(computer, beats):
    beat_beside(Jobs(0), threading.Event())
    assert beats == []


def test_a_worker_that_was_told_to_stop_has_none_either(computer, beats):
    stop = threading.Event()
    stop.set()
    beat_beside(Jobs(3), stop)
    assert beats == []


def test_a_beat_that_is_not_stored_is_tried_again(computer, beats, monkeypatch):
    def fails(*, at):
        beats.append(at)
        raise OperationalError("locked")

    monkeypatch.setattr(heartbeat.operation, "beat", fails)
    beat_beside(Jobs(2), threading.Event())
    assert len(beats) == 2


SEEN: list[bool] = []


def looks(at):
    SEEN.append(jobs.at_work.hangs(-1))


@pytest.mark.django_db
def test_each_job_is_at_work_while_it_runs_and_not_after(monkeypatch):
    monkeypatch.setattr(jobs, "JOBS", [Job(f"{__name__}:looks", jobs.timedelta(0))])
    monkeypatch.setattr(jobs, "_last_run", {})
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    run_due_jobs()
    assert SEEN == [True]
    assert not jobs.at_work.hangs(-1)
