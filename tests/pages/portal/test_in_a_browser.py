"""Residents on their phone: small, readable, usable by keyboard, in both languages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser import build_pages, serious
from tests.journeys.conftest import PHONE
from tests.servers import FilledSite

pytestmark = pytest.mark.browser

LARGEST = 120 * 1024
"""Over the wire, with all that the page needs, at the first visit."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any]]]:
    build_pages()
    filled = FilledSite("tests.pages.portal.site", tmp_path_factory.mktemp("site"))
    with filled.served() as address:
        yield address, filled.facts


@pytest.fixture
def phone(chromium: Browser, site: tuple[str, dict[str, Any]]) -> Iterator[Page]:
    options: dict[str, Any] = {"viewport": PHONE, "locale": "zh-CN", "bypass_csp": True}
    window = chromium.new_context(base_url=site[0], **options)
    page = window.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    window.close()
    assert faults == []


def fits(page: Page) -> bool:
    return not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_progress_page_is_small_readable_and_in_both_languages(
    phone: Page, site: tuple[str, dict[str, Any]], tmp_path: Path
) -> None:
    facts = site[1]
    came: list[int] = []
    session = phone.context.new_cdp_session(phone)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda one: came.append(int(one["encodedDataLength"])))
    phone.goto(f"/progress/{facts['number']}?code={facts['code']}", wait_until="networkidle")
    expect(phone.get_by_role("heading", level=1)).to_have_text("已收到，正在核查")
    expect(phone.get_by_text("接报案中心 ·")).to_be_visible()
    assert 0 < sum(came) <= LARGEST
    assert fits(phone)
    assert serious(phone) == []
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Received, being checked")
    assert fits(phone)
    assert serious(phone) == []


def test_one_writes_before_one_comes_and_books_by_keyboard_alone(phone: Page) -> None:
    phone.goto("/portal/")
    assert fits(phone)
    assert serious(phone) == []
    link = phone.get_by_role("link", name="先写下来，再来报案")
    link.focus()
    phone.keyboard.press("Enter")
    phone.get_by_label("出了什么事").focus()
    phone.keyboard.type("电瓶被盗")
    phone.keyboard.press("Tab")
    phone.keyboard.type("建材城东门")
    assert serious(phone) == []
    phone.get_by_role("button", name="存下来，给我一个码").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("带着这个码来报案")
    assert fits(phone)
    assert serious(phone) == []
    phone.get_by_role("link", name="预约来访").click()
    phone.get_by_role("button", name="看有哪些时间").click()
    assert serious(phone) == []
    phone.get_by_role("button", name="就约这个时间").click()
    expect(phone.get_by_role("button", name="我到了")).to_be_visible()
    assert fits(phone)
    assert serious(phone) == []


def test_a_complaint_is_written_and_read_on_a_phone(phone: Page) -> None:
    phone.goto("/portal/write/complaint")
    assert fits(phone)
    assert serious(phone) == []
    phone.get_by_label("内容").fill("说话很不客气")
    phone.get_by_role("button", name="送出").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("已登记，等待受理")
    expect(phone.get_by_text("投诉民警 L")).to_be_visible()
    assert fits(phone)
    assert serious(phone) == []
