"""Serving tiles from the file."""

import gzip
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pmtiles.reader import MmapSource, all_tiles
from tests.domains.geo.basemap_towns import Folder, at, path_of

from quanju.domains.geo.basemap.build import build_tiles
from quanju.domains.geo.basemap.store import TileStore
from quanju.domains.geo.basemap.types import MapInputError


@pytest.fixture
def town(tmp_path: Path) -> Path:
    folder = Folder(tmp_path / "b")
    for number in range(12):
        folder.road(path_of((number * 4, 0), (number * 4, 50)), "primary", f"第{number}街")
    build_tiles(folder.write(), tmp_path / "town.pmtiles")
    return tmp_path / "town.pmtiles"


def test_every_tile_is_the_one_that_another_reader_finds(town: Path) -> None:
    store = TileStore(town)
    with town.open("rb") as file:
        others = list(all_tiles(MmapSource(file)))

    assert len(others) == sum(run for _, run in store.addresses()) > 50
    for (z, x, y), content in others:
        assert store.tile(z, x, y) == content
        assert gzip.decompress(content)


def test_where_nothing_is_drawn_there_is_no_tile(town: Path) -> None:
    store = TileStore(town)

    assert store.tile(15, 0, 0) is None
    assert store.tile(4, 13, 5) is None
    assert store.tile(16, 54568, 22448) is None


@pytest.mark.parametrize(
    "address", [(-1, 0, 0), (15, -1, 0), (15, 0, 1 << 15), (5, 32, 0), (99, 0, 0), (0, 1, 1)]
)
def test_an_impossible_address_is_no_tile(town: Path, address: tuple[int, int, int]) -> None:
    assert TileStore(town).tile(*address) is None


def test_many_threads_get_the_right_tiles(town: Path) -> None:
    store = TileStore(town)
    with town.open("rb") as file:
        wanted = list(all_tiles(MmapSource(file))) * 20
    random.Random(7).shuffle(wanted)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda one: store.tile(*one[0]), wanted))

    assert found == [content for _, content in wanted]


def test_it_knows_where_it_lies(town: Path) -> None:
    store = TileStore(town)

    assert store.bounds == pytest.approx((*at(0, 0), *at(44, 50)), abs=1e-6)
    assert (store.min_zoom, store.max_zoom) == (7, 15), "primary roads are drawn from 7 on"
    assert {layer["id"] for layer in store.meta["vector_layers"]} == {"road"}


def test_the_etag_changes_with_the_tiles_and_only_with_them(town: Path, tmp_path: Path) -> None:
    again, other = tmp_path / "again.pmtiles", tmp_path / "other.pmtiles"
    build_tiles(tmp_path / "b", again)
    build_tiles(Folder(tmp_path / "c").road(path_of((0, 0), (1, 1))).write(), other)

    assert TileStore(town).etag == TileStore(again).etag
    assert TileStore(town).etag != TileStore(other).etag
    assert TileStore(town).etag.strip('"').isalnum()


def test_an_open_map_goes_on_serving_while_a_new_one_takes_its_place(
    town: Path, tmp_path: Path
) -> None:
    store = TileStore(town)
    first = next(iter(store.addresses()))
    before = store.etag
    build_tiles(Folder(tmp_path / "c").road(path_of((0, 0), (1, 1))).write(), town)

    assert first in store.addresses()
    assert store.etag == before != TileStore(town).etag


@pytest.mark.parametrize("kept", [0, 5, 60, 127, 400, -1])
def test_a_damaged_file_is_refused_at_once(town: Path, kept: int) -> None:
    town.write_bytes(town.read_bytes()[:kept])

    with pytest.raises(MapInputError) as refused:
        TileStore(town)

    assert "quanju basemap build" in refused.value.zh


def test_a_missing_or_foreign_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MapInputError, match="no base map file"):
        TileStore(tmp_path / "none.pmtiles")
    (tmp_path / "x.pmtiles").write_bytes(b"GIF89a" * 100)
    with pytest.raises(MapInputError, match="no usable base map"):
        TileStore(tmp_path / "x.pmtiles")
