"""A crew nearby calls for help: the crews that were told see who, where and the way."""

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import an_actor
from tests.builders.town import spot

from quanju.domains.geo.queries.addresses import describe
from quanju.domains.journal.queries import history_of
from quanju.domains.journal.stream import Told
from quanju.domains.kernel.clock import now
from quanju.domains.patrol.actions import emergency, positions
from quanju.domains.patrol.queries import help
from quanju.pages.live.views import Listener

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(on_shift):
    """P7, two blocks east, calls for help."""
    unit, _ = on_duty(a_unit("P7"), where=(4, 2), at=now())
    emergency.panic(unit=unit.pk, by=an_actor("dispatcher"), at=now())
    return unit


def test_the_strip_leads_to_the_place_and_the_way(on_shift, caller):
    assert 'href="/unit/help/P7"' in on_shift.page()
    text = on_shift.client.get("/unit/help/P7").content.decode()
    assert "P7 紧急求助" in text
    assert "<q-map" in text
    way = on_shift.client.get("/unit/help/P7.geojson").json()
    assert way["seconds"] == 100
    assert way["features"][0]["geometry"]["coordinates"][-1] == pytest.approx(spot(4, 2), abs=1e-4)


def test_the_place_follows_the_caller(on_shift, caller):
    lon, lat = spot(6, 2)
    desk = an_actor("dispatcher")
    positions.report_position(unit=caller.pk, lon=lon, lat=lat, by=desk, at=now())
    there = on_shift.client.get("/unit/help/P7.geojson").json()["there"]
    assert there["sign"]["features"][0]["geometry"]["coordinates"] == pytest.approx([lon, lat])
    assert there["place"] == str(describe(lon, lat, at=now()))


def test_it_is_gone_when_the_desk_ends_it(on_shift, caller):
    desk = an_actor("dispatcher")
    emergency.end_emergency(unit=caller.pk, by=desk, at=now())
    assert "紧急求助</b>" not in on_shift.page().split("</header>")[0]
    assert "求助已解除" in on_shift.client.get("/unit/help/P7").content.decode()
    assert on_shift.client.get("/unit/help/P7.geojson").status_code == 404


def test_a_crew_that_was_not_told_learns_nothing_of_the_place(on_shift):
    for number in range(3):
        on_duty(a_unit(f"Q{number}"), where=(7, 5), at=now())
    far, _ = on_duty(a_unit("P7"), where=(7, 6), at=now())
    emergency.panic(unit=far.pk, by=an_actor("dispatcher"), at=now())
    assert ">P7" not in on_shift.page()
    text = on_shift.client.get("/unit/help/P7").content.decode()
    assert "没有通知本班组" in text
    assert "<q-map" not in text
    assert on_shift.client.get("/unit/help/P7.geojson").status_code == 404


def test_without_a_position_it_is_the_radio(on_shift, town):
    unit, _ = on_duty(a_unit("P7"), at=now())
    emergency.panic(unit=unit.pk, by=an_actor("dispatcher"), at=now())
    assert ">P7" not in on_shift.page(), "nobody knows who is near"


def test_the_news_reaches_that_phone_and_no_other(on_shift, caller):
    called = history_of(caller.subject, newest_first=True)[0]
    assert Listener(on_shift.me, since=0).hears(called) is Told.WHOLE
    assert Listener(an_actor("patrol_unit"), since=0).hears(called) is Told.NOT


def test_a_crew_that_was_told_says_that_it_has_seen_it(on_shift, caller):
    assert "看到了，告诉指挥台" in on_shift.client.get("/unit/help/P7").content.decode()
    assert on_shift.client.post("/unit/help/P7/seen").status_code == 204
    assert "已告诉指挥台" in on_shift.client.get("/unit/help/P7").content.decode()
    (call,) = help.help_calls()
    assert {told.call_sign for told in call.told if told.seen_at} == {on_shift.unit.call_sign}


def test_a_crew_that_was_not_told_cannot_say_so(on_shift):
    assert on_shift.client.post("/unit/help/P7/seen").status_code == 409


def test_the_crew_that_calls_reads_whether_the_desk_has_seen_it(on_shift):
    emergency.panic(unit=on_shift.unit.pk, by=an_actor("dispatcher"), at=now())
    assert "等指挥台回应" in on_shift.page()
    emergency.see_help(unit=on_shift.unit.pk, by=an_actor("dispatcher"), at=now())
    assert "指挥台已看到" in on_shift.page()
