"""The desk in a real browser: what is shown is what is sent, and nothing typed is lost."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect
from tests.browser import build_pages, pictured
from tests.servers import FilledSite

from quanju.domains.kernel.days import branch_zone

pytestmark = pytest.mark.browser


@dataclass
class Site:
    """A running server with one incident and four crews, and a look into its database."""

    address: str
    cookie: dict[str, str]
    incident: str
    fill: Callable[[str], dict[str, Any]]
    database: Path

    def asked(self, question: str) -> list[tuple[str, ...]]:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as database:
            return list(database.execute(question).fetchall())

    def sent(self) -> list[str]:
        rows = self.asked(
            "select call_sign from dispatch_assignment join patrol_unit"
            " on patrol_unit.id = unit_id order by call_sign"
        )
        return [sign for (sign,) in rows]

    def notes(self) -> list[str]:
        return [text for (text,) in self.asked("select text from dispatch_note order by id")]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> FilledSite:
    """A site made once; each test has it as it was made."""
    build_pages()
    return FilledSite("tests.pages.dispatch_desk.site", tmp_path_factory.mktemp("site"))


@pytest.fixture
def site(filled: FilledSite) -> Iterator[Site]:
    facts = filled.facts
    with filled.served() as address:
        cookie = {"name": facts["name"], "value": facts["value"], "url": address}
        yield Site(address, cookie, facts["incident"], filled.fill, filled.database)


@contextmanager
def a_stranger(folder: Path) -> Iterator[str]:
    """The address of another site on another port of this host."""
    page = folder / "stranger"
    page.mkdir()
    (page / "index.html").write_text("<!doctype html><title>elsewhere</title>")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    handler = partial(Quiet, directory=str(page))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture
def desk(context: BrowserContext, site: Site) -> Page:
    context.add_cookies([site.cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{site.address}/dispatch/?incident={site.incident}")
    # Before the page's code is there a form loads a document, as it should without code.
    expect(page.locator("q-live").first).to_have_attribute("state", "live")
    return page


def _drive_up(page: Page, site: Site) -> None:
    site.fill("tests.pages.dispatch_desk.drive_up")
    expect(page.locator("#panel .proposals tbody tr").first).to_contain_text("P2")


def _note(page: Page):  # type: ignore[no-untyped-def]
    page.locator("#panel summary", has_text="更多操作").click()
    return page.get_by_label("记一条")


def test_the_tick_stays_with_its_unit_and_the_button_names_who_is_ticked(desk: Page, site: Site):
    tick = {sign: desk.get_by_role("checkbox", name=sign) for sign in ("P2", "P3", "P4", "P5")}
    send = desk.locator("#panel button[data-names]")
    for sign in ("P2", "P4", "P5"):
        tick[sign].set_checked(False)
    tick["P3"].set_checked(True)
    _drive_up(desk, site)
    assert [sign for sign, box in tick.items() if box.is_checked()] == ["P3"]
    expect(send).to_contain_text("派 P3")
    send.click()
    expect(desk.locator("#panel")).to_contain_text("所选与建议不同")
    desk.get_by_label("理由（不影响评价）").fill("P3 认识当事人")
    send.click()
    expect(desk.locator("#panel section", has_text="出警单位")).to_contain_text("P3")
    assert site.sent() == ["P3"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_verb_is_in_view_however_much_stands_above_it(desk: Page, site: Site, language: str):
    site.fill("tests.pages.dispatch_desk.crowded")
    cookie = {"name": "django_language", "value": language, "url": site.address}
    desk.context.add_cookies([cookie])  # type: ignore[list-item]
    desk.goto(f"{site.address}/dispatch/?incident={site.incident}")
    expect(desk.locator("#alerts .help-call")).to_be_visible()
    expect(desk.locator("#alerts > .note-warn")).to_have_count(4)
    send = desk.locator("#panel button[data-names]")
    expect(send).to_be_in_viewport(ratio=1)
    desk.locator(
        "#panel summary", has_text="另选" if language != "en" else "Another choice"
    ).click()
    expect(desk.get_by_role("checkbox", name="巡特警机动-23")).to_be_attached()
    expect(send).to_be_in_viewport(ratio=1)


def test_a_refusal_and_words_stay_where_they_belong_when_the_panel_is_drawn_anew(
    desk: Page, site: Site
):
    words = _note(desk)
    desk.get_by_role("button", name="记下").click()
    refusal = desk.locator("#panel .field-error, #panel .refusal").first
    expect(refusal).to_contain_text("请写明记录内容")
    words.fill("房号 12\u30003 楼")
    words.blur()
    _drive_up(desk, site)
    expect(words).to_have_value("房号 12\u30003 楼")
    expect(words).to_be_visible()
    expect(refusal).to_be_visible()
    desk.get_by_role("button", name="记下").click()
    expect(words).to_have_value("")
    assert site.notes() == ["围观增多", "房号 12 3 楼"]


def test_a_verb_loads_no_document_anew_and_words_elsewhere_survive_it(desk: Page, site: Site):
    documents: list[str] = []
    desk.on("request", lambda one: documents.append(one.url) if _is_document(one) else None)
    desk.evaluate("window.sameDocument = true")
    words = _note(desk)
    words.fill("还没记下的话")
    desk.locator("#panel button[data-names]").click()
    expect(desk.locator("#panel section", has_text="出警单位")).to_be_visible()
    expect(words).to_have_value("还没记下的话")
    assert site.sent() != []
    assert desk.evaluate("window.sameDocument") is True
    assert documents == []


def _is_document(one: Request) -> bool:
    return one.is_navigation_request() and one.resource_type == "document"


def test_words_are_sent_after_signing_in_again_in_another_window(desk: Page, site: Site):
    words = _note(desk)
    words.fill("长长的一段话" * 40)
    desk.context.clear_cookies()
    desk.get_by_role("button", name="记下").click()
    expect(desk.locator(".signed-out")).to_contain_text("登录已结束")
    expect(words).to_have_value("长长的一段话" * 40)
    assert site.notes() == []
    desk.context.add_cookies([site.cookie])  # type: ignore[list-item]
    desk.get_by_role("button", name="记下").click()
    expect(words).to_have_value("")
    assert site.notes() == ["长长的一段话" * 40]
    expect(desk.locator(".signed-out")).to_be_hidden()


def test_news_after_the_session_ended_takes_no_words_away(desk: Page, site: Site):
    words = _note(desk)
    words.fill("写到一半")
    words.blur()
    desk.context.clear_cookies()
    site.fill("tests.pages.dispatch_desk.drive_up")
    expect(desk.locator(".signed-out")).to_contain_text("填的内容还在")
    expect(words).to_have_value("写到一半")


def test_a_reload_brings_the_words_back_and_another_person_never_sees_them(desk: Page, site: Site):
    _note(desk).fill("还没写完")
    desk.reload()
    expect(desk.get_by_label("记一条")).to_have_value("还没写完")
    desk.evaluate(
        "() => { const all = JSON.parse(sessionStorage['quanju.drafts']);"
        " sessionStorage['quanju.drafts'] = JSON.stringify({...all, person: 'person:999'}); }"
    )
    desk.reload()
    _note(desk)
    expect(desk.get_by_label("记一条")).to_have_value("")
    assert desk.evaluate("sessionStorage.getItem('quanju.drafts')") is None


ATTACK = """async ([address, incident, kind]) => {
  const body = JSON.stringify({idempotency_key: "from-another-port", text: "forged"});
  const token = (document.cookie.match(/csrftoken=([^;]+)/) || [])[1] || "x".repeat(32);
  const headers = kind === "application/json" ? {"X-CSRFToken": token} : {};
  const all = {...headers, "Content-Type": kind};
  const sent = {method: "POST", credentials: "include", body, headers: all};
  const plain = kind === "text/plain" ? {mode: "no-cors"} : {};
  return fetch(`${address}/api/v1/incidents/${incident}/notes`, {...sent, ...plain}).then(
    (answer) => answer.type, () => "refused by the browser");
}"""


def test_a_call_is_taken_without_a_line_and_sent_later_with_its_true_moment(desk: Page, site: Site):
    expect(desk.locator("q-live").first).to_have_attribute("state", "live")
    desk.context.set_offline(True)
    expect(desk.locator("q-live").first).to_contain_text("断线")
    strip = desk.locator("#kept-calls")
    expect(strip).to_contain_text("按 N 填离线接警单")
    desk.keyboard.press("n")
    form = desk.locator("#kept-call")
    expect(form).to_be_visible()
    opened = desk.evaluate("Date.now()")
    form.get_by_label("类型").select_option("theft")
    form.get_by_label("地点").fill("老桥西头第二个门洞")
    form.get_by_label("报警内容").fill("自行车被撬")
    desk.wait_for_timeout(1500)
    form.get_by_role("button", name="存下").click()
    expect(strip).to_contain_text("待送出 1 件")
    pictured(desk, "line-lost-desk", without_line=True)
    question = (
        "select place_kind, address, answered_at, created_at from dispatch_incident"
        " where type_code = 'theft'"
    )
    assert site.asked(question) == []

    desk.context.set_offline(False)
    expect(strip).to_be_hidden(timeout=25_000)
    ((kind, address, answered, created),) = site.asked(question)
    assert (kind, address) == ("unknown", "老桥西头第二个门洞")
    assert answered < created
    then = datetime.fromisoformat(answered).replace(tzinfo=UTC).timestamp()
    assert then < opened / 1000 + 1, "when the form was opened, not when it was filled or sent"


@pytest.mark.parametrize("kind", ["text/plain", "application/json"])
def test_a_page_on_another_port_changes_nothing_in_our_name(
    context: BrowserContext, desk: Page, site: Site, tmp_path: Path, kind: str
) -> None:
    """Another port of our host is the same site: our cookies go along with what it sends."""
    with a_stranger(tmp_path) as elsewhere:
        page = context.new_page()
        page.goto(elsewhere)
        told = page.evaluate(ATTACK, [site.address, site.incident, kind])
    assert told in ("opaque", "refused by the browser")
    assert site.notes() == []


def _told(site: Site) -> list[tuple[str, ...]]:
    return site.asked(
        "select does, minutes, taken_back_at is null from dispatch_radioentry order by id"
    )


def test_what_a_crew_tells_by_radio_is_entered_in_four_keys_and_taken_back(
    desk: Page, site: Site
) -> None:
    line = desk.get_by_role("combobox", name="一行代报")
    for key in ("/", "4", "x", "Enter"):
        desk.keyboard.press(key)
    told = desk.locator("#told")
    expect(told).to_contain_text("P4")
    expect(line).to_have_value("")
    assert _told(site) == [("patrolling", None, 1)]
    told.get_by_role("button", name="撤回").click()
    expect(told).not_to_contain_text("P4")
    assert _told(site) == [("patrolling", None, 0)]
    # What is not understood enters nothing, says why and keeps the words; Escape empties the line.
    line.fill("P4 飞")
    expect(desk.get_by_role("listbox", name="可能的意思")).to_contain_text("没有听懂")
    line.press("Enter")
    expect(line).to_have_value("P4 飞")
    line.press("Escape")
    # Arrows choose among the words of a unit, and its button on the board writes the call sign.
    desk.keyboard.press("u")
    desk.locator("#unit-P3").get_by_role("button", name="代报").click()
    expect(line).to_have_value("P3 ")
    expect(desk.locator("#line-options [role=option]").first).to_be_visible()
    line.press("ArrowDown")
    line.press("Enter")
    expect(told).to_contain_text("P3")
    assert len(_told(site)) == 2


def _until(desk: Page, holds: str) -> None:
    """The page allows no `eval`, so it is asked again and again from outside."""
    for _ in range(200):
        if desk.evaluate(holds):
            return
        desk.wait_for_timeout(200)
    assert desk.evaluate(holds)


def test_a_call_for_help_sounds_through_a_quiet_desk_until_it_is_seen(desk: Page) -> None:
    desk.evaluate(
        "() => { window.heard = [];"
        " document.addEventListener('quanju:sound', (news) => window.heard.push(news.detail)); }"
    )
    desk.locator("#sound summary").click()
    desk.locator("#sound").get_by_role("button", name="指令未签收").click()
    desk.locator("#sound").get_by_role("button", name="静音到换班").click()
    expect(desk.locator("#sound")).to_contain_text("紧急求助照常响")
    assert desk.evaluate("window.heard") == ["order"]
    desk.keyboard.press("u")
    desk.get_by_text("电台求助").click()
    desk.get_by_label("求助的单位").select_option(label="P4")
    desk.get_by_role("button", name="代为发出").click()
    expect(desk.locator(".help-call")).to_contain_text("P4")
    _until(desk, "window.heard.includes('help') && document.title.startsWith('●')")
    desk.locator(".help-call").get_by_role("button", name="已看到").click()
    _until(desk, "!document.title.startsWith('●')")


@pytest.mark.long
def test_two_hours_of_paper_are_printed_and_entered_with_their_moments(
    desk: Page, site: Site, tmp_path: Path
) -> None:
    desk.goto(f"{site.address}/dispatch/paper")
    desk.get_by_label("张数").fill("2")
    with desk.expect_download() as printing:
        desk.get_by_role("button", name="打印").click()
    kit = tmp_path / "kit.pdf"
    printing.value.save_as(kit)
    assert kit.read_bytes().startswith(b"%PDF")
    ((card, printed),) = site.asked(
        "select number, printed_at from dispatch_papercard order by number limit 1"
    )
    moment = datetime.fromisoformat(printed).replace(tzinfo=UTC).astimezone(branch_zone())
    desk.goto(f"{site.address}/dispatch/paper")
    desk.locator("#id_card").fill(card)
    desk.locator("#id_received_at").fill(f"{moment:%Y-%m-%dT%H:%M}")
    desk.locator("#id_address").fill("老桥西头")
    desk.locator(".suggestions [role=option]", has_text="地点不明").first.click()
    desk.locator("#id_type_code").select_option("theft")
    desk.get_by_role("button", name="录入这张卡").click()
    expect(desk.locator("table")).to_contain_text(card)
    question = "select received_at, from_paper from dispatch_incident where type_code = 'theft'"
    ((received, is_paper),) = site.asked(question)
    assert is_paper
    assert received.startswith(f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}:00")
    pictured(desk, "paper-entered")
