"""Real extracts and the tiles made from them, once a test run."""

import os
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from quanju.domains.geo.basemap import TileReport, TileStore, build_tiles

SHARED_DATA = Path(
    os.environ.get("QUANJU_SHARED_DATA", Path(__file__).parents[4] / "shared" / "data")
)


class Town(NamedTuple):
    file: str
    roads: int
    seconds: float
    """Processor time that the build may take on a slow core."""


TOWNS = {
    "porto": Town("porto.osm.pbf", 49_000, 25),
    "monaco": Town("monaco.osm.pbf", 2_700, 5),
    "krems": Town("krems.osm.pbf", 800, 5),
    "futian": Town("shenzhen-futian.osm.pbf", 2_600, 5),
    "helsinki": Town("helsinki.osm.pbf", 2_200, 5),
    "liechtenstein": Town("liechtenstein-2021.osm.pbf", 6_900, 25),
}


class Built(NamedTuple):
    store: TileStore
    report: TileReport
    cpu_seconds: float


def extract_of(name: str) -> Path:
    """The extract of a town; the test is skipped with a reason where the data is absent."""
    path = SHARED_DATA / "roads" / TOWNS[name].file
    if not path.is_file():
        pytest.skip("real extracts are not beside the project (QUANJU_SHARED_DATA)")
    return path


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="quanju-basemap-", ignore_cleanup_errors=True)


@cache
def built(name: str) -> Built:
    """The tiles of a town."""
    source, out = extract_of(name), Path(_folder().name) / f"{name}.pmtiles"
    begun = time.process_time()
    report = build_tiles(source, out)
    return Built(TileStore(out), report, time.process_time() - begun)
