"""A running site, and people who look at it each in a window of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser import build_pages
from tests.servers import FilledSite

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@dataclass
class Site:
    """A running server and the sessions of those who are signed in."""

    address: str
    cookies: dict[str, dict[str, str]]
    fill: Callable[[str], dict[str, Any]]


@contextmanager
def a_site(module: str, folder: Path, **more: str) -> Iterator[Site]:
    """A site that the module fills, and its server; `more` are settings of its environment."""
    build_pages()
    filled = FilledSite(module, folder, **more)
    with filled.served() as address:
        yield Site(address, filled.facts["cookies"], filled.fill)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with a_site("tests.journeys.site", tmp_path) as made:
        yield made


Enter = Callable[..., Page]


@pytest.fixture
def enter(site: Site, chromium: Browser) -> Iterator[Enter]:
    """Open a page as one of the site's people; page errors fail the test at its end."""
    faults: list[str] = []
    windows = []

    def enter(who: str, path: str, **options: Any) -> Page:
        options = {"viewport": DESK, "locale": "zh-CN", "bypass_csp": True, **options}
        window = chromium.new_context(base_url=site.address, **options)
        windows.append(window)
        cookie = {**site.cookies[who], "url": site.address}
        window.add_cookies([cookie])  # type: ignore[list-item]
        page = window.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path)
        return page

    yield enter
    for window in windows:
        window.close()
    assert faults == []
