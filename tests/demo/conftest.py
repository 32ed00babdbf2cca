"""The invented branch is made once a run; the second branch lies ready."""

from pathlib import Path

import pytest
from tests.demo.reading import Folder
from tests.once import once

from quanju.demo.maker.make import make_branch

SECOND = Path(__file__).parents[1] / "branches" / "second_branch"


@pytest.fixture(scope="session")
def hailar() -> Folder:
    return Folder(once("hailar", make_branch))


@pytest.fixture(scope="session")
def second() -> Folder:
    return Folder(SECOND)


@pytest.fixture(params=["hailar", "second"])
def branch(request) -> Folder:
    """Either branch: what must hold for every branch folder."""
    return request.getfixturevalue(request.param)
