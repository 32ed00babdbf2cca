"""A place by keyboard alone: picked, roughly here, unknown; refused words stand at their field."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.browser import serious
from tests.pages.dispatch_desk.test_in_a_browser import Site, filled, site

from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import local_day

pytestmark = pytest.mark.browser
__all__ = ["filled", "site"]

PLACE = "select place_kind, lon, radius_m, address from dispatch_incident order by id desc limit 1"


@pytest.fixture
def desk(chromium: Browser, site: Site) -> Iterator[Page]:
    """The desk, in a window that lets axe in."""
    size = {"width": 1366, "height": 768}
    window = chromium.new_context(viewport=size, locale="zh-CN", bypass_csp=True)  # type: ignore[arg-type]
    window.add_cookies([site.cookie])  # type: ignore[list-item]
    page = window.new_page()
    page.goto(f"{site.address}/dispatch/?incident={site.incident}")
    yield page
    window.close()


def _open_call(page: Page) -> None:
    page.wait_for_selector("q-map[data-ready]")
    page.keyboard.press("n")
    expect(page.locator("#id_address")).to_be_focused()


def _say_what(page: Page) -> None:
    expect(page.locator("#id_type_code")).to_be_focused()
    page.locator("#id_type_code").select_option(label="打架斗殴")
    page.locator("#id_said").focus()
    page.keyboard.type("有人打架")


def _enter(page: Page) -> None:
    before = page.url
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: "incident=" in url and url != before)


def test_words_that_were_typed_and_not_picked_are_refused_at_the_field_and_stay(
    desk: Page, site: Site
) -> None:
    _open_call(desk)
    desk.keyboard.type("河边的小树林")
    expect(desk.locator(".suggestions").first).to_contain_text("地图上没有“河边的小树林”")
    desk.keyboard.press("Escape")
    expect(desk.locator("#call")).to_be_visible()
    desk.locator("#id_type_code").select_option(label="打架斗殴")
    desk.locator("#id_said").fill("有人打架")
    desk.keyboard.press("Control+Enter")
    error = desk.locator("#call .field:has(#id_address) .field-error")
    expect(error).to_contain_text("还没有选定地点")
    expect(desk.locator("#id_address")).to_have_attribute("aria-invalid", "true")
    expect(desk.locator("#id_address")).to_have_value("河边的小树林")
    expect(desk.locator("#call")).not_to_contain_text("服务器没有说明原因")
    assert serious(desk) == []


def test_an_unknown_place_by_keyboard_alone(desk: Page, site: Site) -> None:
    _open_call(desk)
    desk.keyboard.type("河边的小树林")
    expect(desk.locator(".suggestions [role=option]").first).to_contain_text("地点不明")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("radio", name="地点不明")).to_be_checked()
    _say_what(desk)
    _enter(desk)
    assert site.asked(PLACE) == [("unknown", None, None, "河边的小树林")]
    expect(desk.locator("#panel")).to_contain_text("地点不明")
    expect(desk.locator("#place-remark")).to_contain_text("不计到场时间")
    assert serious(desk) == []

    # Put right with one key: the list follows.
    desk.keyboard.press("l")
    expect(desk.locator("#correct_address")).to_be_focused()
    desk.locator("#correct_address").fill("中央大街")
    expect(desk.locator(".suggestions [role=option]").first).to_contain_text("中央大街")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("radio", name="地点确切")).to_be_checked()
    desk.get_by_role("button", name="改地点").click()
    expect(desk.locator("#place-remark")).to_have_count(0)
    assert site.asked(PLACE)[0][0] == "exact"


def test_roughly_where_the_map_is_by_keyboard_alone(desk: Page, site: Site) -> None:
    _open_call(desk)
    desk.keyboard.type("河边的小树林")
    expect(desk.locator(".suggestions [role=option]")).to_have_count(2)
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        desk.keyboard.press(key)
    expect(desk.get_by_label("多少米内")).to_have_value("300")
    _say_what(desk)
    _enter(desk)
    ((kind, lon, radius, address),) = site.asked(PLACE)
    assert (kind, radius, address) == ("around", 300.0, "河边的小树林")
    assert float(lon) == pytest.approx(119.72, abs=0.05)
    expect(desk.locator("#place-remark")).to_contain_text("排序按最远")


def test_one_of_two_places_takes_the_second_from_its_own_list(desk: Page, site: Site) -> None:
    _open_call(desk)
    desk.keyboard.type("中央大街")
    expect(desk.locator(".suggestions [role=option]").first).to_be_visible()
    desk.keyboard.press("Enter")
    desk.get_by_role("radio", name="两处之一").check()
    desk.get_by_label("第二处").fill("新桥街")
    expect(desk.locator(".place-either [role=option]").first).to_contain_text("新桥街")
    desk.keyboard.press("Enter")
    desk.locator("#id_type_code").focus()
    _say_what(desk)
    _enter(desk)
    assert site.asked(PLACE)[0][0] == "either"
    expect(desk.locator("#panel")).to_contain_text("或者：新桥街")


def test_suggestions_lie_over_the_form_and_move_nothing(desk: Page, site: Site) -> None:
    _open_call(desk)
    before = desk.locator("#id_type_code").bounding_box()
    desk.keyboard.type("街")
    row = desk.locator(".suggestions [role=option]").first
    expect(row).to_contain_text("巡区")
    expect(row).to_contain_text(re.compile("距图中心 .*(米|公里)"))
    assert desk.locator("#id_type_code").bounding_box() == before
    assert serious(desk) == []


def test_a_closure_without_a_point_says_so_at_its_field(desk: Page, site: Site) -> None:
    desk.wait_for_selector("q-map[data-ready]")
    desk.keyboard.press("r")
    desk.get_by_label("路段或桥").fill("无名路")
    desk.get_by_label("路段或桥").locator("xpath=ancestor::form").get_by_role("button").last.click()
    error = desk.locator(".field:has([name=address]) .field-error")
    expect(error.first).to_contain_text("请从建议中选一个地点")


def test_a_note_about_a_person_is_refused_at_its_field_and_one_of_a_place_waits(
    desk: Page, site: Site
) -> None:
    desk.goto(f"{site.address}/dispatch/place_notes/propose")
    desk.wait_for_selector("q-map[data-ready]")
    desk.get_by_label("地点", exact=True).fill("中央大街")
    expect(desk.locator(".suggestions [role=option]").first).to_be_visible()
    desk.keyboard.press("Enter")
    desk.get_by_label("要知道什么").fill("钥匙找门卫王先生")
    desk.get_by_label("到哪天为止").fill(f"{local_day(now()) + timedelta(days=30)}")
    desk.get_by_role("button", name="提请另一人批准").click()
    expect(desk.locator(".field:has([name=text]) .field-error")).to_contain_text("不写人名和称呼")
    expect(desk.get_by_label("要知道什么")).to_have_value("钥匙找门卫王先生")
    assert serious(desk) == []
    desk.get_by_label("要知道什么").fill("钥匙在消防控制室")
    desk.get_by_role("button", name="提请另一人批准").click()
    desk.wait_for_url("**/dispatch/place_notes")
    expect(desk.locator(".proposal")).to_contain_text("钥匙在消防控制室")
    assert serious(desk) == []


def test_a_press_is_sent_while_the_preview_is_still_asked(desk: Page, site: Site) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/call/preview", hold)
    _open_call(desk)
    desk.keyboard.type("中央大街")
    expect(desk.locator(".suggestions [role=option]").first).to_be_visible()
    desk.keyboard.press("Enter")
    with desk.expect_request("**/call/preview"):
        _say_what(desk)
    _enter(desk)
    assert held
