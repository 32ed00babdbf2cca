"""Somebody walks in, reports a theft, follows it on her phone and objects; an inspector reads it.

With QUANJU_PICTURES=FOLDER a picture of each step is kept there.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser import serious
from tests.journeys.conftest import PHONE, Enter, Site, a_site

from quanju.domains.documents.layouts import text_of

pytestmark = pytest.mark.browser


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    sms = "http://127.0.0.1:9/messages"
    with a_site("tests.journeys.reception", tmp_path, QUANJU_NOTICES_SMS=sms) as made:
        yield made


def _pictured(page: Page, name: str) -> None:
    """Nothing serious by axe, nothing wider than the window; the picture where one is asked for."""
    assert serious(page) == [], name
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
    if folder := os.environ.get("QUANJU_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def _greeted_and_called(lobby: Page, window: Page) -> None:
    lobby.locator(".hall-greet").get_by_role("button", name="报案").first.click()
    expect(lobby.locator(".hall-visit")).to_have_count(1)
    _pictured(lobby, "1-lobby")
    window.goto("/hall/")
    window.locator(".hall-visit").get_by_role("button", name=re.compile("^叫到")).first.click()
    window.locator(".hall-visit").get_by_role("button", name="人到了").click()
    expect(window.get_by_role("button", name="办完离开")).to_be_enabled()
    _pictured(window, "2-called")


def _reported(window: Page) -> str:
    """The theft with its statement and evidence, and the receipt; its number."""
    window.goto("/reports/")
    window.get_by_role("link", name=re.compile("给 .* 号登记")).click()
    window.get_by_label("分类").select_option("criminal")
    window.get_by_label("事由").fill("管件工具被盗")
    window.get_by_label("陈述").fill("今早十点发现工地库房门锁被撬，少了一套管件工具。")
    window.get_by_label("地点").fill("建材城东门")
    window.get_by_label("报案人").fill("刘女士")
    window.get_by_label("联系方式").fill("13800000000")
    window.get_by_label("看过证件").check()
    _pictured(window, "3-report")
    _press(window, "登记")
    window.wait_for_url(re.compile(r"/reports/\d{8}-\d+$"))
    window.get_by_label("名称").fill("被撬的锁")
    window.get_by_label("数量").fill("1")
    window.get_by_label("单位").fill("把")
    _press(window, "添一件")
    expect(window.locator(".window-steps")).to_contain_text(re.compile(r"接受证据\s*已完成"))
    number = window.url.rsplit("/", 1)[1]
    window.locator("select[name=office]").select_option(index=1)
    _press(window, "出回执")
    return number


def _paper_of(window: Page, site: Site) -> str:
    """The receipt as it is printed: its words, and the address that its drawing leads to."""
    site.fill("tests.journeys.papers")
    window.reload()
    window.get_by_role("link", name=re.compile("^JB-")).click()
    _pictured(window, "5-receipt")
    href = window.get_by_role("link", name="PDF").get_attribute("href")
    words = text_of(window.request.get(href or "").body())
    for told in ("接报案回执", "管件工具被盗", "被撬的锁", "投诉电话"):
        assert told in words
    found = re.search(r"https?://\S+?/progress/[\d-]+\?code=[A-Z0-9]{10}", "".join(words.split()))
    assert found, words
    return found.group()


def _accepted_and_not_filed(case: Page, approver: Page) -> None:
    """Two persons decide that no case is opened."""
    case.goto("/cases/")
    case.locator("tbody a").first.click()
    case.locator("#officer-accept").select_option(index=1)
    _press(case, "受理")
    _press(case, "开始审查")
    one = case.locator("details", has=case.locator("summary", has_text="不予立案"))
    one.locator("summary").click()
    one.locator("textarea").fill("经查，工具由工友借走并已归还，没有犯罪事实。")
    one.get_by_role("button", name="提请审批").click()
    expect(case.locator(".proposal")).to_contain_text("等第二人确认")
    _pictured(case, "7-proposed")
    approver.goto("/approvals/")
    _pictured(approver, "8-approval")
    approver.locator(".proposal").get_by_role("button", name="批准").click()
    expect(approver.locator("#to-decide")).to_contain_text("0")


def _served(case: Page) -> None:
    """The notice is handed over: its moment is there already."""
    case.reload()
    case.get_by_label("送达给谁").first.fill("刘女士")
    case.get_by_label("证明").first.fill("送达回证已签收")
    case.get_by_role("button", name="记送达").first.click()
    expect(case.locator("main")).to_contain_text("送达回证已签收")
    _pictured(case, "10-served")


def _chose_to_be_told(phone: Page, window: Page, report: str) -> None:
    """A wrong number is told at its field; the right one stands covered, at the window as well."""
    phone.get_by_text("选短信或邮件").click()
    phone.get_by_label("手机号或邮箱").fill("1380000")
    _press(phone, "就这样告诉我")
    expect(phone.locator(".field-error")).to_contain_text("11 位手机号")
    _pictured(phone, "6b-wrong-number")
    phone.get_by_label("手机号或邮箱").fill("138 0000 1234")
    _press(phone, "就这样告诉我")
    expect(phone.locator("#telling")).to_contain_text("138****1234")
    phone.get_by_text("要一份，或更正").click()
    phone.get_by_label("说明").fill("要我的陈述一份")
    _press(phone, "提出")
    expect(phone.locator("#record")).to_contain_text("已提出")
    _pictured(phone, "6c-told-and-asked")
    window.goto(f"/reports/{report}")
    for told in ("138****1234", "待发", "要一份我的记录", "要我的陈述一份"):
        expect(window.locator("main")).to_contain_text(told)
    _press(window, "核对身份后受理")
    expect(window.locator("main")).to_contain_text("由另一人核准后再答复")
    _pictured(window, "6d-window")


def _objected(phone: Page, address: str) -> None:
    """Without an account, by what the paper says."""
    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_have_text("没有立案")
    phone.get_by_label("您的理由").fill("工具没有归还，监控也没有看。")
    expect(phone.locator("main")).to_contain_text("通知书已经送达")
    _pictured(phone, "11-may-object")
    _press(phone, "申请复议")
    expect(phone.get_by_role("heading", level=1)).to_have_text("正在复议")
    expect(phone.locator(".portal-due")).to_have_text(re.compile(r"^\d{4}-\d\d-\d\d$"))
    _pictured(phone, "12-objected")


def _upheld(legal: Page, leader: Page, number: str) -> None:
    """Legal supervision proposes, a leader who did not sign the first decision decides."""
    legal.goto(f"/cases/{number}")
    expect(legal.locator("main")).to_contain_text("工具没有归还，监控也没有看。")
    expect(legal.locator("main")).to_contain_text("群众凭回执申请")
    _pictured(legal, "13-inspector-case")
    one = legal.locator("details", has=legal.locator("summary", has_text="维持"))
    one.locator("summary").first.click()
    one.locator("textarea").first.fill("复议查明，工友与库房的交接单可以证明已归还。")
    one.get_by_role("button", name="提请审批").first.click()
    expect(legal.locator(".proposal")).to_contain_text("等第二人确认")
    leader.goto("/approvals/")
    leader.locator(".proposal").get_by_role("button", name="批准").click()
    expect(leader.locator("#to-decide")).to_contain_text("0")


def _misused(window: Page, lobby: Page, leader: Page, report: str) -> None:
    """Misuse cases 1 and 2: nobody is found by name, nobody lists who complained or petitioned."""
    window.goto("/hall/")
    window.keyboard.press("Control+k")
    window.keyboard.type("刘女士")
    expect(window.locator("dialog[open]")).to_contain_text("没有")
    _pictured(window, "17-nobody-is-found")
    for page, address in ((lobby, f"/reports/{report}"), (leader, "/letters/")):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status in (403, 404), address
    _pictured(leader, "18-no-list-of-petitioners")


def _read_by_an_inspector(legal: Page, case: str, report: str) -> None:
    """Every step, clock and paper: the case's page, its thread, the report's checks."""
    legal.goto(f"/cases/{case}")
    for told in ("C4", "不予立案通知书", "复议"):
        expect(legal.locator("main")).to_contain_text(told)
    legal.goto(f"/thread/report:{report}")
    rows = legal.locator(".thread-main")
    for told in (
        "登记接报案",
        "出具回执",
        "案件受理",
        "起算时限",
        "按时限办结",
        "送达",
        "申请救济",
    ):
        expect(rows).to_contain_text(told)
    expect(rows).not_to_contain_text("受限")
    answer = legal.locator(".thread-answers")
    for told in (
        "按时 4 · 超 0",
        "C2",
        "C4",
        "C5-decide",
        "接报案回执",
        "不予立案通知书",
        "刑事复议决定书",
    ):
        expect(answer).to_contain_text(told)
    _pictured(legal, "14-inspector-thread")
    legal.goto("/supervision/")
    _pictured(legal, "15-supervision")


def test_a_theft_is_reported_followed_objected_to_and_read_by_an_inspector(
    enter: Enter, site: Site, chromium: Browser
) -> None:
    lobby, window = enter("lobby", "/hall/"), enter("window", "/reports/")
    _greeted_and_called(lobby, window)
    report = _reported(window)
    address = _paper_of(window, site)
    outside = chromium.new_context(viewport=PHONE, locale="zh-CN", bypass_csp=True)
    phone = outside.new_page()
    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_have_text("已收到，正在核查")
    _pictured(phone, "6-followed")
    _chose_to_be_told(phone, window, report)
    case, approver = enter("case", "/cases/"), enter("approver", "/approvals/")
    _accepted_and_not_filed(case, approver)
    phone.reload()
    expect(phone.locator("main")).to_contain_text("通知书送达后 7 日内可以申请复议")
    _pictured(phone, "9-not-filed")
    _served(case)
    _objected(phone, address)
    legal, leader = enter("legal", "/cases/"), enter("leader", "/approvals/")
    number = case.url.rsplit("/", 1)[1]
    _upheld(legal, leader, number)
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text("复议维持不立案")
    _pictured(phone, "16-upheld")
    _read_by_an_inspector(legal, number, report)
    _misused(window, lobby, leader, report)
    outside.close()
