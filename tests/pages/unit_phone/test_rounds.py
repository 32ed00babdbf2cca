"""The crew's round on its phone: from setting out to the end, by position or by word."""

from datetime import timedelta

import pytest
from tests.builders.incidents import an_incident, an_order
from tests.builders.people import a_branch, an_actor
from tests.builders.town import spot
from tests.pages.unit_phone.conftest import ago

from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Text
from quanju.domains.rounds import queries
from quanju.domains.rounds.actions import planning, walking
from quanju.domains.rounds.types import CheckpointPlan

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(on_shift):
    """A round that began five minutes ago by plan, with its first stop where the crew stands."""
    return a_round(on_shift, starts=ago(300))


def a_round(phone, *, starts):
    stops = [
        CheckpointPlan(
            name=Text(f"站点{n}", f"stop {n}"),
            due_at=starts + timedelta(minutes=10 * n),
            lon=spot(*where)[0],
            lat=spot(*where)[1],
            stay_min=5,
        )
        for n, where in enumerate([(2, 2), (3, 2)], 1)
    ]
    return planning.plan_round(
        mode="car",
        zone=1,
        organisation=a_branch().pk,
        duty_from=starts,
        duty_until=starts + timedelta(hours=1),
        checkpoints=stops,
        unit=phone.unit.pk,
        by=an_actor("dispatcher"),
        at=starts,
    )


def press(phone, walk, verb, **fields):
    return phone.press(verb, incident="", round=str(walk.pk), **fields)


def test_the_round_from_start_to_end(on_shift, walk):
    first, second = (str(one.pk) for one in walk.checkpoints)
    assert "开始巡逻" in on_shift.page()
    assert press(on_shift, walk, "start_round").status_code == 200
    way = on_shift.client.get("/unit/route.geojson").json()
    assert [one["properties"]["kind"] for one in way["features"]] == ["main", "alternative"]
    page = press(on_shift, walk, "visit_checkpoint", checkpoint=first).content.decode()
    assert "下一站 2" in " ".join(page.split())
    press(on_shift, walk, "skip_checkpoint", checkpoint=second, why="道路不通", more="结冰")
    page = press(on_shift, walk, "complete_round", findings="路灯坏").content.decode()
    assert "没有指令" in page
    done = queries.round_view(walk.pk)
    assert (done.status, done.findings) == ("completed", "路灯坏")
    assert done.checkpoints[0].metres == 0
    assert done.checkpoints[1].note == "道路不通 结冰"


@pytest.mark.parametrize(
    ("lon", "lat", "metres"),
    [("119.70", "49.19", True), ("1e300", "0", None), ("nan", "49.19", None), ("", "", None)],
)
def test_a_position_that_cannot_be_read_is_none(on_shift, walk, lon, lat, metres):
    press(on_shift, walk, "start_round")
    fix = {"lon": lon, "lat": lat, "measured_at": now().isoformat()}
    stop = str(walk.checkpoints[0].pk)
    assert press(on_shift, walk, "visit_checkpoint", checkpoint=stop, **fix).status_code == 200
    found = queries.round_view(walk.pk).checkpoints[0].metres
    assert found > 1000 if metres else found == 0


@pytest.mark.parametrize(
    ("seconds", "is_believed"), [(30, True), (299, True), (301, False), (-30, True)]
)
def test_a_kept_step_stands_at_its_moment_if_that_can_be(on_shift, walk, seconds, is_believed):
    walking.start_round(round=walk.pk, by=on_shift.me, at=ago(300))
    pressed, stop = ago(seconds), str(walk.checkpoints[0].pk)
    sent = {"checkpoint": stop, "pressed_at": pressed.isoformat(), "idempotency_key": "k" * 32}
    for _ in range(2):
        assert press(on_shift, walk, "visit_checkpoint", **sent).status_code == 200
    done = queries.round_view(walk.pk).checkpoints[0].done_at
    assert (abs(done - min(pressed, now())) < timedelta(seconds=2)) == (is_believed)


def test_an_order_takes_the_page_and_gives_it_back_paused(on_shift, walk):
    press(on_shift, walk, "start_round")
    desk = an_actor("dispatcher")
    incident = an_incident(by=desk, at=now())
    an_order(incident, on_shift.unit.pk, by=desk, at=now())
    assert "签收指令" in on_shift.page()
    refused = press(on_shift, walk, "resume_round")
    assert refused.status_code == 409
    assert incident.number in refused.content.decode()
    on_shift.press("refuse", incident=incident.number, reason="vehicle_fault")
    assert "巡逻已暂停" in on_shift.page()
    assert press(on_shift, walk, "resume_round").status_code == 200
    press(on_shift, walk, "cut_round_short", why="换班")
    assert queries.round_view(walk.pk).status == "cut_short"


def test_a_round_of_another_unit_or_none_is_hidden(on_shift):
    for number in ("999999", "x", "1" * 30, ""):
        answer = on_shift.press("start_round", incident="", round=number)
        assert answer.status_code == 404


def test_a_round_later_today_waits_on_the_page_without_taking_it(on_shift):
    later = a_round(on_shift, starts=now() + timedelta(hours=3))
    page = on_shift.page()
    assert "没有指令" in page
    assert "接下来的巡逻" in page
    assert press(on_shift, later, "start_round").status_code == 200
    assert "下一站 1" in " ".join(on_shift.page().split())
