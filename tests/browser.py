"""A real browser for tests, one a run. Its driver is read by those who ask for it alone."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.sites import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 60_000
"""A busy machine is slow; what never comes fails all the same."""


def build_pages() -> None:
    """The browser code as it is now."""
    subprocess.run([sys.executable, ROOT / "frontend" / "build.py"], check=True)


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One browser for the whole run: a second driver in the same process would be refused."""
    from playwright.sync_api import Error, expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    own = next((p for p in map(shutil.which, ("chromium", "google-chrome")) if p), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=own, args=ARGUMENTS)
        except Error as error:
            pytest.skip(f"no Chromium could be started: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: "Browser") -> "Iterator[BrowserContext]":
    """A fresh window of a desk's size."""
    made = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    yield made
    made.close()


@pytest.fixture
def page(context: "BrowserContext") -> "Page":
    return context.new_page()


def serious(page: "Page", rules: list[str] | None = None) -> list[tuple[str, list[str]]]:
    """What axe finds serious, by these rules or all, once every colour has come to rest."""
    page.add_script_tag(path=AXE)
    come_to_rest(page)
    found = page.evaluate(FINDINGS, [rules, PATIENCE_MS])
    return [
        (one["id"], [str(node["target"]) for node in one["nodes"]])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


SIZES = {"wide": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def pictured(page: "Page", name: str, *, without_line: bool = False) -> None:
    """Pictures of what a journey has come to: both sizes, dark and light, both languages.

    One visit, looked at anew in each; kept where QUANJU_PICTURES names a folder, else not taken.
    A page without a line is not loaded anew, so it stays in the language that it was opened in.
    """
    if not (folder := os.environ.get("QUANJU_PICTURES")):
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    size, address = page.viewport_size, page.url
    for short, code in ({"": ""} if without_line else LANGUAGES).items():
        if code:
            _speak(page, code, address)
        for wide, window in SIZES.items():
            page.set_viewport_size(window)  # type: ignore[arg-type]
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                page.wait_for_timeout(300)
                told = "-".join(part for part in (name, wide, theme, short) if part)
                page.screenshot(path=Path(folder) / f"{told}.png")
    if not without_line:
        _speak(page, LANGUAGES["zh"], address)
    if size:
        page.set_viewport_size(size)


def _speak(page: "Page", code: str, address: str) -> None:
    cookie = {"name": "django_language", "value": code, "url": address}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(address)
    page.wait_for_timeout(1200)


def awaited(page: "Page", script: str) -> Any:
    """What the script gives once it gives something. (`wait_for_function` needs `eval`, which our
    pages forbid.)"""
    for _ in range(300):
        if found := page.evaluate(script):
            return found
        page.wait_for_timeout(100)
    raise AssertionError(f"never came true: {script}")


def come_to_rest(page: "Page") -> None:
    """Everything that fades or moves is where it will be."""
    page.evaluate(COME_TO_REST)


# Nothing is waited for: a window that draws no more pictures ends no animation, and a script has no
# limit of its own. Such a wait once held a whole run up until it was ended from outside.
COME_TO_REST = """() => {
  for (const one of document.getAnimations())
    if (one.effect.getComputedTiming().endTime !== Infinity) one.finish();
}"""

FINDINGS = """([rules, patience]) => Promise.race([
  axe.run(document, {resultTypes: ['violations'], runOnly: rules || undefined}),
  new Promise((_, fail) => setTimeout(() => fail(new Error('axe found no end')), patience)),
])"""
