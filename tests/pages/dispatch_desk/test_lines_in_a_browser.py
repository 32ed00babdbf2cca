"""A call rings, N, the form, saved; two dispatchers at one call: in a real browser."""

import json
import sqlite3
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser import build_pages, pictured
from tests.servers import FilledSite

pytestmark = pytest.mark.browser


@dataclass
class Site:
    """A running server with a telephone system, and a look into its database."""

    address: str
    facts: dict[str, str]
    database: Path
    events: int = 0

    def tells(self, event: str, call: str = "a", **more: object) -> dict[str, str]:
        self.events += 1
        at = datetime.now(UTC).isoformat()
        body = {
            "idempotency_key": f"event-{self.events:04}",
            "event": event,
            "at": at,
            "call": call,
        }
        headers = {"Content-Type": "application/json"}
        headers["Authorization"] = f"Bearer {self.facts['key']}"
        sent = urllib.request.Request(
            f"{self.address}/api/v1/calls", json.dumps(body | more).encode(), headers
        )
        with urllib.request.urlopen(sent) as answer:
            found: dict[str, str] = json.load(answer)
            return found

    def asked(self, question: str) -> list[tuple[str, ...]]:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as database:
            return list(database.execute(question).fetchall())


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> FilledSite:
    """A site made once; each test has it as it was made."""
    build_pages()
    return FilledSite("tests.pages.dispatch_desk.site_lines", tmp_path_factory.mktemp("site"))


@pytest.fixture
def site(filled: FilledSite) -> Iterator[Site]:
    with filled.served() as address:
        yield Site(address, filled.facts, filled.database)


def desk_of(chromium: Browser, site: Site, session: str) -> Page:
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    cookie = {"name": site.facts["name"], "value": site.facts[session], "url": site.address}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"{site.address}/dispatch/")
    expect(page.locator("body[data-live=live]")).to_be_visible()
    return page


def test_a_call_rings_is_taken_and_keeps_its_moments(chromium: Browser, site: Site) -> None:
    page = desk_of(chromium, site, "value")
    number = site.tells("ringing", caller_number="13900001234", line="110")["number"]
    expect(page.locator(f'[data-line="{number}"]')).to_contain_text("13900001234")
    page.keyboard.press("n")
    form = page.locator("#call-form")
    expect(form.locator('[name="caller_number"]')).to_have_value("13900001234")
    expect(form.locator('[name="address"]')).to_be_focused()
    form.locator('[name="address"]').press_sequentially("中央")
    page.locator(".suggestions [role=option]").first.click()
    form.locator('[name="type_code"]').select_option("fight")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#incident-title")).to_be_visible()
    expect(page.locator(f'[data-line="{number}"]')).to_have_count(0)
    ((rang, answered, entered, is_rung, state),) = site.asked(
        "select received_at, i.answered_at, created_at, i.has_ring, c.state"
        " from dispatch_incident i join dispatch_call c on c.incident_id = i.id"
    )
    assert rang < answered < entered
    assert (is_rung, state) == (1, "incident_linked")


def test_two_dispatchers_press_for_one_call(chromium: Browser, site: Site) -> None:
    first, second = (desk_of(chromium, site, name) for name in ("value", "other"))
    number = site.tells("ringing")["number"]
    for page in (first, second):
        expect(page.locator(f'[data-line="{number}"]')).to_be_visible()
        expect(page.locator(f'#queue [name="expected"][value="{number}"]')).to_have_count(1)
    # The second one's page does not hear of it in time: its line to us is slow.
    second.route("**/dispatch/lines", lambda route: route.abort())
    second.route("**/dispatch/queue*", lambda route: route.abort())
    first.keyboard.press("n")
    expect(first.locator(f'#call-form [name="call"][value="{number}"]')).to_have_count(1)
    second.keyboard.press("n")
    expect(second.locator("#call-form .note-warn")).to_contain_text(number[4:])
    expect(second.locator('#call-form [name="call"]')).to_have_value("")
    assert site.asked("select count(*) from dispatch_call") == [(1,)]


def test_a_lost_caller_is_called_back(chromium: Browser, site: Site) -> None:
    page = desk_of(chromium, site, "value")
    site.tells("ringing", caller_number="13900001234")
    number = site.tells("abandoned")["number"]
    lost = page.locator("[data-lost]")
    expect(lost).to_contain_text("13900001234")
    pictured(page, "lost-caller")
    lost.locator("button").click()
    form = page.locator("#call-form")
    expect(form.locator(f'[name="call"][value="{number}"]')).to_have_count(1)
    expect(form.locator('[name="caller_number"]')).to_have_value("13900001234")
    expect(lost).to_have_count(0)
    form.locator('[hx-vals*="nothing_needed"]').click()
    expect(page.locator("#call")).not_to_be_visible()
    assert site.asked("select state, mark from dispatch_lostcall") == [("nothing_needed", "")]
    assert site.asked("select state from dispatch_call") == [("closed",)]


def test_a_crew_that_was_told_ahead_hears_that_the_form_was_closed(
    chromium: Browser, site: Site
) -> None:
    page = desk_of(chromium, site, "value")
    page.keyboard.press("n")
    form = page.locator("#call-form")
    form.locator('[name="address"]').press_sequentially("中央")
    page.locator(".suggestions [role=option]").first.click()
    form.locator('[name="type_code"]').select_option("fight")
    page.locator("#preview").get_by_role("button", name="P3").click()
    expect(page.locator("#told-ahead")).to_contain_text("已预先通知")
    standing = "select count(*) from dispatch_prealert where ended_at is null"
    assert site.asked(standing) == [(1,)]
    with page.expect_response("**/dispatch/call/pre_alert/withdraw"):
        page.keyboard.press("Escape")
    assert site.asked(standing) == [(0,)]


MOST_KEYS = 50
"""At two keys a second an incident with its card is entered within 25 s."""


def test_a_call_with_its_card_is_entered_by_fifty_keys(chromium: Browser, site: Site) -> None:
    page = desk_of(chromium, site, "value")
    form, keys = page.locator("#call-form"), 0

    def press(*names: str) -> None:
        nonlocal keys
        for name in names:
            page.keyboard.press(name)
            keys += 1

    def tab_to(field: Locator) -> None:
        for _ in range(MOST_KEYS):
            if field.evaluate("one => one === document.activeElement"):
                return
            press("Tab")
        raise AssertionError("no Tab leads there")

    press("n")
    expect(form.locator('[name="address"]')).to_be_focused()
    page.keyboard.type("中央")
    keys += 2
    expect(page.locator(".suggestions [role=option]").first).to_be_visible()
    press("ArrowDown", "Enter")
    kind = form.locator('[name="type_code"]')
    tab_to(kind)
    while kind.input_value() != "fight":
        press("ArrowDown")
    first = form.locator('[name="card.going_on"]').first
    expect(first).to_be_visible()
    tab_to(first)  # the grade stays as proposed
    press("2", "1", "2")
    answered = [("going_on", "no"), ("weapon", "yes"), ("hurt", "slightly")]
    for question, answer in answered:
        expect(form.locator(f'[name="card.{question}"][value="{answer}"]')).to_be_checked()
    expect(form.locator('[name="card.people"]').first).to_be_focused()
    expect(page.locator("#preview .grade")).to_contain_text("1")

    # A reload takes nothing away: the card comes after its form, and its answers with it.
    place = form.locator('[name="address"]').input_value()
    page.reload()
    page.keyboard.press("n")
    for question, answer in answered:
        expect(form.locator(f'[name="card.{question}"][value="{answer}"]')).to_be_checked()
    expect(form.locator('[name="address"]')).to_have_value(place)
    expect(page.locator("#preview .grade")).to_contain_text("1")

    press("Control+Enter")
    expect(page.locator("#incident-title")).to_be_visible()
    expect(page.locator("#panel .card-facts")).to_be_visible()
    ((grade, card),) = site.asked("select grade, card from dispatch_incident")
    assert grade == 1
    assert [tuple(fact[:2]) for fact in json.loads(card)] == answered
    assert keys <= MOST_KEYS, keys
