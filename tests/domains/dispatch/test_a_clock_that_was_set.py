"""Somebody sets the computer's clock: no alert waits for it, and nobody is sent away."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, an_appointment
from tests.domains.kernel.test_clock import HOUR_S, Computer

from quanju.config import jobs
from quanju.config.jobs import run_due_jobs
from quanju.domains.dispatch.jobs import raise_due_alerts
from quanju.domains.dispatch.models import Alert
from quanju.domains.people.actions.sessions import sign_in
from quanju.domains.people.models import SignIn

pytestmark = pytest.mark.django_db

ALERT_S = 30
SET_BY = pytest.mark.parametrize("by", [-HOUR_S, HOUR_S, -24 * HOUR_S, 24 * HOUR_S])


@pytest.fixture
def computer(monkeypatch):
    made = Computer(NOON)
    monkeypatch.setattr(jobs, "clock", lambda: made.clock)
    monkeypatch.setattr(jobs, "now", made.clock.now)
    monkeypatch.setattr(jobs, "_last_run", {})
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    wanted = ("raise_due_alerts", "end_due_sessions")
    kept = [job for job in jobs.JOBS if job.where.split(":")[1] in wanted]
    assert len(kept) == 2
    monkeypatch.setattr(jobs, "JOBS", kept)
    return made


@pytest.fixture
def sent(town):
    """A unit was sent at noon and has not acknowledged."""
    unit, _ = a_crew_at("特-01", (2, 2))
    an_order(an_incident(), unit.pk)


@SET_BY
def test_an_alert_comes_at_its_second_whatever_the_clock_says(computer, sent, by):
    run_due_jobs()
    computer.set_by(by)
    computer.passes(ALERT_S - 1)
    run_due_jobs()
    assert not Alert.objects.exists(), "not yet"
    computer.passes(5)
    run_due_jobs()
    assert [alert.kind for alert in Alert.objects.all()] == ["not_acknowledged"]


@pytest.mark.parametrize("by", [-HOUR_S, -24 * HOUR_S])
def test_a_service_started_again_after_the_clock_was_set_back_goes_on(computer, sent, by):
    """It begins at the newest entry; an order given before lies in no future."""
    again = Computer(NOON + timedelta(seconds=by))
    again.clock.begin_at(NOON)
    again.passes(ALERT_S)
    raise_due_alerts(again.clock.now())
    assert [alert.kind for alert in Alert.objects.all()] == ["not_acknowledged"]


@pytest.mark.parametrize(("ahead_s", "raised"), [(4, False), (6, True)])
def test_an_order_that_another_computer_dates_ahead_is_no_order_to_wait_for(sent, ahead_s, raised):
    assert bool(raise_due_alerts(NOON - timedelta(seconds=ahead_s))) is raised


@pytest.mark.parametrize("by", [HOUR_S, 24 * HOUR_S, -HOUR_S])
def test_a_clock_that_is_set_signs_nobody_out(computer, by):
    held = an_appointment("dispatcher", valid_from=NOON - timedelta(days=1))
    sign_in(person=held.person_id, at=NOON)
    run_due_jobs()
    computer.set_by(by)
    computer.passes(29 * 60)
    run_due_jobs()
    assert SignIn.objects.get().ended_at is None
    computer.passes(60)
    run_due_jobs()
    assert SignIn.objects.get().ended_because == "idle", "its own limit holds all the same"
