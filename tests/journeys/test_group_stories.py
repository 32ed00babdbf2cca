"""Stories 12 and 14 of the specification's appendix B, in a browser.

With QUANJU_PICTURES=FOLDER pictures of both are kept there.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from tests.journeys.conftest import Site, a_site
from tests.journeys.groups_site import GROUPS, URGENT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for both stories."""
    with a_site("tests.journeys.groups_site", tmp_path_factory.mktemp("groups")) as made:
        yield made


def kept(page: Page, name: str) -> None:
    if folder := os.environ.get("QUANJU_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_flood_from_the_plan_to_the_agencys_receipt(site: Site, enter) -> None:
    """Story 12: plan opened, M/ETHANE, group, an Exercise warning by two, acknowledged."""
    desk = enter("desk", "/groups/plans/flood")
    desk.get_by_label("什么事").fill("河水超过警戒 0.4 米，下穿道积水")
    desk.get_by_label("何时何地").fill("北河大桥")
    desk.get_by_role("button", name="启动预案").click()
    expect(desk.locator("#side")).to_contain_text("集结令")
    expect(desk.locator("#side")).to_contain_text("清单")
    number = desk.url.rsplit("/", 1)[1]
    desk.get_by_label("E 准确位置").fill("北河大桥下穿道")
    desk.get_by_label("T 事件类型").fill("河水漫堤")
    desk.get_by_role("button", name="发首报").click()
    expect(desk.locator(".group-talk")).to_contain_text("河水漫堤")
    kept(desk, "story-12-group")
    desk.goto(f"/groups/warnings/{number}")
    desk.get_by_role("button", name="提请发布").click()
    expect(desk.locator("main")).to_contain_text("等第二人批准")
    leader = enter("leader", f"/groups/warnings/{number}")
    leader.get_by_role("button", name="批准", exact=True).click()
    expect(leader.locator("main")).to_contain_text("已发布")
    agency = enter("agency", f"/groups/warnings/{number}")
    expect(agency.locator("main")).to_contain_text("演习")
    agency.get_by_role("button", name="我单位收到").click()
    expect(agency.locator("main")).not_to_contain_text("还没有单位签收")
    kept(agency, "story-12-warning")


def test_a_page_that_meets_a_full_server_comes_again_and_loses_nothing(site: Site, enter) -> None:
    """The words are sent away, then the question for what is new: both are tried again."""
    desk = enter("desk", "/groups/plans/flood")
    desk.get_by_label("什么事").fill("下穿道又积水")
    desk.get_by_label("何时何地").fill("北河大桥")
    desk.get_by_role("button", name="启动预案").click()
    expect(desk.locator("#say textarea")).to_be_visible()
    sent_away: list[str] = []

    def full_once(route: Route) -> None:
        what = route.request.url.rsplit("/", 1)[1].partition("=")[0]
        if what in sent_away:
            route.continue_()
        else:
            sent_away.append(what)
            route.fulfill(status=503)

    desk.route("**/say", full_once)
    desk.route("**/stream?after=*", full_once)
    desk.locator("#say textarea").fill("两组人已到下穿道")
    desk.locator("#say").get_by_role("button", name="发送").click()
    expect(desk.locator("q-unsent")).to_contain_text("两组人已到下穿道")
    said = desk.locator("#stream .group-words", has_text="两组人已到下穿道")
    expect(said).to_have_count(1, timeout=30_000)
    expect(desk.locator("q-unsent li")).to_have_count(0)
    assert set(sent_away) == {"say", "stream?after"}


def test_the_archive_of_428_groups(site: Site, enter) -> None:
    """Story 14: 428 groups searched, 78 urgent with outcomes."""
    keeper = enter("keeper", "/groups/archive")
    lead = keeper.locator("main")
    expect(lead).to_contain_text(str(GROUPS))
    keeper.goto("/groups/archive?urgent=yes")
    expect(lead).to_contain_text(f"有处置结果的紧急群 {URGENT}")
    kept(keeper, "story-14-archive")
    keeper.goto(f"/groups/archive?words={GROUPS}")
    expect(keeper.locator("tbody tr").first).to_contain_text(f"示例事项 {GROUPS}")
