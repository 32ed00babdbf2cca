"""Measures and suggestions as pages: a number opens as many records as its n says."""

import re
from datetime import timedelta

import pytest
from tests.builders import town as towns
from tests.builders.duty import a_shift
from tests.builders.people import an_actor
from tests.builders.plans import past_calls
from tests.domains.patrol.test_presence import a_past_shift
from tests.pages.reading import page_of as body

from quanju.domains.dispatch.models import Incident
from quanju.domains.duty.models import PlannedShift
from quanju.domains.kernel.clock import now
from quanju.domains.patrol.actions import presence
from quanju.domains.planning.actions.suggestions import suggest_shifts
from quanju.domains.planning.models import Suggestion

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _town(town_folder):
    towns.load_all(town_folder, at=now() - timedelta(days=60))


@pytest.fixture
def staged():
    """A day ago three crews stood an hour each at a point, and one did not come."""
    day_before = now().replace(minute=0, second=0, microsecond=0) - timedelta(days=1)
    for hour in range(3):
        a_past_shift(begins=day_before + hour * HOUR)
    a_past_shift(begins=day_before + 3 * HOUR, came=None, status="missed")
    presence.record_presence(at=now())


def rows_of(text):
    return text.split('id="records-title"')[1].count('<tr><th scope="row"')


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_measure_says_its_formula_and_v1s_that_it_has_no_source(client, enter, language):
    enter("branch_leader")
    client.post("/language", {"language": language})
    client.cookies["django_language"] = language
    text = body(client.get("/patrol/measures", HTTP_ACCEPT_LANGUAGE=language))
    for code in ("V-1", "V-1/light", "V-1s", "V-2", "V-3", "V-4/foot", "V-5", "V-6", "V-7"):
        assert f">{code}</span>" in text
    assert "还没有居民问卷" in text or "there is no survey of residents" in text


def test_a_number_opens_as_many_records_as_its_n(client, enter, staged):
    enter("branch_leader")
    for code in ("V-1", "V-1/car", "V-3"):
        text = body(client.get(f"/patrol/measures/of/{code}?period=days7"))
        (n,) = re.findall(r'id="records-title">.*?n = (\d+)', text)
        assert rows_of(text) == int(n) == {"V-1": 16, "V-1/car": 16, "V-3": 4}[code]


def test_under_ten_nothing_is_shown_but_the_n(client, enter, staged):
    enter("branch_leader")
    text = body(client.get("/patrol/measures/of/V-3?period=days7"))
    assert "数据不足" in text
    assert "75.0" not in text


def test_single_calls_are_for_those_who_read_all_of_them(client, enter, staged):
    past_calls(12, days=1, at=now(), where=[(2, 2)])
    Incident.objects.update(is_self_initiated=True)
    number = Incident.objects.first().number
    for role, is_listed in (("branch_leader", False), ("legal_supervision", True)):
        enter(role)
        text = body(client.get("/patrol/measures/of/V-2?period=days7"))
        assert "n = 12" in text
        assert (f"/incidents/{number}" in text) == is_listed
        assert (rows_of(text) == 12) == is_listed


def test_coverage_is_shown_by_the_hour(client, enter, staged):
    past_calls(12, days=1 / 24, at=now() - timedelta(days=1) + HOUR, where=[(2, 2)])
    enter("branch_leader")
    text = body(client.get("/patrol/measures/coverage?period=days7"))
    assert text.count('<rect x="') == 3 * 24
    assert "12 / 12" in text


def test_the_week_of_presence_has_42_cells_a_point(client, enter, staged):
    enter("branch_leader")
    text = body(client.get("/patrol/measures/presence"))
    assert text.count("<td class=") == 2 * 42


@pytest.mark.parametrize(
    "address",
    [
        "/patrol/measures?period=century&day=yesterday",
        "/patrol/measures?period=year&day=0001-01-01",
        "/patrol/measures/of/V-1?first=-5&zone=x&period=day",
        "/patrol/measures/of/V-1?first=999999999&zone=999999999",
        "/patrol/measures/coverage?day=2100-12-31&period=year",
        "/patrol/measures/presence?signal=faces&day=2026-02-30",
        "/patrol/suggestions?week=soon",
    ],
)
def test_an_odd_address_is_answered(client, enter, address):
    enter("branch_leader")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("code", ["V-9", "V-4/drone", "RT-4/", "RT-4/x", "RT-4/2", "a/b/c"])
def test_there_is_no_such_measure(client, enter, code):
    enter("branch_leader")
    assert client.get(f"/patrol/measures/of/{code}").status_code == 404


@pytest.fixture
def offered():
    """A shift of a quiet zone that the busy one could use, this time next day."""
    at, planner = now(), an_actor("dispatcher")
    past_calls(400, days=40, at=at, where=[(7, 1)])
    for zone in (1, 1, 1, 2):
        a_shift(zone=zone, by=planner, at=at, duty_from=at + 24 * HOUR, duty_until=at + 30 * HOUR)
    week = (at + timedelta(hours=32)).date()  # local
    suggest_shifts(week_on=week, by=planner, at=at)
    return Suggestion.objects.get()


def test_a_planner_accepts_with_the_counts_in_view_and_the_plan_changes(client, enter, offered):
    enter("dispatcher")
    address = f"/patrol/suggestions?week={offered.week_on}"
    text = body(client.get(address))
    assert f"{offered.basis['to']['calls']} 起" in text
    sent = {"week": offered.week_on, "idempotency_key": "a" * 32}
    for _ in range(2):  # a second click of the same form does nothing more
        answer = client.post(f"/patrol/suggestions/{offered.pk}/accept", sent)
        assert answer.status_code == 302
    assert PlannedShift.objects.get(pk=offered.shift_id).zone == 2


def test_rejecting_without_a_reason_is_told_beside_it_and_readers_see_no_verbs(
    client, enter, offered
):
    enter("branch_leader")
    sent = {"week": offered.week_on, "why": "  "}
    answer = client.post(f"/patrol/suggestions/{offered.pk}/reject", sent)
    assert (answer.status_code, "请写明不采纳的理由" in body(answer)) == (422, True)
    enter("patrol_unit")
    text = body(client.get(f"/patrol/suggestions?week={offered.week_on}"))
    assert f"suggestion-{offered.pk}" in text
    assert "/accept" not in text
    assert client.post(f"/patrol/suggestions/{offered.pk}/accept", sent).status_code == 403
