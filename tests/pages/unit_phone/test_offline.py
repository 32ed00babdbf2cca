"""The phone without signal, in a real browser: what is pressed is kept, sent in order, once."""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser import build_pages, pictured
from tests.builders.town import spot
from tests.servers import FilledSite

pytestmark = pytest.mark.browser


@dataclass
class Site:
    """A running server with one order, and a look into its database."""

    address: str
    cookie: dict[str, str]
    incident: str
    database: Path
    fill: Callable[[str], dict[str, Any]]

    def job(self) -> tuple[str, ...]:
        columns = "state, acknowledged_at, departed_at, arrived_at"
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as database:
            return tuple(database.execute(f"select {columns} from dispatch_assignment").fetchone())

    def notes(self) -> list[tuple[str, str]]:
        question = (
            "select number, text from dispatch_note join dispatch_incident"
            " on dispatch_incident.id = incident_id"
        )
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as database:
            return list(database.execute(question).fetchall())

    def count(self, event: str) -> int:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as database:
            question = "select count(*) from journal_entry where event = ?"
            return int(database.execute(question, (event,)).fetchone()[0])


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> FilledSite:
    """A site made once; each test has it as it was made."""
    build_pages()
    return FilledSite("tests.pages.unit_phone.site", tmp_path_factory.mktemp("site"))


@pytest.fixture
def site(filled: FilledSite) -> Iterator[Site]:
    facts = filled.facts
    with filled.served() as address:
        cookie = {"name": facts["name"], "value": facts["value"], "url": address}
        yield Site(address, cookie, facts["incident"], filled.database, filled.fill)


@pytest.fixture
def context(site: Site, chromium: Browser) -> Iterator[BrowserContext]:
    """A phone in the crew's hand, signed in."""
    made = chromium.new_context(
        viewport={"width": 390, "height": 844},
        locale="zh-CN",
        permissions=["geolocation"],
        geolocation={"longitude": 119.707, "latitude": 49.1945, "accuracy": 8},
    )
    made.add_cookies([site.cookie])  # type: ignore[list-item]
    yield made
    made.close()


def _until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is true; the assertion fails if it never becomes so."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)
    assert holds()


def _strip(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("#strip")


def _button(page: Page, words: str):  # type: ignore[no-untyped-def]
    return page.get_by_role("button", name=words, exact=True)


def test_steps_without_signal_are_kept_and_sent_in_order(context: BrowserContext, site: Site):
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{site.address}/unit/")
    box = _button(page, "签收指令").bounding_box()
    assert box
    assert box["height"] >= 56
    assert box["y"] > 844 / 2
    _button(page, "签收指令").dblclick()
    expect(_button(page, "我已出发")).to_be_visible()
    expect(_strip(page)).to_be_hidden()
    assert site.job()[0] == "acknowledged"

    page.wait_for_timeout(1200)  # a second tap at once is taken for the first one's
    context.set_offline(True)
    _button(page, "我已出发").click()
    expect(_strip(page)).to_contain_text("无信号：已存 1 步，来信号自动补报")
    page.wait_for_timeout(1200)
    _button(page, "我已到场").click()
    expect(_strip(page)).to_contain_text("未发送 2")
    expect(_button(page, "现场已控制")).to_be_visible()
    assert site.job()[0] == "acknowledged"
    pictured(page, "line-lost-phone", without_line=True)

    context.set_offline(False)
    expect(_strip(page)).to_be_hidden(timeout=20_000)
    state, acknowledged, departed, arrived = site.job()
    assert state == "on_scene"
    assert acknowledged < departed < arrived
    assert site.count("dispatch.unit_arrived") == 1
    # The phone reported by itself, once, that it had the order on its screen.
    assert site.count("dispatch.order_shown") == 1
    assert faults == []


SHELL_OF_AN_HOUR_AGO = """async () => {
  const shelf = await caches.open("quanju-unit-1");
  const kept = await (await shelf.match("/unit/shell")).text();
  const then = new Date(Date.now() - 3600000).toISOString();
  const old = kept.replace(/(name="quanju-now" content=")[^"]*/, "$1" + then);
  await shelf.put("/unit/shell", new Response(old, { headers: { "Content-Type": "text/html" } }));
}"""


def test_a_start_without_signal_shows_the_last_page_and_loses_nothing(
    context: BrowserContext, site: Site
):
    page = context.new_page()
    page.goto(f"{site.address}/unit/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    # With the worker at hand the page is opened once more, so that it keeps the map, too.
    page.reload()
    expect(page.locator("#turn")).to_contain_text("公里")
    expect(page.locator("q-live")).to_contain_text("实时")
    page.evaluate(SHELL_OF_AN_HOUR_AGO)
    context.set_offline(True)
    expect(page.locator("q-live")).to_contain_text("断线")
    page.goto(f"{site.address}/unit/")
    expect(page.locator(".phone-title")).to_contain_text("打架")
    expect(page.locator("q-live")).to_contain_text("断线 · 显示")
    expect(page.locator("#turn")).to_contain_text("公里")
    expect(page.locator("q-map .map-canvas")).to_be_attached()
    clock = page.locator(".phone-clock q-clock")
    shown = clock.locator(".figure").inner_text()
    assert shown != "0:00", "the clock of the kept shell is an hour late"
    expect(clock.locator(".figure")).not_to_have_text(shown)
    _button(page, "签收指令").click()
    expect(clock).to_have_attribute("stopped", re.compile("T"))
    expect(_strip(page)).to_contain_text("未发送 1")
    page.reload()
    expect(_strip(page)).to_contain_text("未发送 1")
    context.set_offline(False)
    expect(_button(page, "我已出发")).to_be_visible(timeout=25_000)
    # A page that loads anew has no strip for a moment: the record says when it was sent.
    _until(lambda: site.job()[0] == "acknowledged")
    expect(_strip(page)).to_be_hidden(timeout=20_000)


def test_holding_calls_for_help_and_a_tap_asks_first(context: BrowserContext, site: Site):
    page = context.new_page()
    page.goto(f"{site.address}/unit/")
    button = _button(page, "紧急求助")
    button.click()
    expect(page.locator("#panic-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    assert site.count("patrol.panic_called") == 0
    button.hover()
    page.mouse.down()
    page.wait_for_timeout(1800)
    page.mouse.up()
    expect(page.get_by_text("紧急求助已发出")).to_be_visible()
    assert site.count("patrol.panic_called") == 1


def test_the_position_is_reported_and_the_way_is_drawn(context: BrowserContext, site: Site):
    page = context.new_page()
    with page.expect_response("**/unit/position") as sent:
        page.goto(f"{site.address}/unit/")
    assert sent.value.ok
    expect(page.locator("#turn")).to_contain_text("公里")
    expect(page.locator("#own-position")).to_contain_text("±8 米")


def test_a_refused_step_says_so_and_the_page_stays_true(context: BrowserContext, site: Site):
    page = context.new_page()
    page.goto(f"{site.address}/unit/")
    _button(page, "签收指令").click()
    expect(_button(page, "我已出发")).to_be_visible()
    expect(page.locator("#strip")).to_be_hidden()  # nothing waits to be sent any more
    page.wait_for_timeout(1000)  # a second press at once is taken for the same
    page.evaluate("document.querySelector('form[data-big=acknowledge]').requestSubmit()")
    expect(page.locator("#refused")).to_contain_text("“签收指令”没有执行")
    expect(_button(page, "我已出发")).to_be_visible()
    _button(page, "知道了").click()
    expect(page.locator("#refused")).to_be_hidden()


def test_a_round_is_gone_without_signal(context: BrowserContext, site: Site):
    page = context.new_page()
    page.goto(f"{site.address}/unit/")
    page.get_by_text("更多").click()
    page.get_by_label("不能去的理由").select_option(index=1)
    page.get_by_role("button", name="拒派").click()
    _button(page, "开始巡逻").click()
    first = _button(page, "到了，巡逻点 1")
    expect(page.locator("[data-distance]:visible")).to_contain_text("已到附近，9 米")
    box = first.bounding_box()
    assert box
    assert box["height"] >= 56

    context.set_offline(True)
    page.wait_for_timeout(1200)
    first.click()
    expect(page.locator(".round-title:visible")).to_have_text("站点2")
    page.wait_for_timeout(1200)
    _button(page, "到了，巡逻点 2").click()
    expect(_strip(page)).to_contain_text("未发送 2")
    expect(page.locator(".round-count")).to_have_text("2 / 2")

    context.set_offline(False)
    expect(_strip(page)).to_be_hidden(timeout=20_000)
    assert site.count("patrol.checkpoint_done") == 2
    _button(page, "完成巡逻").click()
    expect(page.locator(".phone-title")).to_contain_text("没有指令")


@pytest.fixture
def plain(site: Site, chromium: Browser) -> Iterator[Page]:
    """The crew's page without its worker, so that a test can stand in for the network."""
    made = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", service_workers="block"
    )
    made.add_cookies([site.cookie])  # type: ignore[list-item]
    page = made.new_page()
    page.goto(f"{site.address}/unit/")
    yield page
    made.close()


def _hold_the_red_button(page: Page) -> None:
    _button(page, "紧急求助").hover()
    page.mouse.down()
    expect(page.locator("#panic.is-held")).to_be_visible()
    expect(page.locator("#panic.is-held")).to_be_hidden()
    page.mouse.up()


def test_what_is_come_across_on_a_round_without_signal(context: BrowserContext, site: Site):
    site.fill("tests.pages.unit_phone.withdrawn")
    page = context.new_page()
    with page.expect_response("**/unit/position"):
        page.goto(f"{site.address}/unit/")
    context.set_offline(True)
    _button(page, "遇到情况").click()
    dialog = page.locator("#meet-dialog")
    assert all(
        (one.bounding_box() or {"height": 0})["height"] >= 56
        for one in dialog.locator(".meet-types button").all()
    )
    _button(page, "打架斗殴").click()
    expect(dialog).to_be_hidden()
    expect(_strip(page)).to_contain_text("无信号：已存 1 步")
    context.set_offline(False)
    expect(_button(page, "现场已控制")).to_be_visible(timeout=25_000)
    expect(_strip(page)).to_be_hidden()
    assert site.count("dispatch.incident_met") == 1


def test_a_refused_report_says_so_at_its_field_and_keeps_the_words(
    context: BrowserContext, site: Site
):
    site.fill("tests.pages.unit_phone.cleared")
    page = context.new_page()
    page.goto(f"{site.address}/unit/")
    expect(page.get_by_text("班组不用填")).to_be_visible()
    page.get_by_label("经过").fill("双方已分开")
    # A table changed since the page was drawn: what was chosen is no code any more.
    page.evaluate("document.querySelector('[name=disposition] option:last-child').value = 'xx'")
    page.get_by_label("处置结果").select_option("xx")
    _button(page, "提交反馈").click()
    field = page.locator(".field", has=page.get_by_label("处置结果"))
    expect(field.locator(".field-error")).to_contain_text("请从列表里选择")
    expect(page.locator("#refused")).to_be_hidden()
    expect(page.get_by_label("经过")).to_have_value("双方已分开")
    page.get_by_label("处置结果").select_option("case_opened")
    _button(page, "提交反馈").click()
    expect(_button(page, "归队，可再接警")).to_be_visible()
    _until(lambda: site.count("dispatch.feedback_given") == 1)


def test_arrival_is_offered_at_the_place_and_said_by_the_crew(context: BrowserContext, site: Site):
    page = context.new_page()
    page.goto(f"{site.address}/unit/")
    offer = page.locator("#arrival-offer")
    for words in ("签收指令", "我已出发"):
        page.wait_for_timeout(1000)  # a second tap at once is taken for the first one's
        _button(page, words).click()
    expect(_button(page, "我已到场")).to_be_visible()
    _until(lambda: site.job()[0] == "en_route")
    assert offer.get_attribute("data-within") == "50.0"
    expect(offer).to_be_hidden()
    lon, lat = spot(3, 2)

    def is_offered() -> bool:
        # The page may be drawn anew meanwhile, with the branch's half minute in it.
        page.evaluate("document.getElementById('arrival-offer').dataset.after = '0'")
        jitter = time.monotonic() % 1 / 1e6
        at = {"longitude": lon + jitter, "latitude": lat, "accuracy": 8}
        context.set_geolocation(at)  # type: ignore[arg-type]
        # A busy browser tells a place late; the next one would take its turn away.
        page.wait_for_timeout(2_000)
        return offer.is_visible()

    _until(is_offered)
    assert site.job()[0] == "en_route", "the phone offers, the crew says it"
    page.wait_for_timeout(1000)
    _button(page, "我已到场").click()
    expect(offer).to_be_hidden()
    _until(lambda: site.job()[0] == "on_scene")


def test_a_portals_page_decides_nothing(plain: Page, site: Site):
    portal = {"status": 200, "content_type": "text/html", "body": "<h1>Wi-Fi</h1>"}
    plain.route("**/unit/step", lambda route: route.fulfill(**portal))
    _button(plain, "签收指令").click()
    expect(_strip(plain)).to_contain_text("网络没有通到系统")
    expect(_strip(plain)).to_contain_text("未发送 1")
    plain.unroute("**/unit/step")
    _until(lambda: site.job()[0] == "acknowledged")
    expect(_strip(plain)).to_be_hidden()


@pytest.mark.parametrize("status", [200, 302, 403, 404, 407, 409, 502])
def test_only_our_own_mark_lets_the_phone_forget(plain: Page, site: Site, status):
    answers = {"status": status, "headers": {"X-Quanju-Decided": "yes", "Location": "/"}}
    plain.route("**/unit/step", lambda route: route.fulfill(**answers, body="{}"))
    _hold_the_red_button(plain)
    expect(_strip(plain)).to_contain_text("求助还没有发出")
    plain.unroute("**/unit/step")
    _until(lambda: site.count("patrol.panic_called") == 1)
    expect(plain.get_by_text("紧急求助已发出")).to_be_visible()


def test_the_red_button_does_not_wait_behind_a_request_that_hangs(plain: Page, site: Site):
    hanging = []

    def meet(route):
        if "panic" in (route.request.post_data or ""):
            route.continue_()
        else:
            hanging.append(route)

    plain.route("**/unit/step", meet)
    _button(plain, "签收指令").click()
    expect(_strip(plain)).to_contain_text("正在发送")
    _hold_the_red_button(plain)
    _until(lambda: site.count("patrol.panic_called") == 1)
    assert hanging
    assert site.job()[0] == "assigned"


def test_a_phone_that_stores_nothing_sends_all_the_same_and_says_so(plain: Page, site: Site):
    plain.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }"
    )
    plain.reload()
    plain.context.set_offline(True)
    _button(plain, "签收指令").click()
    expect(_strip(plain)).to_contain_text("手机存不下")
    _hold_the_red_button(plain)
    expect(_strip(plain)).to_contain_text("未发送 2")
    plain.context.set_offline(False)
    _until(lambda: site.count("patrol.panic_called") == 1 and site.job()[0] == "acknowledged")


def test_what_is_kept_outlives_the_session_and_an_old_token(plain: Page, site: Site):
    plain.context.set_offline(True)
    _button(plain, "签收指令").click()
    _hold_the_red_button(plain)
    plain.context.clear_cookies()
    plain.context.set_offline(False)
    expect(_strip(plain)).to_contain_text("求助还没有发出")
    assert site.count("patrol.panic_called") == 0
    plain.context.add_cookies([site.cookie])  # signed in again, in another window
    _until(lambda: site.count("patrol.panic_called") == 1 and site.job()[0] == "acknowledged")
    expect(_strip(plain)).to_be_hidden()


def test_words_typed_for_one_order_never_go_to_the_next(plain: Page, site: Site):
    _button(plain, "记一条").click()
    plain.get_by_label("现场情况").fill("门口有血迹")
    plain.locator("[id^=note-title]").first.click()  # the field is left, and the page may change
    second = site.fill("tests.pages.unit_phone.second_order")["incident"]
    expect(plain.locator(f"#whole[data-incident='{second}']")).to_be_attached()
    sheet = plain.locator("dialog[open]")
    expect(sheet).to_contain_text(site.incident)
    expect(sheet.get_by_label("现场情况")).to_have_value("门口有血迹")
    sheet.get_by_role("button", name="存入警情").click()
    _until(lambda: site.notes() == [(site.incident, "门口有血迹")])
    expect(plain.locator("dialog[open]")).to_have_count(0)
