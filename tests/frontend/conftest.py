"""A server with the gallery alone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import moments
from tests.browser import build_pages
from tests.servers import a_server

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running gallery."""
    build_pages()
    home = tmp_path_factory.mktemp("gallery")
    (home / "static").mkdir()
    environment = {
        **os.environ,
        "QUANJU_HOME": str(home),
        "PYTHONPATH": moments.path_of(str(HERE)),
        "DJANGO_SETTINGS_MODULE": "gallery_site",
    }
    with a_server(environment, "/gallery/", "gallery_app:application") as address:
        yield address
