"""A running site, and people who look at it each in a window of their own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser import build_pages
from tests.servers import a_server
from tests.sites import fill, migrated_home

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@dataclass
class Site:
    """A running server and the sessions of those who are signed in."""

    address: str
    cookies: dict[str, dict[str, str]]
    home: dict[str, str]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    build_pages()
    home = migrated_home(tmp_path)
    facts = fill(home, "tests.journeys.site")
    with a_server(home) as address:
        yield Site(address, facts["cookies"], home)


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
