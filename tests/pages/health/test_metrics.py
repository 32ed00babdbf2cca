"""What a monitor reads in the Prometheus format, and that nobody else does."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from quanju.config import jobs
from quanju.domains.operation import queries

pytestmark = pytest.mark.django_db
WORD = "a word that only the monitor has"


@pytest.fixture(autouse=True)
def fresh(settings):
    settings.METRICS_WORD = WORD
    queries.forget()
    yield
    queries.forget()


def samples(client) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {WORD}"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return {
        (one.name, *one.labels.values()): one.value
        for family in text_string_to_metric_families(answer.content.decode())
        for one in family.samples
    }


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer another", WORD, "Bearer 密"])
def test_without_the_word_there_is_no_such_address(client, given):
    assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


def test_an_installation_without_a_word_has_no_such_address(client, settings):
    settings.METRICS_WORD = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_what_does_not_hold_is_a_zero(client):
    told = samples(client)
    assert told["quanju_check_holds", "database"] == 1
    assert told["quanju_check_holds", "worker"] == 0, "no worker runs"
    assert told["quanju_journal_head",] == 0


def test_requests_are_counted_by_route_and_never_by_address(client):
    asked = ("quanju_request_seconds_count", "GET", "dispatch/incidents/<str:number>", "3xx")
    before = samples(client).get(asked, 0)
    client.get("/dispatch/incidents/20261129-0042")
    told = samples(client)
    assert told[asked] == before + 1
    assert not [names for names in told if any("0042" in name for name in names)]


def test_methods_that_nobody_uses_are_counted_as_one(client):
    for made_up in ("BREW", "WHEN"):
        client.generic(made_up, "/sign-in")
    methods = {names[1] for names in samples(client) if names[0] == "quanju_request_seconds_count"}
    assert "other" in methods
    assert not methods & {"BREW", "WHEN"}


def test_a_job_that_fails_is_counted(client, monkeypatch):
    failing = jobs.Job("quanju.nowhere:job", jobs.timedelta(0))
    monkeypatch.setattr(jobs, "JOBS", [failing])
    before = samples(client).get(("quanju_job_failures_total", failing.where), 0)
    jobs.run_due_jobs()
    assert samples(client)["quanju_job_failures_total", failing.where] == before + 1
