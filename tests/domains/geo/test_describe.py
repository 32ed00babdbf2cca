"""A name for a point, as one says it over the radio."""

import pytest
from tests.builders.people import NOON
from tests.builders.town import BLOCK_M, spot

from quanju.domains.geo.actions.loading import load_places
from quanju.domains.geo.queries import addresses
from quanju.domains.geo.types import PlaceRow
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def market(town):
    lon, lat = spot(2.4, 2)
    row = PlaceRow(
        name_zh="中央大街夜市", name_en="Night Market", kind="night_market", lon=lon, lat=lat
    )
    load_places([row], by=SERVICE, at=NOON)


@pytest.mark.usefixtures("market")
def test_a_landmark_close_by_gives_its_name_and_the_distance():
    told = addresses.describe(*spot(2.4, 2 + 60 / BLOCK_M), at=NOON)
    assert (told.zh, told.en) == ("中央大街夜市 旁 60 米", "60 m from Night Market")


@pytest.mark.usefixtures("market")
def test_on_the_spot_the_name_is_enough():
    assert addresses.describe(*spot(2.4, 2), at=NOON).zh == "中央大街夜市"


def test_at_a_crossing_it_is_the_crossing():
    assert addresses.describe(*spot(2, 2), at=NOON).zh == "中央大街与胜利街路口"


def test_along_a_street_it_is_the_street_and_the_nearest_crossing():
    told = addresses.describe(*spot(2.4, 2), at=NOON)
    assert told.zh == "胜利街，中央大街与胜利街路口 旁 200 米"


def test_in_the_steppe_it_is_the_coordinates():
    assert addresses.describe(119.0, 49.0, at=NOON).zh == "东经 119.00000，北纬 49.00000"


@pytest.mark.django_db
def test_without_a_moment_the_shipped_limits_hold():
    assert addresses.describe(*spot(2, 2)).zh == "中央大街与胜利街路口"
