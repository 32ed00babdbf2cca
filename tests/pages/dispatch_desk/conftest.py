"""The invented town with its rules, one unit on duty, and desks that are signed in."""

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import an_appointment, sign_in

from quanju.domains.kernel.clock import now
from quanju.domains.patrol.models import Unit


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
