from pathlib import Path

import pytest
from tests.again import again
from tests.builders import town as towns
from tests.builders.people import NOON, a_station


@pytest.fixture
def town(db: None, town_folder: Path) -> None:
    """Roads, outline and two station areas of the invented town."""

    def load() -> None:
        west, east = a_station("jiankang"), a_station("zhengyang")
        towns.load_roads(town_folder, at=NOON)
        towns.load_areas(at=NOON, west=west.code, east=east.code)

    again("geo", load)
