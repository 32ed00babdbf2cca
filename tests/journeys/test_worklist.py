"""A dispatcher works from the list by keyboard alone, also while the line is lost."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser import serious
from tests.journeys.conftest import Enter, Site

pytestmark = pytest.mark.browser


def _kind(page: Page, key: str, rows: int) -> None:
    """Another kind by its key: so many rows, the first one's matter beside them."""
    page.keyboard.press(key)
    expect(page.locator(f".worklist-strip [aria-current][data-key='{key}']")).to_be_visible()
    expect(page.locator(".worklist-row")).to_have_count(rows)
    _to(page, page.locator(".worklist-row").first)


def _to(page: Page, row: Locator) -> None:
    """J until the hand is on that row and its matter is open."""
    for _ in range(4):
        if row.evaluate("row => row === document.activeElement"):
            break
        page.keyboard.press("j")
    key = row.get_attribute("data-matter") or ""
    expect(page.locator("#matter")).to_have_attribute("data-matter", key)


def test_the_list_is_worked_by_keyboard_and_keeps_what_is_pressed_without_a_line(
    enter: Enter, site: Site
) -> None:
    site.fill("tests.journeys.waiting")
    page = enter("desk", "/worklist/")
    rows, aside = page.locator(".worklist-row"), page.locator(".worklist-put_off")
    expect(rows).to_have_count(5)
    assert serious(page) == []

    # An order: to its row, Enter sends what the room proposes.
    _kind(page, "1", 2)
    page.keyboard.press("j")
    page.keyboard.press("k")
    _to(page, rows.first)
    expect(page.locator(".worklist-proposal form").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)

    # A decision may wait: Z, for how long, why, Enter; it is on no list and comes back by itself.
    _kind(page, "5", 1)
    page.keyboard.press("z")
    expect(page.locator("#put-off-minutes")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("等现场回话")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(0)
    expect(aside).to_contain_text("稍后 1")
    assert serious(page) == []
    page.locator(".worklist-put_off a").press("Enter")
    expect(rows).to_have_count(1)
    _to(page, rows.first)
    expect(page.locator("#matter")).to_contain_text("等现场回话")
    page.keyboard.press("z")
    expect(aside).to_have_count(0)
    expect(rows).to_have_count(1)

    # The line is lost: what is pressed is kept, told on its row, and sent once.
    _kind(page, "4", 2)
    expect(page.locator("#matter")).to_have_attribute("data-matter", re.compile("alert"))
    page.context.set_offline(True)
    expect(page.locator(".worklist-lost")).to_contain_text("线路断了")
    page.keyboard.press("x")
    expect(rows.first).to_contain_text("待送出：已处理")
    page.keyboard.press("x")
    rows.nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".worklist-waits")).to_have_count(2)
    assert site.fill("tests.journeys.waiting_told")["alert_closed"] == 0
    page.context.set_offline(False)
    expect(rows).to_have_count(0, timeout=40_000)
    expect(page.locator(".toasts")).to_contain_text("已送出：已处理")
    expect(page.locator(".worklist-lost")).to_be_hidden()
    assert site.fill("tests.journeys.waiting_told") == {"order_sent": 1, "alert_closed": 2}
