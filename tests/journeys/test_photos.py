"""Photos taken without signal reach the desk once, when the line returns."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser import serious
from tests.builders.files import a_picture, a_turned_picture
from tests.journeys.conftest import PHONE, Enter, Site
from tests.journeys.test_call_to_closed import _press, _take_the_call

pytestmark = pytest.mark.browser

PHOTOS = [
    {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": a_turned_picture()},
    {"name": "IMG_2.png", "mimeType": "image/png", "buffer": a_picture("PNG", (900, 700))},
    {"name": "wrong.jpg", "mimeType": "image/jpeg", "buffer": a_picture("WEBP", colour="red")},
]

LOSE_ONE_ANSWER = """
const told = XMLHttpRequest.prototype.getResponseHeader;
XMLHttpRequest.prototype.getResponseHeader = function (name) {
  const isOurs = this.responseURL.includes("/unit/photo") && name === "X-Quanju-Decided";
  if (!isOurs || sessionStorage.lostAnswer) return told.call(this, name);
  sessionStorage.lostAnswer = "yes";
  return null;
};
"""
"""The first photo is kept by the server, and the phone never hears of it."""


def _to_the_report(desk: Page, phone: Page) -> None:
    _take_the_call(desk)
    desk.locator("body").press("Enter")
    phone.get_by_role("button", name="签收指令", exact=True).click(timeout=15_000)
    for step in ("我已出发", "我已到场", "现场已控制", "处置完毕"):
        _press(phone, step)
    expect(phone.get_by_label("处置结果")).to_be_visible()
    expect(phone.locator("#strip")).to_be_hidden()


def test_photos_taken_without_signal_stand_at_the_desk_once(enter: Enter, site: Site) -> None:
    desk = enter("desk", "/dispatch/")
    phone = enter("crew", "/unit/", viewport=PHONE, permissions=["geolocation"])
    phone.context.add_init_script(LOSE_ONE_ANSWER)
    _to_the_report(desk, phone)
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.context.set_offline(True)
    album = phone.locator("[data-photos]:visible")
    album.locator("input[type=file]").set_input_files(PHOTOS)  # type: ignore[arg-type]
    expect(album.locator("li img")).to_have_count(3)
    album.get_by_role("button", name="去掉 wrong.jpg").click()
    expect(album.locator("li img")).to_have_count(2)
    phone.get_by_label("处置结果").select_option(label="调解完毕")
    _press(phone, "提交反馈")
    expect(phone.locator("#strip")).to_contain_text("已存 1 步")
    expect(phone.locator("#strip")).to_contain_text("照片已存 2 张")
    expect(phone.locator("#strip")).to_contain_text("未发送 3")
    phone.reload()
    expect(phone.locator("#strip")).to_contain_text("未发送 3")

    desk.locator(".breadcrumb a").first.click()
    expect(desk.locator("#photos")).to_contain_text("还没有照片")
    phone.context.set_offline(False)
    expect(desk.locator("#photos li")).to_have_count(2, timeout=40_000)
    expect(phone.locator("#strip")).to_be_hidden(timeout=40_000)
    assert phone.evaluate("sessionStorage.lostAnswer") == "yes", "one was sent twice"
    expect(desk.locator("#photos li")).to_have_count(2)
    assert site.fill("tests.journeys.worker")["made"] == 2
    first = desk.locator("#photos img").first
    expect(first).to_have_js_property("naturalWidth", 40)
    expect(first).to_have_js_property("naturalHeight", 60)
    assert serious(desk) == []

    first.click()
    expect(desk.locator("img.viewer")).to_have_js_property("naturalWidth", 40)
    expect(desk.locator("main")).to_contain_text("未扫描：没有运行扫描程序")
    assert serious(desk) == []
    with desk.expect_download() as download:
        desk.get_by_role("link", name="下载原件").click()
    assert download.value.path().read_bytes() == PHOTOS[0]["buffer"]
