"""What is open now, to read: for who leads without place or number, for a station its own."""

import pytest
from tests.builders.incidents import an_incident
from tests.builders.people import a_station, an_actor, an_appointment, sign_in

from quanju.domains.dispatch.models import Incident
from quanju.domains.kernel.clock import now
from quanju.pages.home.areas import today_tiles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


@pytest.fixture
def two(town):
    """A fight at the station “jiankang”, a theft elsewhere."""
    fight = an_incident(at=now(), text="夜市有人打架")
    an_incident(type_code="theft", where=(4, 2), at=now())
    Incident.objects.filter(pk=fight.pk).update(station=a_station())
    return fight


def test_a_leader_reads_type_zone_and_age_and_neither_place_nor_number(client, two):
    sign_in(client, an_appointment("branch_leader"))
    home = client.get("/").content.decode()
    assert 'href="/home/now"' in home
    assert 'href="/dispatch/"' not in home
    page = client.get("/home/now").content.decode()
    assert "打架斗殴" in page
    assert "盗窃" in page
    assert "q-map" in page
    for hidden in (two.address, two.number, two.number[4:], "夜市"):
        assert hidden not in page
    part = client.get("/home/now", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div class="now"')


def test_a_station_reads_its_own(client, two):
    room = an_appointment("station_command")
    sign_in(client, room)
    page = client.get("/home/now").content.decode()
    assert "打架斗殴" in page
    assert "盗窃" not in page
    assert "本所" in client.get("/").content.decode()


@pytest.mark.parametrize(("role", "count"), [("station_command", "1"), ("branch_leader", "2")])
def test_the_tiles_count_the_stations_own_or_all(two, role, count):
    tiles = {one.name.en: one.value for one in today_tiles(an_actor(role), now())}
    assert (tiles["Open"], tiles["Not dispatched"]) == (count, count)


def test_who_reads_no_numbers_reads_no_list(client, two):
    sign_in(client, an_appointment("lawyer"))
    assert client.get("/home/now").status_code == 403
