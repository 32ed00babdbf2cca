"""The invented town with its rules, one unit on duty, and desks that are signed in."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from tests import town as towns
from tests.domains.patrol.crews import a_unit, on_duty
from tests.factories import an_appointment, sign_in

from quanju.domains.dispatch.actions import load_shipped_rules
from quanju.domains.kernel.clock import now
from quanju.domains.patrol.models import Unit
from quanju.domains.people.types import SERVICE


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("town")


@pytest.fixture
def town(town_folder: Path) -> None:
    cache.clear()
    early = now() - timedelta(days=1)
    towns.load_roads(town_folder, at=early)
    towns.load_areas(at=early)
    towns.load_zones(at=early)
    towns.load_staging_points(at=early)
    load_shipped_rules(by=SERVICE, at=early)


@pytest.fixture
def unit(town) -> Unit:
    """P3, free, near the western bridge."""
    unit, _ = on_duty(a_unit("P3"), where=(2, 2), at=now())
    return unit


@pytest.fixture
def desk(client, town):
    """A client signed in as a dispatcher."""
    client.me = sign_in(client, an_appointment("dispatcher"))
    return client
