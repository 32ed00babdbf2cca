"""A new officer, from the account to the first sign-in, in a real browser."""

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, Response
from tests.browser import build_pages, serious
from tests.pages.administration.site import PASSWORD
from tests.servers import FilledSite

NEW = "quiet-river-1124"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running site with an administrator, a leader and a desk."""
    build_pages()
    filled = FilledSite("tests.pages.administration.site", tmp_path_factory.mktemp("site"))
    with filled.served() as address:
        yield address


def entered(browser: Browser, site: str, name: str, password: str = PASSWORD) -> Page:
    page = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", base_url=site, bypass_csp=True
    ).new_page()
    page.goto("/sign-in?next=/account/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    with page.expect_response(is_a_press) as answer:
        page.press("[name=password]", "Enter")
    if answer.value.status in (302, 303):
        page.wait_for_url(lambda url: "/sign-in" not in url)
    page.wait_for_load_state()
    return page


def is_a_press(answer: Response) -> bool:
    """The page of before is loaded, too: a press is over when it is answered."""
    return answer.request.method == "POST"


def faults(page: Page) -> list[object]:
    """What runs out of the screen, and what axe finds serious, in both themes."""
    found: list[object] = []
    for width, height in ((1366, 768), (1920, 1080), (683, 384), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(("sideways", page.url, width))
    page.set_viewport_size({"width": 1366, "height": 768})
    for theme, rules in (("dark", None), ("light", ["color-contrast"])):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        found += [(theme, page.url, one) for one in serious(page, rules)]
    return found


def test_a_new_officer_comes_in(chromium: Browser, site: str) -> None:
    admin = entered(chromium, site, "admin")
    admin.goto("/administration/accounts/add")
    admin.fill("[name=username]", "new-officer")
    admin.fill("[name=display_name]", "演示-新警官")
    admin.click("main .button-main")
    admin.wait_for_url("**/administration/accounts/*")
    account = admin.url
    admin.click("text=发放一次性密码")
    password = admin.inner_text(".one-time-password code")
    assert faults(admin) == []
    admin.goto(account)
    admin.select_option("[name=post]", label="演示分局 · 指挥调度员")
    with admin.expect_response(is_a_press):
        admin.click("text=提出，等第二人批准")
    admin.goto("/approvals/")
    assert admin.is_visible("button:has-text('撤回')")
    assert faults(admin) == []

    leader = entered(chromium, site, "leader")
    leader.goto("/approvals/")
    assert faults(leader) == []
    leader.click("main .button-main:has-text('批准')")
    leader.wait_for_selector("text=没有等您决定的事")

    officer = entered(chromium, site, "new-officer", password)
    assert "/password" in officer.url
    assert faults(officer) == []
    officer.fill("[name=present]", password)
    officer.fill("[name=new]", NEW)
    officer.fill("[name=again]", NEW)
    officer.press("[name=again]", "Enter")
    officer.wait_for_url("**/account/")
    assert officer.is_visible("h1:has-text('演示-新警官')")
    assert faults(officer) == []
    officer.click("text=上岗")
    officer.wait_for_selector("text=值班中")


def test_a_second_factor_is_set_up_and_asked_for(chromium: Browser, site: str) -> None:
    desk = entered(chromium, site, "desk")
    desk.goto("/second-factor/set-up")
    assert faults(desk) == []
    assert desk.evaluate("document.querySelector('.qr img').naturalWidth") > 0
    secret = desk.inner_text(".secret").replace(" ", "")
    desk.fill("[name=code]", code_of(secret))
    desk.press("[name=code]", "Enter")
    desk.wait_for_url("**/recovery-codes**")
    assert desk.locator(".recovery-codes code").count() == 10
    assert faults(desk) == []
    again = entered(chromium, site, "desk")
    assert again.url.endswith("/second-factor")
    assert faults(again) == []
    again.fill("[name=code]", code_of(secret, steps=1))
    again.press("[name=code]", "Enter")
    again.wait_for_url("**/account/")


def code_of(secret: str, *, steps: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def test_a_rule_is_changed_with_its_difference_in_sight(chromium: Browser, site: str) -> None:
    admin = entered(chromium, site, "admin")
    admin.goto("/administration/rules/patrol.cover/propose")
    admin.click("text=改用文本")
    admin.fill("[name=content]", "alert_after_min = \n")
    admin.fill("[name=reason]", "试")
    admin.click("text=只检查")
    assert "第 1 行" in admin.inner_text("#trouble")
    assert faults(admin) == []
    admin.fill("[name=content]", "alert_after_min = 20\n")
    admin.click("text=只检查")
    admin.wait_for_selector(".diff-more:has-text('alert_after_min = 20')")
    assert admin.input_value("[name=reason]") == "试"
    assert faults(admin) == []
    admin.click("text=改用表单")
    admin.fill("[name='f:alert_after_min']", "25")
    admin.press("[name='f:alert_after_min']", "Enter")
    admin.wait_for_selector("ins:has-text('25 分钟')")
    assert faults(admin) == []
    admin.click("text=提出，等第二人批准")
    admin.wait_for_url("**/rules/patrol.cover")
    leader = entered(chromium, site, "leader")
    leader.goto("/administration/rules/patrol.cover/2")
    assert faults(leader) == []
    leader.click("main .button-main:has-text('批准')")
    leader.wait_for_selector("h1:has-text('生效中')")
    assert "alert_after_min = 25" in leader.inner_text(".toml")


def test_a_wrong_password_five_times_says_until_when(chromium: Browser, site: str) -> None:
    for _ in range(5):
        page = entered(chromium, site, "leader", "guess")
        page.context.close()
    page = entered(chromium, site, "leader")
    assert page.is_visible("text=已锁定")
    assert page.is_visible("time")
    assert faults(page) == []


def test_a_table_typed_before_the_session_ended_is_there_after_signing_in(
    chromium: Browser, site: str
) -> None:
    page = entered(chromium, site, "admin")
    page.goto("/administration/rules/patrol.cover/propose")
    page.fill("[name='f:alert_after_min']", "12")
    page.press("[name='f:alert_after_min']", "Enter")
    page.wait_for_selector("ins:has-text('12 分钟')")
    page.fill("[name=reason]", "夜间加密")
    page.context.clear_cookies()
    with page.expect_response(is_a_press):
        page.get_by_role("button", name="提出，等第二人批准").click()
    page.wait_for_load_state()
    if "/sign-in" not in page.url:  # the form's own token had gone with the session
        page.goto("/administration/rules/patrol.cover/propose")
    page.fill("[name=login]", "admin")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/administration/rules/patrol.cover/propose")
    page.wait_for_selector("ins:has-text('12 分钟')")
    assert page.input_value("[name='f:alert_after_min']") == "12"
    assert page.input_value("[name=reason]") == "夜间加密"
