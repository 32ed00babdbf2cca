"""Taking a road file into use; the list of places."""

from datetime import timedelta

import pytest
from tests.builders import town as towns
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot

from quanju.domains.geo.actions.loading import (
    MapFileNotUsable,
    PlaceNotUsable,
    load_map_release,
    load_places,
)
from quanju.domains.geo.network import Shelf
from quanju.domains.geo.queries import roads
from quanju.domains.geo.queries.places import suggest_addresses
from quanju.domains.geo.queries.roads import current_map
from quanju.domains.geo.types import MapUnreadable, NoMapLoaded
from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


def load(path, by=SERVICE, at=NOON, **more):
    return load_map_release(road_file=path, by=by, at=at, **more)


def test_the_file_is_kept_under_the_name_of_its_content(town_folder, settings):
    source = towns.road_file(town_folder)
    info = load(source, attribution="演示路网", is_synthetic=True)
    assert info.road_file.is_relative_to(settings.HOME)
    assert info.road_file.read_bytes() == source.read_bytes()
    assert info.fingerprint.startswith(info.road_file.name[:16])
    assert (info.attribution, info.is_synthetic) == ("演示路网", True)
    assert info.centre == pytest.approx(spot(4, 3), abs=1e-3)
    assert history_of(f"map:{info.fingerprint[:12]}")[0].event == "geo.map_loaded"


def test_tiles_are_kept_beside_it(town_folder, tmp_path):
    tiles = tmp_path / "town.pmtiles"
    tiles.write_bytes(b"tiles")
    assert load(towns.road_file(town_folder), tile_file=tiles).tile_file.read_bytes() == b"tiles"


def test_before_the_first_map_the_first_one_holds_and_later_the_newest(town_folder):
    first = load(towns.road_file(town_folder))
    second = load(towns.road_file(town_folder), at=LATER)
    assert current_map(NOON - timedelta(days=400)).pk == first.pk
    assert current_map(LATER - timedelta(seconds=1)).pk == first.pk
    assert current_map(LATER).pk == second.pk
    assert current_map().pk == second.pk


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"<html>", b"\x00" * 1000])
def test_a_broken_file_is_refused_with_its_name_and_nothing_is_stored(tmp_path, content):
    path = tmp_path / "broken.roads"
    path.write_bytes(content)
    with pytest.raises(MapFileNotUsable, match=r"broken\.roads"):
        load(path)
    with pytest.raises(NoMapLoaded):
        current_map(NOON)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(MapFileNotUsable):
        load(tmp_path / "none.roads")


def test_the_map_is_loaded_by_the_administrator_only(town_folder):
    with pytest.raises(Denied):
        load(towns.road_file(town_folder), by=an_actor("dispatcher"))


def test_a_road_file_that_is_gone_is_told_and_not_a_server_error(town_folder, monkeypatch):
    monkeypatch.setattr("quanju.domains.geo.network._files", Shelf(1))
    info = load(towns.road_file(town_folder))
    info.road_file.rename(info.road_file.with_suffix(".away"))
    try:
        with pytest.raises(MapUnreadable, match="load the map again"):
            roads.roads(NOON)
    finally:
        info.road_file.with_suffix(".away").rename(info.road_file)
    assert roads.roads(NOON).network


ROW = {"name_zh": "火车站", "kind": "transport_station", "lon": "119.73", "lat": "49.2"}


def test_places_come_as_rows_of_text():
    assert load_places([ROW], by=SERVICE, at=NOON) == 1
    (found,) = suggest_addresses("火车站")
    assert (found.kind, found.lon, found.lat) == ("transport_station", 119.73, 49.2)


@pytest.mark.parametrize(
    "change",
    [
        {"name_zh": ""},
        {"name_zh": "站" * 121},
        {"kind": "home"},
        {"lon": "east"},
        {"lon": "49.2", "lat": "119.73"},
        {"lon": None},
    ],
)
def test_an_unusable_row_is_named_and_nothing_is_stored(change):
    with pytest.raises(PlaceNotUsable) as refusal:
        load_places([ROW, ROW | change], by=SERVICE, at=NOON)
    assert "Row 2" in refusal.value.text.en
    assert suggest_addresses("火车站") == []


def test_an_unknown_source_is_refused():
    with pytest.raises(NotFound):
        load_places([ROW], source="rumour", by=SERVICE, at=NOON)


def test_a_control_character_in_a_name_goes_and_the_name_stays():
    load_places([ROW | {"name_zh": "火车\x00站"}], by=SERVICE, at=NOON)
    assert len(suggest_addresses("火车站")) == 1
