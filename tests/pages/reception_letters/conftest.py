"""What strangers may do is counted by their address: each test begins with none."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    cache.clear()
