"""From a call to the right unit at the door, and until it is closed, in real browsers."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser import pictured, serious
from tests.journeys.conftest import PHONE, Enter

pytestmark = pytest.mark.browser


HAND_MS = 800
"""The phone takes a second press within 0.7 s for a slip of the thumb."""


def _press(page: Page, words: str) -> None:
    page.wait_for_timeout(HAND_MS)
    page.get_by_role("button", name=words, exact=True).click()


def _take_the_call(desk: Page) -> None:
    """By keyboard alone: N, the address and its first suggestion, type, words, Ctrl Enter."""
    desk.keyboard.press("n")
    expect(desk.locator("#id_address")).to_be_focused()
    desk.keyboard.type("中央大街")
    expect(desk.locator(".suggestions [role=option]").first).to_be_visible()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.locator("#id_type_code")).to_be_focused()
    desk.locator("#id_type_code").select_option(label="打架斗殴")
    desk.locator("#id_said").focus()
    desk.keyboard.type("路口两个人打起来了，一个人拿着刀")
    expect(desk.locator("#preview")).to_contain_text("1 级")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url(re.compile("incident="))


def test_a_call_is_answered_by_the_right_unit_and_closed(enter: Enter) -> None:
    desk = enter("desk", "/dispatch/")
    phone = enter("crew", "/unit/", viewport=PHONE, permissions=["geolocation"])
    expect(phone.get_by_text("没有指令")).to_be_visible()
    assert serious(desk) == []

    _take_the_call(desk)
    expect(desk.locator("#queue .card")).to_have_count(1)
    assert serious(desk) == []
    desk.locator("body").press("Enter")
    expect(desk.locator("#panel")).to_contain_text("待签收")

    phone.get_by_role("button", name="签收指令", exact=True).click(timeout=15_000)
    expect(desk.locator("#panel")).to_contain_text("已签收")
    for step, seen in (("我已出发", "途中"), ("我已到场", "已到场"), ("现场已控制", "控制")):
        _press(phone, step)
        expect(desk.locator("#panel")).to_contain_text(seen)
    _press(phone, "处置完毕")
    expect(desk.locator("#queue .card-chips")).to_contain_text("填报中")

    phone.get_by_role("link", name="提交反馈").or_(
        phone.get_by_role("button", name="提交反馈")
    ).first.click()
    phone.get_by_label("处置结果").select_option(label="现场处置")
    _press(phone, "提交反馈")
    expect(desk.locator("#panel")).to_contain_text("反馈")

    desk.locator(".breadcrumb a").first.click()
    assert serious(desk) == []
    _press(desk, "办结")
    expect(desk.locator(".page-head")).to_contain_text("已办结")


def test_a_crew_that_calls_for_help_is_seen_at_once_until_the_desk_ends_it(enter: Enter) -> None:
    desk = enter("desk", "/dispatch/")
    phone = enter("crew", "/unit/", viewport=PHONE, permissions=["geolocation"])
    _press(phone, "紧急求助")
    _press(phone, "立即求助")
    expect(desk.locator("#alerts")).to_contain_text("P3 紧急求助")
    assert serious(desk) == []
    expect(phone.locator(".phone-strip-bad")).to_contain_text("紧急求助已发出")
    pictured(desk, "panic-desk")
    pictured(phone, "panic-phone")
    desk.locator(".help-end summary").click()
    _press(desk, "确认解除紧急")
    expect(desk.locator("#alerts")).not_to_contain_text("紧急求助")
    expect(phone.locator(".phone-strip-bad")).to_have_count(0)


def test_what_is_picked_on_the_map_is_the_place_of_the_call(enter: Enter) -> None:
    desk = enter("desk", "/dispatch/")
    desk.wait_for_selector("q-map[data-ready]")
    desk.keyboard.press("n")
    expect(desk.locator("#id_address")).to_be_focused()
    box = desk.locator("q-map").bounding_box()
    assert box
    desk.mouse.click(box["x"] + 200, box["y"] + 330)
    expect(desk.locator("#id_address")).to_have_value(re.compile("[街路]"))
    assert float(desk.locator("#id_lon").input_value()) == pytest.approx(119.71, abs=0.05)
    desk.locator("#id_address").press("End")
    desk.keyboard.type("3 单元")
    assert desk.locator("#id_lon").input_value(), "more words to the same place"
    desk.locator("#id_address").fill("另一条街")
    expect(desk.locator("#id_lon")).to_have_value("")


def test_snow_and_a_closed_bridge_reach_every_desk_at_once(enter: Enter) -> None:
    desk, other = enter("desk", "/dispatch/"), enter("second desk", "/dispatch/")
    desk.keyboard.press("r")
    desk.get_by_label("情形").fill("大雪")
    _press(desk, "放大行车时间")
    expect(desk.locator(".topbar .pill-warn")).to_contain_text("×1.4")
    other.reload()
    expect(other.locator(".topbar .pill-warn")).to_contain_text("大雪")
    desk.keyboard.press("r")
    _press(desk, "解除")
    expect(desk.locator(".topbar .pill-warn")).to_have_count(0)
