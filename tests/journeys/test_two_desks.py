"""Two dispatchers, one evening: taken, handed on, left, taken over, signed by two.

With QUANJU_PICTURES=FOLDER pictures of it are kept there.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser import build_pages, pictured, serious
from tests.servers import FilledSite

pytestmark = pytest.mark.browser
WIDE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any]]]:
    build_pages()
    filled = FilledSite("tests.journeys.two_desks", tmp_path_factory.mktemp("evening"))
    with filled.served() as address:
        yield address, filled.facts


def _window(chromium: Browser, evening: tuple[str, dict[str, Any]], who: str, **how: Any) -> Page:
    address, facts = evening
    look = {"viewport": WIDE, "locale": "zh-CN", "color_scheme": "light"} | how
    made = chromium.new_context(base_url=address, bypass_csp=True, **look)
    made.add_cookies([{**facts[who], "url": address}])
    return made.new_page()


def _kept(page: Page, name: str) -> None:
    if folder := os.environ.get("QUANJU_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


def _is_within(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_two_dispatchers_one_evening(
    chromium: Browser, evening: tuple[str, dict[str, Any]]
) -> None:
    mine, theirs = evening[1]["incidents"]
    first, second = (_window(chromium, evening, who) for who in ("first", "second"))
    for page in (first, second):
        page.goto(f"/dispatch/?incident={mine}")
        expect(page.locator("#queue .card")).to_have_count(2)
    expect(first.locator("#seat")).to_have_text("1 席")
    expect(second.locator(f"#card-{mine}")).to_contain_text("1 席")

    # The first asks the second, who sees it without a reload and accepts.
    first.locator("#panel summary", has_text="更多操作").click()
    first.get_by_role("button", name="请他席接手").click()
    expect(second.locator(f"#card-{mine}")).to_contain_text("请您接手")
    pictured(second, "two-desks-offered")
    assert serious(second) == []
    second.locator("#at-desk").get_by_role("button", name="接下").click()
    expect(second.locator("#at-desk")).to_contain_text("2 席（本席）")
    expect(first.locator("#at-desk")).to_contain_text("2 席")

    # Each sees what is at the own desk; the choice stays with the page.
    first.locator(".queue-filter").get_by_role("link", name="本席").click()
    expect(first.locator("#queue .card")).to_have_count(0)
    second.locator(".queue-filter").get_by_role("link", name="本席").click()
    expect(second.locator("#queue .card")).to_have_count(2)

    # Whoever has something in hand does not leave; whoever has nothing does.
    second.goto("/dispatch/desks")
    second.get_by_role("button", name="离席").click()
    expect(second.locator(".refusal")).to_contain_text("还有 2 条在办警情")
    first.goto("/dispatch/desks")
    first.get_by_role("button", name="离席").click()
    expect(first.get_by_role("button", name="坐席")).to_be_visible()

    # The supervisor takes over the desk of who is gone, with a reason.
    chief = _window(chromium, evening, "chief")
    chief.goto("/dispatch/desks")
    expect(chief.locator("#desk-2")).to_contain_text("2")
    _kept(chief, "two-desks-supervisor")
    assert serious(chief) == []
    row = chief.locator("#desk-2")
    row.get_by_label("接管理由").fill("突发疾病离席")
    row.get_by_role("button", name="接管此席").click()
    expect(chief.locator("#desk-2")).to_have_count(0)
    expect(chief.locator("#desk-3")).to_contain_text(theirs[4:])
    for page in (first, second, chief):
        page.context.close()


def test_the_shift_is_handed_over_by_two(
    chromium: Browser, evening: tuple[str, dict[str, Any]]
) -> None:
    chief = _window(chromium, evening, "chief")
    chief.goto("/dispatch/handover")
    expect(chief.locator("#handover")).to_contain_text("在办警情 2")
    _kept(chief, "handover-wide")
    assert serious(chief) == []
    chief.get_by_label("留给下一班的话").fill("等医院回话")
    chief.get_by_role("button", name="交班签字").click()
    expect(chief.locator("main")).to_contain_text("等接班人签字")
    how = {"viewport": PHONE, "locale": "en-GB", "color_scheme": "dark"}
    other = _window(chromium, evening, "first", **how)
    other.goto("/dispatch/handover")
    expect(other.locator("main")).to_contain_text("等医院回话")
    _kept(other, "handover-phone-dark-en")
    assert _is_within(other)
    assert serious(other) == []
    other.goto("/dispatch/desks")
    _kept(other, "desks-phone-dark-en")
    assert _is_within(other)
    assert serious(other) == []
    other.goto("/dispatch/handover")
    other.get_by_role("button", name="Sign for the shift").click()
    expect(other.locator("main")).to_contain_text("taken over")
    for page in (chief, other):
        page.context.close()
