from pathlib import Path

import pytest
from tests.builders import town as towns
from tests.builders.people import NOON


@pytest.fixture
def town(db: None, town_folder: Path) -> None:
    """Roads, outline, four zones and two staging points of the invented town."""
    towns.load_layers(town_folder, at=NOON)
