from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import town as towns
from tests.builders.crews import a_unit
from tests.builders.people import NOON, an_actor


@pytest.fixture
def town(town_folder: Path) -> None:
    """The invented town, with a crew for each of its two points."""
    towns.load_all(town_folder, at=NOON - timedelta(days=90))
    for number, name in enumerate(("特-01", "特-02"), 1):
        a_unit(name, home_staging_point=number)


@pytest.fixture
def planner(town):
    return an_actor("dispatcher")
