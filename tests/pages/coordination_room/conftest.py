from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import town as towns
from tests.builders.people import NOON


@pytest.fixture
def town(town_folder: Path) -> None:
    """The invented town with its zones, points and the shipped rule tables."""
    early = NOON - timedelta(days=1)
    towns.load_all(town_folder, at=early)
