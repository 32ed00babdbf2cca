from pathlib import Path

import pytest
from tests.builders import town as towns
from tests.builders.people import NOON

from quanju.domains.patrol import ports


@pytest.fixture
def town(db: None, town_folder: Path) -> None:
    """Roads, outline, four zones and two staging points of the invented town."""
    towns.load_layers(town_folder, at=NOON)


@pytest.fixture(autouse=True)
def _nobody_is_busy():
    """Rooms above tell what keeps a unit busy; here each test says it itself."""
    with ports.busy.alone():
        yield
