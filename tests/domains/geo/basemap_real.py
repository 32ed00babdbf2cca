"""Real extracts and the tiles made from them, once a test run."""

import os
import pickle
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.once import once

from quanju.domains.geo.basemap.build import build_tiles
from quanju.domains.geo.basemap.store import TileStore
from quanju.domains.geo.basemap.types import TileReport

SHARED_DATA = Path(
    os.environ.get("QUANJU_SHARED_DATA", Path(__file__).parents[4] / "shared" / "data")
)


class Town(NamedTuple):
    file: str
    roads: int


TOWNS = {
    "porto": Town("porto.osm.pbf", 49_000),
    "monaco": Town("monaco.osm.pbf", 2_700),
    "krems": Town("krems.osm.pbf", 800),
    "futian": Town("shenzhen-futian.osm.pbf", 2_600),
    "helsinki": Town("helsinki.osm.pbf", 2_200),
    "liechtenstein": Town("liechtenstein-2021.osm.pbf", 6_900),
}


class Built(NamedTuple):
    store: TileStore
    report: TileReport


def extract_of(name: str) -> Path:
    """The extract of a town; the test is skipped with a reason where the data is absent."""
    path = SHARED_DATA / "roads" / TOWNS[name].file
    if not path.is_file():
        pytest.skip("real extracts are not beside the project (QUANJU_SHARED_DATA)")
    return path


@cache
def built(name: str) -> Built:
    """The tiles of a town."""
    source = extract_of(name)

    def build(folder: Path) -> None:
        report = build_tiles(source, folder / "town.pmtiles")
        (folder / "report").write_bytes(pickle.dumps(report))

    folder = once(f"basemap-{name}", build)
    report = pickle.loads((folder / "report").read_bytes())
    return Built(TileStore(folder / "town.pmtiles"), report)
