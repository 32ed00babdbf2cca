"""The demo as a newcomer starts it: one command, one click, a desk at work.

With QUANJU_PICTURES=FOLDER the picture of the desk is kept there; the README shows it.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser import build_pages, serious
from tests.demo.reading import digest
from tests.once import once
from tests.servers import free_port, wait_for
from tests.sites import ROOT

from quanju.demo.maker.make import make_branch

pytestmark = [pytest.mark.browser, pytest.mark.long]
SYNTHETIC = "演示数据"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo lives."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(home: Path) -> Iterator[str]:
    """The address of a demo with two days behind it, whose day runs four times as fast."""
    build_pages()
    port = free_port()
    unset = {"QUANJU_HOME", "QUANJU_DATABASE", "DJANGO_SETTINGS_MODULE", "QUANJU_DEMO"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    command = [Path(sys.executable).with_name("quanju"), "demo", "--home", home, "--days", "2"]
    command += ["--speed", "4", "--port", str(port)]
    server = subprocess.Popen(
        list(map(str, command)), env=environment, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/sign-in", seconds=600, server=server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=120)


def _entered(browser: Browser, address: str, role: str, *, bypass_csp: bool = False) -> Page:
    window = browser.new_context(
        viewport={"width": 1366, "height": 768},
        locale="zh-CN",
        color_scheme="dark",
        base_url=address,
        bypass_csp=bypass_csp,
    )
    page = window.new_page()
    page.goto("/sign-in")
    page.get_by_role("button", name=role).first.click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def test_one_click_leads_to_a_desk_at_work(chromium: Browser, demo: str) -> None:
    page = _entered(chromium, demo, "指挥调度员")
    page.goto("/dispatch/")
    expect(page.locator("#queue .card").first).to_be_visible(timeout=180_000)
    page.wait_for_selector("q-map[data-ready]")
    expect(page.locator(".bottombar")).to_contain_text(SYNTHETIC)
    expect(page.locator("#queue .card-chips", has_text="途中").first).to_be_visible(timeout=180_000)
    page.locator("#queue .card-open").first.click()
    expect(page.locator("#panel")).to_contain_text("出警单位")
    page.wait_for_selector("q-map[data-ready]")
    page.wait_for_timeout(1500)  # the map draws its routes and signs
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("document.fonts.ready")
    if folder := os.environ.get("QUANJU_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / "dispatch-desk.png")
    page.context.close()


def test_the_same_seed_gives_the_same_bytes(demo: str, home: Path) -> None:
    """Its branch is made by another process than that of the tests."""
    assert digest(home / "branch") == digest(once("hailar", make_branch))


def test_the_week_is_planned_and_crews_stand_at_their_points(chromium: Browser, demo: str) -> None:
    page = _entered(chromium, demo, "指挥调度员")
    page.goto("/patrol/")
    expect(page.locator(".bottombar")).to_contain_text("今后空档")
    gaps = int(page.locator(".bottombar b").first.inner_text())
    assert 0 < gaps < 300, "a filled week with a few hours empty"
    page.goto("/patrol/staging")
    expect(page.locator("tbody tr")).to_have_count(27)
    page.goto("/patrol/calendar")
    expect(page.locator("main")).to_contain_text("周末夜市")
    page.context.close()


def test_each_role_of_the_door_comes_in(chromium: Browser, demo: str) -> None:
    window = chromium.new_context(locale="zh-CN", base_url=demo)
    page = window.new_page()
    page.goto("/sign-in")
    doors = page.locator("form[action*='enter'] button")
    names = doors.all_inner_texts()
    assert len(names) >= 14
    for number in range(len(names)):
        page.goto("/sign-in")
        doors.nth(number).click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        expect(page.locator("body")).to_contain_text(SYNTHETIC)
        assert page.goto("/account/").status == 200  # type: ignore[union-attr]
        window.clear_cookies()
    window.close()


def test_the_planning_desk_reads_well_and_says_what_is_missing(
    chromium: Browser, demo: str
) -> None:
    page = _entered(chromium, demo, "指挥调度员", bypass_csp=True)
    page.goto("/planning/")
    page.wait_for_selector("q-map[data-ready]")
    assert serious(page) == []
    page.get_by_role("link", name="屯警点选址").click()
    page.wait_for_selector("q-map[data-ready]")
    page.locator("q-map").click(position={"x": 300, "y": 250})
    expect(page.locator("[data-places]")).to_have_value(re.compile(r"^\d+\.\d+,\d+\.\d+$"))
    assert serious(page) == []
    page.get_by_role("button", name="开始计算").click()
    # Two days of calls lie behind this demo; a study wants four weeks.
    expect(page.locator(".field-error")).to_contain_text("28 天")
    page.goto("/planning/")
    page.get_by_role("button", name="从现状起草").click()
    page.wait_for_url(re.compile(r"/planning/plans/\d+$"))
    expect(page.locator("#reach-title")).to_contain_text("去年的警情")
    # What is reckoned anew is pale until it is there.
    expect(page.locator(".plan-drawing[aria-busy=true]")).to_have_count(0)
    assert serious(page) == []
    page.get_by_role("button", name="提请批准").click()
    expect(page.locator("#plan-title")).to_contain_text("待批准")
    number = page.url.rsplit("/", 1)[1]
    page.context.close()
    leader = _entered(chromium, demo, "局领导")
    leader.goto(f"/planning/plans/{number}")
    leader.get_by_role("button", name="批准", exact=True).click()
    expect(leader.locator("#plan-title")).to_contain_text("生效中")
    leader.context.close()
