from datetime import timedelta
from pathlib import Path

import pytest
from tests import town as towns
from tests.factories import NOON

from quanju.domains.dispatch.actions import load_shipped_rules
from quanju.domains.people.types import SERVICE


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("town")


@pytest.fixture
def town(town_folder: Path) -> None:
    """The invented town with its zones, points and the shipped rule tables."""
    early = NOON - timedelta(days=1)
    towns.load_roads(town_folder, at=early)
    towns.load_areas(at=early)
    towns.load_zones(at=early)
    towns.load_staging_points(at=early)
    load_shipped_rules(by=SERVICE, at=early)
