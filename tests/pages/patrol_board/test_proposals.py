"""Proposed rounds as pages: asked, shown with what is left out, changed, accepted once."""

import re
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.builders import town as towns
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import a_branch, an_actor
from tests.pages.reading import page_of as body

from quanju.domains.duty.actions import planning as planning_actions
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.models import Unit
from quanju.domains.planning.actions.studies import run_study, take_next_study
from quanju.domains.planning.models import Study
from quanju.domains.rounds.actions import planning as rounds_planning_actions
from quanju.domains.rounds.models import Checkpoint, PatrolRound
from quanju.domains.rounds.types import CheckpointPlan

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _town(db, town_folder: Path):
    towns.load_all(town_folder, at=now() - timedelta(days=90))
    unit = a_unit("特-01", home_staging_point=1)
    begins, ends = hours()
    planning_actions.plan_shift(
        force_type="special_police",
        organisation=a_branch().pk,
        zone=1,
        unit=unit.pk,
        duty_from=begins,
        duty_until=ends,
        by=an_actor("dispatcher", name="planner"),
        at=now(),
    )


def hours():
    day = now().astimezone(ZONE).date() + timedelta(days=1)
    begins = datetime.combine(day, time(20), ZONE)
    return begins, begins + timedelta(hours=2)


def wish(**more):
    begins, ends = hours()
    unit = Unit.objects.get(call_sign="特-01").pk
    usual = {
        "day": f"{begins:%Y-%m-%d}",
        "from": f"{begins:%H:%M}",
        "until": f"{ends:%H:%M}",
        "crew": [unit],
        f"mode_{unit}": "car",
    }
    return usual | more


def computed(client):
    address = client.post("/patrol/rounds/propose", wish())["Location"]
    run_study(study=take_next_study(at=now()) or 0)
    return address


def test_from_the_wish_to_the_plan_and_a_second_word_is_told_who_was_first(client, enter):
    enter("dispatcher", name="first")
    assert "特-01" in body(client.get("/patrol/rounds/propose", wish()))
    address = computed(client)
    page = body(client.get(address))
    assert "采用走法 1" in page
    assert PatrolRound.objects.count() == 0
    stops = re.findall(r'name="stop" value="([0-9]+-[0-9]+)"', page)
    assert stops
    accepting = {"variant": "0", "stop": stops}
    assert client.post(f"{address}/accept", accepting).status_code == 302
    assert Checkpoint.objects.count() == len(stops)
    enter("branch_leader")
    again = client.post(f"{address}/accept", accepting)
    assert again.status_code == 409
    assert "已采用这份方案" in body(again)
    for part in ("ways", "stops"):
        features = client.get(f"{address}/0/{part}.geojson").json()["features"]
        assert features[0]["properties"]["colour"].startswith("#")


def test_crews_on_shift_come_first_and_the_rest_is_folded(client, enter):
    on_duty(a_unit("特-02"))
    enter("dispatcher")
    begins, ends = hours()
    page = client.get(
        "/patrol/rounds/propose",
        {"day": f"{begins:%Y-%m-%d}", "from": f"{begins:%H:%M}", "until": f"{ends:%H:%M}"},
    )
    ready = {row["crew"].unit.call_sign for row in page.context["crews"]}
    others = {row["crew"].unit.call_sign for row in page.context["others"]}
    assert (ready, others) == ({"特-01"}, {"特-02"})


def test_places_are_dropped_and_added_and_asked_again(client, enter):
    enter("dispatcher")
    address = computed(client)
    lon, lat = towns.spot(6, 5)
    again = client.post(
        f"{address}/again",
        {"seed": "1", "place_point:1": "drop", "added": f"校门口 {lon:.6f},{lat:.6f} 6"},
    )
    run_study(study=take_next_study(at=now()) or 0)
    page = body(client.get(again["Location"]))
    assert "校门口" in page
    kept = Study.objects.latest("pk").result["offered"]
    assert "point:1" not in {one["key"] for one in kept}
    refused = client.post(f"{address}/again", {"added": "没有坐标"})
    assert refused.status_code == 422
    assert "第 1 行读不懂" in body(refused)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"crew": []}, "请选择 1 到 12 个班组"),
        ({"from": "25:00"}, "不是时刻"),
        ({"until": "20:10"}, "30 分钟到 12 小时"),
        ({"crew": ["99999"]}, "没有班次也不在勤"),
    ],
)
def test_a_wish_that_cannot_be_is_told_at_once(client, enter, more, words):
    enter("dispatcher")
    answer = client.post("/patrol/rounds/propose", wish(**more))
    assert answer.status_code == 422
    assert words in body(answer)
    assert Study.objects.count() == 0


def test_a_camera_event_opens_an_incident_from_the_page(client, enter):
    person, at, (lon, lat) = enter("dispatcher"), now(), towns.spot(2, 2)
    view = rounds_planning_actions.plan_round(
        mode="video",
        zone=1,
        organisation=a_branch().pk,
        duty_from=at,
        duty_until=at + timedelta(hours=1),
        checkpoints=[
            CheckpointPlan(name=Text("夜市", "market"), due_at=at, camera=c, lon=lon, lat=lat)
            for c in ("GG-01", "GG-02")
        ],
        person=person.person_id,
        by=person,
        at=at,
    )
    address = f"/patrol/rounds/{view.pk}"
    client.post(f"{address}/start")
    first, second = (f"{address}/checkpoints/{one.pk}" for one in view.checkpoints)
    assert "GG-01" in body(client.get(address))
    client.post(f"{first}/open_incident", {"type_code": "fight", "note": "有人推搡"})
    page = body(client.get(address))
    number = Checkpoint.objects.get(camera="GG-01").incident
    assert number
    assert number in page
    client.post(f"{second}/visit", {"outcome": "faulty"})
    client.post(f"{address}/complete")
    assert PatrolRound.objects.get().status == "completed"
