"""The patrol board as pages: what is shown to whom, and what a wrong form is told."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from tests.builders import town as towns
from tests.builders.crews import a_unit, on_duty
from tests.builders.duty import a_shift
from tests.builders.people import NOON, a_branch, an_actor
from tests.pages.reading import page_of as body

from quanju.domains.duty.actions import staging
from quanju.domains.duty.models import PlannedShift
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import branch_zone
from quanju.domains.planning.actions import suggestions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town(db):
    towns.load_zones(at=NOON - timedelta(days=30))
    towns.load_staging_points(at=NOON - timedelta(days=30))


def soon(hours):
    return (now() + timedelta(hours=8 + hours)).strftime("%Y-%m-%dT%H:00")


def wish(**more):
    usual = {
        "force_type": "special_police",
        "organisation": a_branch().pk,
        "zone": 1,
        "duty_from": soon(2),
        "duty_until": soon(8),
        "headcount": 2,
    }
    return usual | more


def a_shift_now(people=(), **more):
    at = now()
    return a_shift(
        people, duty_from=at + timedelta(hours=1), duty_until=at + timedelta(hours=7), at=at, **more
    )


def test_every_zone_has_42_cells_and_gaps_carry_a_sign(client, enter):
    enter("dispatcher")
    text = body(client.get("/patrol/"))
    assert text.count('<tr><th scope="row"') == 4
    assert text.count('<td class="is-empty') == 4 * 42
    assert text.count(">∅</a>") == 4 * 42


def test_a_day_has_24_cells_a_zone_and_a_force_alone_leaves_its_gaps(client, enter):
    enter("dispatcher")
    first_whole_hour = a_shift_now().duty_from + timedelta(hours=1)
    query = {"view": "day", "day": f"{first_whole_hour.astimezone(branch_zone()):%Y-%m-%d}"}
    there = body(client.get("/patrol/", query))
    other = body(client.get("/patrol/", query | {"force": "volunteer"}))
    assert there.count("<td") == other.count("<td") == 4 * 24
    assert other.count("∅</a>") == 4 * 24 > there.count("∅</a>")


def test_a_cell_says_who_to_those_who_may_read_names(client, enter):
    officer = an_actor("patrol_unit")
    shift = a_shift_now([officer])
    query = {
        "zone": 1,
        "from": shift.duty_from.isoformat(),
        "until": shift.duty_until.isoformat(),
    }
    for role, is_named in (("dispatcher", True), ("auditor", False)):
        enter(role)
        text = body(client.get("/patrol/?" + urlencode(query)))
        assert "特警" in text
        assert (officer.name in text) is is_named


def test_the_week_takes_few_queries_however_many_shifts(
    client, enter, django_assert_max_num_queries
):
    enter("dispatcher")
    for zone in (1, 2, 3, 4) * 3:
        a_shift_now(zone=zone)
    with django_assert_max_num_queries(20):
        client.get("/patrol/")


def test_a_shift_is_planned_once_even_when_the_form_comes_twice(client, enter):
    enter("dispatcher")
    form = wish(idempotency_key="a" * 32)
    first, second = client.post("/patrol/shifts/add", form), client.post("/patrol/shifts/add", form)
    assert first.url == second.url
    assert PlannedShift.objects.count() == 1
    assert "特警" in body(client.get(first.url))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"duty_until": soon(2)}, "结束时刻必须晚于开始时刻"),
        ({"duty_until": "下午"}, "不是公历日期和时刻"),
        ({"people": ["999999"]}, "不在可选人员之内"),
        ({"zone": "", "staging_point": ""}, "请选择巡区或屯警点"),
        ({"headcount": 61}, "60"),
    ],
)
def test_a_wrong_form_is_told_why_at_its_field_and_keeps_what_was_typed(
    client, enter, wrong, words
):
    enter("dispatcher")
    answer = client.post("/patrol/shifts/add", wish(reason="大型活动", **wrong))
    assert answer.status_code == 422
    assert words in body(answer)
    assert "大型活动" in body(answer)
    assert PlannedShift.objects.count() == 0


def test_times_that_do_not_exist_or_come_twice_are_told(client, enter, settings):
    settings.TIME_ZONE = "America/New_York"
    enter("dispatcher")
    times = (("2027-03-14T02:30", "不存在"), ("2027-11-07T01:30", "出现两次"))
    for wall, words in times:
        answer = client.post("/patrol/shifts/add", wish(duty_from=wall, duty_until=wall))
        assert words in body(answer)


def test_a_stale_position_of_the_phone_is_refused_beside_the_button(client, enter):
    officer, other = enter("patrol_unit"), an_actor("patrol_unit")
    at = now()
    shift = a_shift(
        [officer, other], staging_point=1, duty_from=at, duty_until=at + timedelta(hours=6), at=at
    )
    lon, lat = towns.spot(2, 2)
    sent = {"lon": lon, "lat": lat, "back": "mine"}
    address = reverse("patrol_board:move_shift", args=[shift.pk, "check_in"])
    old = client.post(address, sent | {"measured_at": (at - timedelta(minutes=5)).isoformat()})
    assert (old.status_code, "POSITION_TOO_OLD" in body(old)) == (409, True)
    good = client.post(address, sent | {"measured_at": now().isoformat()})
    assert good.url == "/patrol/mine"
    assert PlannedShift.objects.get().status == "checked_in"


def test_a_volunteer_lands_on_own_shifts_and_posts_no_officers_form(client, enter):
    enter("volunteer")
    assert client.get("/patrol/").url == "/patrol/mine"
    shift = a_shift_now()
    for address in (
        reverse("patrol_board:shift", args=[shift.pk]),
        reverse("patrol_board:rounds"),
        reverse("patrol_board:volunteers"),
    ):
        assert client.get(address).status_code == 403
    for step in ("check_in", "cancel", "hand_over"):
        address = reverse("patrol_board:move_shift", args=[shift.pk, step])
        assert client.post(address, {"why": "x"}).status_code == 403
    assert client.post(reverse("patrol_board:plan_round"), {}).status_code == 403


def test_a_calendar_reads_without_signing_in_and_a_wrong_link_is_nothing(client, enter):
    officer = enter("patrol_unit")
    a_shift_now([officer])
    page = client.post("/patrol/feeds/add", {"content": "own"})
    link = body(page).partition('<code class="feed-link">')[2].partition("</code>")[0]
    client.post("/sign-out")
    answer = client.get(link.partition("testserver")[2])
    assert answer["Content-Type"].startswith("text/calendar")
    assert body(answer).count("BEGIN:VEVENT") == 1
    assert client.get("/patrol/feeds/" + "x" * 43 + ".ics").status_code == 404


def test_checkpoints_are_written_a_line_each(client, enter):
    enter("dispatcher")
    from tests.builders.crews import a_unit

    form = wish(mode="foot", unit=a_unit().pk, checkpoints="25:99 桥")
    answer = client.post("/patrol/rounds/add", form)
    assert "第 1 行读不懂" in body(answer)
    begins = form["duty_from"][11:]
    form["checkpoints"] = f"{begins} 夜市南口 119.75,49.21\n\n{begins} 桥头"
    page = client.post("/patrol/rounds/add", form, follow=True)
    assert "夜市南口" in body(page)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "name",
    [
        "board",
        "staging",
        "mine",
        "rounds",
        "calendar",
        "secondments",
        "volunteers",
        "joint",
        "activities",
        "plan_shift",
        "plan_round",
        "add_occasion",
    ],
)
def test_every_page_stands_in_both_languages(client, enter, settings, name, language):
    enter("branch_leader")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(reverse(f"patrol_board:{name}"))
    assert answer.status_code == 200


def test_the_clock_marks_and_a_planner_excuses_with_a_reason(client, enter):
    enter("dispatcher")
    at = now()
    begun = at - timedelta(minutes=30)
    shift = a_shift(staging_point=1, duty_from=begun, duty_until=at + timedelta(hours=4), at=begun)
    staging.mark_missed(shift=shift.pk, by=an_actor("dispatcher"), at=at)
    address = reverse("patrol_board:move_shift", args=[shift.pk, "excuse"])
    assert "REASON_MISSING" in body(client.post(address, {}))
    client.post(address, {"why": "车辆故障"})
    assert "车辆故障" in body(client.get(reverse("patrol_board:shift", args=[shift.pk])))


@pytest.mark.parametrize(("minutes", "is_offered"), [(29, True), (31, False)])
def test_check_in_is_offered_when_it_opens(client, enter, minutes, is_offered):
    actor, at = enter("patrol_unit"), now()
    begins = at + timedelta(minutes=minutes)
    a_shift(
        [actor],
        staging_point=1,
        duty_from=begins,
        duty_until=begins + timedelta(hours=6),
        at=at,
    )
    page = body(client.get("/patrol/mine"))
    assert ("到位签到" in page) is is_offered
    assert ("开始前 30 分钟起可以签到" in page) is not is_offered


def test_a_leader_reads_activities_by_force_and_no_unit(client, enter):
    unit = a_unit()
    on_duty(unit)
    enter("branch_leader")
    page = body(client.get("/patrol/activities"))
    assert "班组数" in page
    assert "特警" in page
    assert unit.call_sign not in page
    enter("dispatcher")
    assert unit.call_sign in body(client.get("/patrol/activities"))


def test_comparing_says_so_even_if_nothing_comes_of_it(client, enter, monkeypatch):
    enter("dispatcher")
    monkeypatch.setattr(suggestions, "looking", lambda **_: lambda: 0)
    page = body(client.post("/patrol/suggestions/look", follow=True))
    assert "没有新的建议" in page
