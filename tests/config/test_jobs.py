"""What runs by the clock: each when it is due, and none silenced by another's fault."""

from datetime import timedelta

import pytest
from django.utils.module_loading import import_string
from tests.domains.kernel.test_clock import Computer

from quanju.config import jobs
from quanju.config.jobs import Job, run_due_jobs

pytestmark = pytest.mark.django_db
RUN: list[str] = []


def fails(at):
    RUN.append("fails")
    raise KeyError("a fault nobody thought of")


def works(at):
    RUN.append("works")


@pytest.fixture(autouse=True)
def two_jobs(monkeypatch):
    RUN.clear()
    here = __name__
    every = timedelta(hours=1)
    monkeypatch.setattr(jobs, "JOBS", [Job(f"{here}:fails", every), Job(f"{here}:works", every)])
    monkeypatch.setattr(jobs, "_last_run", {})
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)


def test_a_job_that_fails_is_logged_and_the_next_one_runs(caplog):
    run_due_jobs()
    assert RUN == ["fails", "works"]
    assert "fails failed; it will be tried again" in caplog.text


def test_a_job_runs_again_only_when_it_is_due():
    run_due_jobs()
    run_due_jobs()
    assert RUN == ["fails", "works"]


@pytest.mark.parametrize("set_by", [-3600.0, 3600.0])
def test_a_clock_that_is_set_stops_no_job_and_hastens_none(monkeypatch, set_by):
    computer = Computer()
    for name in ("clock", "now"):
        asked = computer.clock.now if name == "now" else (lambda: computer.clock)
        monkeypatch.setattr(jobs, name, asked)
    run_due_jobs()
    computer.set_by(set_by)
    computer.passes(3599)
    run_due_jobs()
    assert RUN == ["fails", "works"], "not due yet"
    computer.passes(1)
    run_due_jobs()
    assert RUN == ["fails", "works"] * 2


def test_every_job_of_the_product_exists(monkeypatch):
    monkeypatch.undo()
    for job in jobs.JOBS:
        assert callable(import_string(job.where.replace(":", ".")))
