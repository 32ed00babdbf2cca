"""The invented town with its rules, for the machine face."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests import town as towns

from quanju.domains.dispatch.actions import load_shipped_rules
from quanju.domains.kernel import clock
from quanju.domains.people.types import SERVICE


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("town")


@pytest.fixture
def town(town_folder: Path) -> None:
    early = clock.now() - timedelta(days=1)
    towns.load_roads(town_folder, at=early)
    towns.load_areas(at=early)
    towns.load_zones(at=early)
    towns.load_staging_points(at=early)
    load_shipped_rules(by=SERVICE, at=early)
