"""Every page of the gallery, as people see it: languages, themes, sizes, screen readers."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser import awaited, serious

PAGES = ("", "dispatch", "phone", "sign-in", "page")
pytestmark = pytest.mark.browser


def opened(chromium: Browser, address: str, path: str, **wish: str) -> tuple[Page, list[str]]:
    width, height = (int(part) for part in wish.get("size", "1366x768").split("x"))
    context = chromium.new_context(
        viewport={"width": width, "height": height}, bypass_csp=bool(wish.get("axe"))
    )
    context.add_cookies(
        [
            {"name": "quanju_theme", "value": wish.get("theme", "dark"), "url": address},
            {"name": "django_language", "value": wish.get("language", "zh-hans"), "url": address},
        ]
    )
    page, complaints = context.new_page(), []
    page.on("console", lambda m: complaints.append(m.text) if m.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/gallery/{path}")
    return page, complaints


def test_this_machine_has_a_font_for_chinese() -> None:
    found = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    assert found.stdout.strip(), "install fonts-noto-cjk or fonts-wqy-microhei"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_out_of_the_screen_sideways(
    chromium: Browser, gallery: str, path: str
) -> None:
    for language in ("zh-hans", "en"):
        page, complaints = opened(chromium, gallery, path, language=language)
        for width, height in ((1366, 768), (1920, 1080), (683, 384), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, (width, language)
        page.context.close()
        assert complaints == []


@pytest.mark.parametrize("path", PAGES)
def test_a_screen_reader_finds_nothing_serious(chromium: Browser, gallery: str, path: str) -> None:
    size = "390x844" if path == "phone" else "1366x768"
    page, _ = opened(chromium, gallery, path, size=size, axe="yes")
    for theme in ("dark", "light"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        assert serious(page) == [], theme
    page.context.close()


def test_the_map_draws_after_the_page_and_says_whose_it_is(chromium: Browser, gallery: str) -> None:
    page, complaints = opened(chromium, gallery, "dispatch")
    page.wait_for_selector("q-map[data-ready]", timeout=120_000)
    awaited(
        page,
        """() => { const c = document.querySelector('q-map canvas');
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        const seen = Array.from({length: 4000}, (_, i) => d.slice(i * 400, i * 400 + 3).join());
        return new Set(seen).size > 50 }""",
    )
    assert "OpenStreetMap" in page.inner_text(".map-credit")
    page.context.close()
    assert complaints == []


def test_choosing_a_sign_on_the_map_opens_it_in_the_list(chromium: Browser, gallery: str) -> None:
    page, _ = opened(chromium, gallery, "dispatch")
    page.wait_for_selector("q-map[data-ready]", timeout=120_000)
    page.wait_for_timeout(500)
    spot = page.evaluate(
        """() => { const map = document.querySelector('q-map').openLayers;
        const sources = map.getLayers().getArray().map(layer => layer.getSource());
        const found = sources.map(one => one.getFeatureById?.('incident:20261123-0425'));
        const place = found.find(one => one).getGeometry().getCoordinates();
        const [x, y] = map.getPixelFromCoordinate(place);
        const box = document.querySelector('q-map').getBoundingClientRect();
        return [box.x + x, box.y + y] }"""
    )
    page.mouse.click(*spot)
    page.wait_for_url("**#1123-0425")
    page.context.close()


def test_a_click_beside_the_signs_gives_the_place(chromium: Browser, gallery: str) -> None:
    page, _ = opened(chromium, gallery, "dispatch")
    page.wait_for_selector("q-map[data-ready]", timeout=120_000)
    page.evaluate("document.addEventListener('q-map:pick', (e) => { window.picked = e.detail })")
    page.mouse.click(420, 640)
    picked = awaited(page, "window.picked")
    assert 119.6 < picked["lon"] < 119.9
    assert 49.1 < picked["lat"] < 49.3
    page.context.close()


def test_positions_move_the_units_and_old_ones_turn_stale(chromium: Browser, gallery: str) -> None:
    page, _ = opened(chromium, gallery, "dispatch")
    page.wait_for_selector("q-map[data-ready]", timeout=120_000)
    page.wait_for_timeout(500)
    after = page.evaluate(
        """async () => { const map = document.querySelector('q-map');
        const sources = map.openLayers.getLayers().getArray().map(layer => layer.getSource());
        const source = sources.find(one => one.getFeatureById?.('unit:P1'));
        map.moveUnits([
            {id: 'P1', lon: 119.75, lat: 49.2, at: Date.now()},
            {id: 'P2', lon: 119.76, lat: 49.21, at: 1}]);
        await new Promise(done => setTimeout(done, 700));
        return ['unit:P1', 'unit:P2'].map(id => source.getFeatureById(id)).map(
            one => [one.getGeometry().getCoordinates()[0], one.get('stale')]) }"""
    )
    page.context.close()
    assert after[0][0] == pytest.approx(13330509, abs=5)
    assert after[0][1] in (False, None)
    assert after[1][1] is True


def test_the_theme_changes_at_once_and_is_kept(chromium: Browser, gallery: str) -> None:
    page, _ = opened(chromium, gallery, "page")
    page.click(".account-open")
    page.click('[data-theme-choice][value="light"]')
    assert page.get_attribute("html", "data-theme") == "light"
    page.wait_for_timeout(300)
    page.reload()
    assert page.get_attribute("html", "data-theme") == "light"
    page.context.close()


def test_the_language_switch_comes_back_to_the_same_page(chromium: Browser, gallery: str) -> None:
    page, _ = opened(chromium, gallery, "page")
    page.click(".account-open")
    page.click('[name="language"][value="en"]')
    page.wait_for_selector('html[lang="en"]')
    assert page.url.endswith("/gallery/page")
    page.context.close()


def test_people_are_found_and_chosen_with_the_keyboard_alone_and_taken_back(
    chromium: Browser, gallery: str
) -> None:
    page, complaints = opened(chromium, gallery, "pieces")
    search = page.get_by_role("combobox", name="同去")
    search.press_sequentially("000003")
    expect(page.locator(".chooser-list [role=option]")).to_have_count(1)
    search.press("Enter")
    search.press("ArrowDown")
    search.press("ArrowDown")
    search.press("Enter")
    chosen = page.locator("select[name=people]")
    assert chosen.evaluate("one => [...one.selectedOptions].map((o) => o.value)") == ["1", "3"]
    search.press("Backspace")
    assert chosen.evaluate("one => [...one.selectedOptions].map((o) => o.value)") == ["1"]
    page.get_by_role("button", name="去掉 演示甲").click()
    assert chosen.evaluate("one => one.selectedOptions.length") == 0
    search.press_sequentially("张三")
    expect(page.get_by_role("listbox")).to_contain_text("可选人员中没有")
    search.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    assert complaints == []
