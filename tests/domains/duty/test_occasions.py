"""Markets and events with their extra shifts, and the calendar that lists them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from tests.builders.crews import a_crew
from tests.builders.duty import HOUR, a_shift
from tests.builders.people import NOON, a_branch, an_actor

from quanju.domains.duty.actions import deciding, feeds, occasions, secondments
from quanju.domains.duty.models import CalendarFeed, Occasion, PlannedShift
from quanju.domains.duty.queries import feeds as feeds_queries
from quanju.domains.kernel.types import Denied, NotFound, Text

pytestmark = pytest.mark.usefixtures("town")
SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY, NEXT = date(2026, 11, 23), date(2026, 11, 30)


def a_market(**more):
    usual = {
        "name": Text("夜市", "Night market"),
        "staging_point": 1,
        "force_type": "special_police",
        "headcount": 4,
        "weekdays": (4, 5),
        "starts_on": MONDAY,
        "ends_on": MONDAY + timedelta(days=60),
        "begins": time(20),
        "ends": time(1),
        "zone": SHANGHAI,
    }
    return occasions.add_occasion(**usual | {"by": an_actor("dispatcher"), "at": NOON} | more)


def plan(market, **more):
    usual = {"organisation": a_branch().pk, "since": MONDAY, "until": NEXT, "zone": SHANGHAI}
    usual |= {"by": an_actor("dispatcher"), "at": NOON}
    return occasions.plan_occasion(occasion=market, **usual | more)


def test_extra_shifts_are_planned_once_across_midnight():
    market = a_market()
    assert len(plan(market)) == 2
    assert plan(market) == []
    first = PlannedShift.objects.order_by("duty_from")[0]
    assert first.duty_from == datetime(2026, 11, 27, 20, tzinfo=SHANGHAI)
    assert first.duty_until == datetime(2026, 11, 28, 1, tzinfo=SHANGHAI)
    assert (first.zone, first.headcount) == (1, 4)


def test_a_cancelled_extra_shift_may_be_planned_again():
    market = a_market()
    first, _ = plan(market)
    deciding.cancel_shift(shift=first, why="雨", by=an_actor("dispatcher"), at=NOON)
    assert len(plan(market)) == 1


def test_an_ended_occasion_plans_no_more():
    market, desk = a_market(), an_actor("dispatcher")
    occasions.end_occasion(occasion=market, by=desk, at=NOON)
    for again in (
        lambda: plan(market),
        lambda: occasions.end_occasion(occasion=market, by=desk, at=NOON),
    ):
        with pytest.raises(secondments.AlreadyEnded):
            again()


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"ends_on": MONDAY - timedelta(days=1)}, "ENDS_BEFORE_IT_STARTS"),
        ({"begins": time(1)}, "NO_HOURS"),
        ({"weekdays": (6,), "ends_on": MONDAY}, "NO_WEEKDAY"),
        ({"weekdays": ()}, "NO_WEEKDAY"),
        ({"name": Text(" ", "")}, "NAME_MISSING"),
        ({"staging_point": 99}, "NOT_FOUND"),
        ({"headcount": 0}, "TOO_MANY_PEOPLE"),
    ],
)
def test_what_cannot_be_is_refused_with_nothing_stored(wish, code):
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - the code says which
        a_market(**wish)
    assert refusal.value.code == code
    assert Occasion.objects.count() == 0


def test_a_crew_adds_no_occasion():
    with pytest.raises(Denied):
        a_market(by=an_actor("patrol_unit"))


def read(secret, at=NOON):
    content = feeds_queries.calendar_of(secret, at=at, zone=SHANGHAI, host="example.test")
    return content.decode(), icalendar.Calendar.from_ical(content)


def test_the_calendar_lists_extra_shifts_by_code_in_local_time():
    plan(a_market())
    a_shift(a_crew())
    _, secret = feeds.add_feed(content="extra", by=an_actor("dispatcher"), at=NOON)
    text, calendar = read(secret)
    first, second = calendar.walk("VEVENT")
    assert first["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert first.decoded("DTSTART") == datetime(2026, 11, 27, 20, tzinfo=SHANGHAI)
    assert first["UID"] != second["UID"]
    assert (str(first["STATUS"]), int(first["SEQUENCE"])) == ("TENTATIVE", 0)
    assert "BEGIN:VTIMEZONE" in text
    assert "演示-" not in text


def test_a_cancelled_shift_is_told_as_cancelled_with_the_same_uid():
    market, desk = a_market(), an_actor("dispatcher")
    first, _ = plan(market)
    _, secret = feeds.add_feed(content="extra", by=desk, at=NOON)
    uid = read(secret)[1].walk("VEVENT")[0]["UID"]
    deciding.cancel_shift(shift=first, why="雨", by=desk, at=NOON)
    event = read(secret)[1].walk("VEVENT")[0]
    assert (event["UID"], str(event["STATUS"]), int(event["SEQUENCE"])) == (uid, "CANCELLED", 1)


def test_own_shifts_are_ones_own_and_a_revoked_link_is_nothing():
    (first, other) = a_crew()
    a_shift([first])
    a_shift([other], zone=2, duty_from=NOON + 12 * HOUR)
    number, secret = feeds.add_feed(content="own", by=first, at=NOON)
    assert len(read(secret)[1].walk("VEVENT")) == 1
    assert secret not in str(CalendarFeed.objects.values())
    with pytest.raises(NotFound):
        feeds.revoke_feed(feed=number, by=other, at=NOON)
    feeds.revoke_feed(feed=number, by=first, at=NOON)
    for useless in (secret, "x" * 43):
        with pytest.raises(NotFound):
            read(useless)
