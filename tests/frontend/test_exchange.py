"""Live stream, refresh, refusals, forms and keys in a real browser."""

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser


def say(address: str, *events: str) -> None:
    body = urllib.parse.urlencode([("event", one) for one in events]).encode()
    urllib.request.urlopen(f"{address}/fake/say", body, timeout=5).close()


def ask(address: str, path: str) -> str:
    with urllib.request.urlopen(f"{address}/fake/{path}", timeout=5) as answer:
        return str(answer.read().decode())


def counts(address: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask(address, "counts"))
    return found


@pytest.fixture
def board(page: Page, gallery: str) -> Iterator[Page]:
    ask(gallery, "mend")
    page.goto(f"{gallery}/board")
    expect(page.locator("q-live")).to_have_attribute("state", "live")
    yield page
    ask(gallery, "mend")


def test_news_are_read_into_the_list_once_for_many(board: Page, gallery: str) -> None:
    before = counts(gallery)["fetched"]
    say(gallery, *["dispatch.unit_assigned"] * 8, "patrol.zone_drawn")
    expect(board.locator("#queue li").last).to_contain_text("patrol.zone_drawn")
    board.wait_for_timeout(400)
    assert 1 <= counts(gallery)["fetched"] - before <= 2


def test_news_of_others_leave_the_list_alone(board: Page, gallery: str) -> None:
    before = counts(gallery)["fetched"]
    say(gallery, "people.signed_in")
    board.wait_for_timeout(500)
    assert counts(gallery)["fetched"] == before


def test_a_list_is_not_changed_under_somebody_who_types(board: Page, gallery: str) -> None:
    board.fill("#typing", "half a wo")
    before = counts(gallery)["fetched"]
    say(gallery, "dispatch.incident_created")
    board.wait_for_timeout(500)
    assert counts(gallery)["fetched"] == before
    board.focus("#words")
    expect(board.locator("#queue li").last).to_contain_text("dispatch.incident_created")
    assert board.input_value("#typing") == "half a wo"


def test_many_tabs_share_one_stream(board: Page, context: BrowserContext, gallery: str) -> None:
    before = len(counts(gallery)["asked"])
    others = [context.new_page() for _ in range(3)]
    for other in others:
        other.goto(f"{gallery}/board")
        expect(other.locator("q-live")).to_have_attribute("state", "live")
    assert len(counts(gallery)["asked"]) == before
    say(gallery, "dispatch.told_to_all")
    for one in (board, *others):
        expect(one.locator("#queue li").last).to_contain_text("dispatch.told_to_all")


def test_after_a_long_absence_every_tab_draws_anew(
    board: Page, context: BrowserContext, gallery: str
) -> None:
    other = context.new_page()
    other.goto(f"{gallery}/board")
    expect(other.locator("q-live")).to_have_attribute("state", "live")
    say(gallery, "reload")
    for page in (board, other):
        expect(page.locator("#queue li").last).to_contain_text("reload")
    say(gallery, "dispatch.told_after_it")
    for page in (board, other):
        expect(page.locator("#queue li").last).to_contain_text("dispatch.told_after_it")


def test_another_tab_takes_over_where_the_first_stopped(
    board: Page, context: BrowserContext, gallery: str
) -> None:
    other = context.new_page()
    other.goto(f"{gallery}/board")
    expect(other.locator("q-live")).to_have_attribute("state", "live")
    say(gallery, "dispatch.before")
    expect(other.locator("#queue li").last).to_contain_text("dispatch.before")
    last = other.locator("#queue li").count() + 100
    board.close()
    say(gallery, "dispatch.after")
    expect(other.locator("#queue li").last).to_contain_text("dispatch.after")
    assert counts(gallery)["asked"][-1] == str(last)


def test_a_lost_line_is_said_and_resumed(board: Page, gallery: str) -> None:
    ask(gallery, "break")
    expect(board.locator("body")).to_have_attribute("data-live", "lost")
    expect(board.locator("q-live")).to_contain_text("断线 · 显示 21:14")
    expect(board.locator(".lost-notice")).to_be_visible()
    say(gallery, "dispatch.while_away")
    ask(gallery, "mend")
    expect(board.locator("body")).to_have_attribute("data-live", "live", timeout=15_000)
    expect(board.locator("#queue li").last).to_contain_text("dispatch.while_away")


def test_a_refusal_stands_next_to_its_control(board: Page) -> None:
    board.fill("#words", "refuse")
    board.click("#send")
    expect(board.locator("#order .refusal")).to_contain_text("P3 is taken")
    assert board.input_value("#words") == "refuse"


def test_a_refusal_of_a_field_stands_at_the_field(board: Page) -> None:
    board.fill("#words", "field")
    board.click("#send")
    expect(board.locator("#words")).to_have_attribute("aria-invalid", "true")
    expect(board.locator(".field-error")).to_have_text("No")
    expect(board.locator("#words")).to_be_focused()


def test_a_failing_server_loses_nothing_that_was_typed(board: Page) -> None:
    board.fill("#words", "fail")
    board.click("#send")
    expect(board.locator("#order .refusal")).to_contain_text("服务器出错了")
    assert board.input_value("#words") == "fail"


def test_a_double_click_sends_once(board: Page, gallery: str) -> None:
    before = len(counts(gallery)["posted"])
    board.fill("#words", "go")
    board.dblclick("#send")
    expect(board.locator("#done")).to_be_visible()
    assert len(counts(gallery)["posted"]) == before + 1


def test_the_key_is_new_after_an_answer_and_the_same_after_a_lost_line(
    board: Page, gallery: str
) -> None:
    board.fill("#words", "go")
    first = board.input_value('#order [name="idempotency_key"]')
    board.route("**/order", lambda route: route.abort())
    board.click("#send")
    expect(board.locator("#order .refusal")).to_contain_text("没有发出")
    assert board.input_value('#order [name="idempotency_key"]') == first
    board.unroute("**/order")
    board.click("#send")
    expect(board.locator("#done")).to_be_visible()
    assert counts(gallery)["posted"][-1] == first
    assert board.input_value('#order [name="idempotency_key"]') != first


def test_keys_press_what_declares_them_but_not_while_typing(board: Page) -> None:
    board.evaluate("count.addEventListener('click', () => { count.textContent = 'pressed' })")
    board.focus("#words")
    board.keyboard.press("n")
    assert board.input_value("#words") == "n"
    assert board.inner_text("#count") == "0"
    board.evaluate("document.activeElement.blur()")
    board.keyboard.press("n")
    assert board.inner_text("#count") == "pressed"


def test_the_question_mark_shows_the_keys(board: Page) -> None:
    board.keyboard.press("?")
    expect(board.locator("dialog[open]")).to_contain_text("Count")
    board.keyboard.press("Escape")
    expect(board.locator("dialog")).to_have_count(0)


def test_search_opens_by_key_and_leads_to_what_was_found(board: Page) -> None:
    board.keyboard.press("Control+k")
    board.keyboard.type("1123")
    expect(board.locator('[role="option"]')).to_have_count(2)
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")
    board.wait_for_url("**/gallery/phone")


def test_search_says_when_nothing_is_found(board: Page) -> None:
    board.keyboard.press("Control+k")
    board.keyboard.type("none")
    expect(board.locator(".search-note")).to_contain_text("没有找到")


def test_no_script_outside_of_our_files_runs(board: Page) -> None:
    ran = board.evaluate(
        """() => { const s = document.createElement('script');
        s.textContent = 'window.injected = true'; document.body.append(s);
        return window.injected ?? 'refused' }"""
    )
    assert ran == "refused"
